"""The guard of sources that users name: what may be connected to, and how a session behind it is made."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence

import pytest
from requests.adapters import HTTPAdapter
from streamlink.exceptions import PluginError
from streamlink.session.http import TLSSecLevel1Adapter

from monitors.sources.formats import plain_command
from monitors.sources.guard import REFUSALS_MAX, Guard
from monitors.sources.guarded_http import GuardedHTTP, connects_by_itself
from monitors.sources.web import explained, new_streamlink
from streams.addresses import AddressRefused, NameUnknown, networks
from tests.fakes.metadata_service import MetadataService


def resolving(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda host, port: addresses


def test_a_name_is_judged_by_all_that_it_stands_for() -> None:
    assert Guard((), resolving("93.184.216.34", "2606:4700::1")).addresses("x", 80) == (
        "93.184.216.34",
        "2606:4700::1",
    )
    for found in (("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("::ffff:10.0.0.1",), ("64:ff9b::a00:1",)):
        guard = Guard((), resolving(*found))
        with pytest.raises(AddressRefused, match="not on the public internet"):
            guard.addresses("x", 80)
        assert guard.reason.startswith("x is ")
    assert Guard(networks("10.0.0.0/8"), resolving("10.0.0.1")).addresses("x", 80) == ("10.0.0.1",)


def test_a_name_that_is_not_known_now_is_no_refusal() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("not now")

    for resolve in (unknown, resolving()):
        guard = Guard((), resolve)
        with pytest.raises(NameUnknown):
            guard.addresses("x", 80)
        assert guard.reason == ""


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "data:,x", "//x", "", "ftp://x/", "http://a:b@x/", "http://a@x/", "http://[::1"],
)
def test_only_plain_requests_are_made(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().check_request(url)
    Guard().check_request("http://10.0.0.1/" + "x" * 5000)  # where it leads is told when it is connected to


def test_a_source_is_left_after_some_refusals() -> None:
    guard = Guard()
    for _ in range(REFUSALS_MAX):
        assert not guard.exhausted
        with pytest.raises(AddressRefused):
            guard.addresses("127.0.0.1", 80)
    assert guard.exhausted


@pytest.mark.parametrize("host", ["127.0.0.2", "2130706434", "0x7f000002", "[::ffff:127.0.0.2]"])
async def test_a_session_connects_to_nothing_inside(host: str) -> None:
    async with MetadataService() as inside:
        guard = Guard()
        session = new_streamlink(guard)
        with pytest.raises(PluginError) as refused:
            await asyncio.to_thread(session.http.get, inside.url(host=host))
        assert "leads to where it must not" in str(guard.barred("x"))
        assert "not on the public internet" in str(refused.value)
        free = new_streamlink(Guard(networks("127.0.0.2")))
        assert (await asyncio.to_thread(free.http.get, inside.url())).content == b"a key of the machine"
        assert inside.connections == 1


@pytest.mark.parametrize("adapter", [HTTPAdapter, TLSSecLevel1Adapter])
def test_an_adapter_that_a_plugin_brings_is_guarded_as_well(adapter: type[HTTPAdapter]) -> None:
    session = GuardedHTTP(Guard((), resolving("127.0.0.1")))
    session.mount("https://somewhere.example/", adapter())
    with pytest.raises(PluginError, match=r"somewhere.example is 127\.0\.0\.1"):
        session.get("https://somewhere.example/x")


def test_nothing_is_read_in_another_way() -> None:
    session = GuardedHTTP(Guard())
    assert set(session.adapters) == {"http://", "https://"}
    assert not session.trust_env
    assert new_streamlink(Guard()).get_option("webbrowser") is False
    assert "file://" not in new_streamlink().http.adapters


def test_a_host_that_is_not_known_is_said_as_for_anybody() -> None:
    session = GuardedHTTP(Guard((), resolving()))
    with pytest.raises(PluginError) as failed:
        session.get("http://nowhere.example/x")
    assert "The host of it is not known" in str(explained(failed.value, "it"))


def test_addresses_are_tried_one_after_the_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        guard = Guard(networks("127.0.0.0/8"), resolving("127.0.0.3", "127.0.0.1"))
        session = GuardedHTTP(guard)
        with pytest.raises(PluginError):  # it is accepted, and nobody answers
            session.get(f"http://x.example:{port}/", timeout=0.2)
        server.settimeout(0)
        accepted, _ = server.accept()
        accepted.close()


def test_plugins_with_websockets_of_their_own_are_known() -> None:
    session = new_streamlink()
    for address, own in (
        ("https://live.nicovideo.jp/watch/lv1", True),
        ("https://twitcasting.tv/x", True),
        ("https://www.twitch.tv/somebody", False),
        ("https://example.com/a.m3u8", False),
    ):
        assert connects_by_itself(session.resolve_url(address)[1]) is own, address


def test_each_input_of_ffmpeg_is_bounded() -> None:
    command = plain_command(
        ["ffmpeg", "-y", "-i", "a", "-itsoffset", "1", "-i", "b", "-f", "matroska", "pipe:1"]
    )
    assert command.count("-format_whitelist") == command.count("-i") == 2
    assert command[command.index("a") - 5 : command.index("a")][0] == "-format_whitelist"
    assert "hls" not in " ".join(command)
