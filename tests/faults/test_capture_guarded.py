"""Sources that users name, and where they try to lead capture: nothing of it is ever connected to."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitors.channel import Outcome
from monitors.sources import choose
from monitors.sources.guard import Guard
from schemas.capture import GapReason, WindowState
from streams.addresses import networks
from streams.topics import MEDIA_FRAMES
from tests.fakes.hls_origin import HlsOrigin, OriginSegment
from tests.fakes.media import Recipe, cut, make
from tests.fakes.metadata_service import MetadataService
from tests.monitors.capturing import Capturing

LIVE = WindowState.LIVE
HERE = "127.0.0.1/32"
"""Where the origin is; what it leads to is elsewhere."""

AES_KEY = bytes(range(16))


@pytest.fixture
async def origin() -> AsyncIterator[HlsOrigin]:
    async with HlsOrigin() as server:
        yield server


@pytest.fixture
async def inside() -> AsyncIterator[MetadataService]:
    async with MetadataService() as server:
        yield server


def listed(path: Path, seconds: int = 6, **more: object) -> list[OriginSegment]:
    recipe = Recipe(duration_s=seconds, **more)  # type: ignore[arg-type]
    return [OriginSegment(body, 1.0) for body in cut(make(path, recipe), 1.0)]


def of_a_user(tmp_path: Path, source: str, allowed: str = HERE, **more: object) -> Capturing:
    capturing = Capturing(tmp_path, source, trusted=False, **more)  # type: ignore[arg-type]
    capturing.overrides["source_networks"] = allowed
    return capturing


async def refused(capturing: Capturing) -> str:
    async with asyncio.timeout(30):
        assert await capturing.run() is Outcome.FAILED
    assert "HYPECUT_SOURCE_NETWORKS" in capturing.failure.remedy
    return capturing.failure.reason


async def test_what_the_operator_allows_is_captured(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path / "a.ts")
    origin.listed, origin.ended = 6, True
    capturing = of_a_user(tmp_path, origin.url)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:5] == [LIVE] * 5


@pytest.mark.parametrize("kind", ["live.m3u8", "master.m3u8", "file/a.mp4"])
async def test_what_he_does_not_is_not_connected_to(origin: HlsOrigin, tmp_path: Path, kind: str) -> None:
    reason = await refused(of_a_user(tmp_path, origin.url.replace("live.m3u8", kind), ""))
    assert "127.0.0.1 is not on the public internet" in reason
    assert (origin.playlist_reads, origin.file_reads) == (0, 0)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_other_names_of_this_machine_are_this_machine(
    origin: HlsOrigin, tmp_path: Path, host: str
) -> None:
    await refused(of_a_user(tmp_path, origin.url.replace("127.0.0.1", host), ""))
    assert origin.playlist_reads == 0


@pytest.mark.parametrize("kind", ["live.m3u8", "file/a.mp4"])
async def test_a_redirect_into_the_network_is_not_followed(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path, kind: str
) -> None:
    origin.moved_to = inside.url()
    reason = await refused(of_a_user(tmp_path, origin.url.replace("live.m3u8", kind)))
    assert "127.0.0.2" in reason
    assert inside.connections == 0


async def test_a_redirect_of_a_segment_is_not_followed(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path
) -> None:
    origin.segments = listed(tmp_path / "a.ts")
    async with HlsOrigin(moved_to=inside.url()) as other:
        for segment in origin.segments:
            segment.uri = other.file_url("a.ts")
        origin.listed, origin.ended = 6, True
        reason = await refused(of_a_user(tmp_path, origin.url))
        assert other.file_reads > 0
    assert "127.0.0.2" in reason
    assert inside.connections == 0


@pytest.mark.parametrize("way", ["segment", "key", "map", "variant"])
async def test_a_playlist_leads_nowhere_inside(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path, way: str
) -> None:
    origin.segments = listed(tmp_path / "a.ts")
    origin.listed, origin.ended = 6, True
    address = origin.url
    if way == "segment":
        for segment in origin.segments:
            segment.uri = inside.url()
    elif way == "key":
        origin.key_uri = inside.url("key")
        for segment in origin.segments:
            segment.encrypted = True
    elif way == "map":
        origin.map_uri = inside.url("init.mp4")
        for segment in origin.segments:
            segment.body = b"\0\0\0\x10moof" + bytes(8)
    else:
        origin.variant_uri, address = inside.url("live.m3u8"), origin.master_url
    reason = await refused(of_a_user(tmp_path, address))
    assert "127.0.0.2 is not on the public internet" in reason
    assert inside.connections == 0


@pytest.mark.parametrize(
    ("uri", "word"),
    [
        ("data:video/mp2t;base64,R0A=", "data:"),
        ("ftp://example.com/a.ts", "ftp:"),
        ("http://user:password@127.0.0.1/a.ts", "a user or a password"),
        ("http://[64:ff9b::7f00:2]/a.ts", "64:ff9b::7f00:2"),
        ("http://[2002:7f00:2::]/a.ts", "2002:7f00:2::"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("http://0x7f000002/a.ts", "127.0.0.2"),
    ],
)
async def test_segments_that_are_none_of_the_web_are_not_read(
    origin: HlsOrigin, tmp_path: Path, uri: str, word: str
) -> None:
    origin.segments = listed(tmp_path / "a.ts")
    for segment in origin.segments:
        segment.uri = uri
    origin.listed, origin.ended = 6, True
    reason = await refused(of_a_user(tmp_path, origin.url))
    assert word in reason
    assert "password@" not in reason


async def test_a_playlist_that_names_files_is_read_for_nobody(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path / "a.ts")
    for segment in origin.segments:
        segment.uri = f"file://{tmp_path}/a.ts"
    origin.listed, origin.ended = 6, True
    for trusted in (False, True):
        capturing = of_a_user(tmp_path, origin.url)
        capturing.trusted = trusted
        assert await capturing.run() is Outcome.FAILED
        assert "names files of this machine" in capturing.failure.reason


async def test_one_segment_that_must_not_be_read_is_a_gap_that_says_why(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path
) -> None:
    origin.segments = listed(tmp_path / "a.ts", 8)
    origin.segments[3].uri = inside.url()
    origin.listed, origin.ended = 8, True
    capturing = of_a_user(tmp_path, origin.url)
    assert await capturing.run() is Outcome.DONE
    (gap,) = capturing.gaps(GapReason.MISSING)
    assert "127.0.0.2 is not on the public internet" in gap.detail
    assert capturing.states()[4:7] == [LIVE] * 3
    assert inside.connections == 0


async def test_a_live_source_that_turns_inside_ends_at_once_and_says_why(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path
) -> None:
    origin.segments = listed(tmp_path / "a.ts", 12)
    for segment in origin.segments[4:]:
        segment.uri = inside.url()
    origin.listed = 4
    capturing = of_a_user(tmp_path, origin.url, overrides={"offline_ms": 60_000, "reopen_ms": 60_000})
    running = asyncio.create_task(capturing.run())
    async with asyncio.timeout(30):
        while origin.playlist_reads < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
        origin.listed = 12
        assert await running is Outcome.FAILED
    capturing.assert_whole()
    assert capturing.ended.error
    assert "127.0.0.2 is not on the public internet" in capturing.ended.reason
    assert inside.connections == 0


LISTS = (
    b"ffconcat version 1.0\nfile secret.ts\n",
    b"v=0\no=- 0 0 IN IP4 127.0.0.2\ns=x\nc=IN IP4 127.0.0.2\nt=0 0\n"
    b"m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
)
"""What FFmpeg opens by itself: a file of this machine, and a socket of it."""


@pytest.mark.parametrize("body", LISTS)
async def test_a_file_that_is_a_list_is_not_followed_by_ffmpeg(
    origin: HlsOrigin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    make(tmp_path / "secret.ts", Recipe(duration_s=4))
    monkeypatch.chdir(tmp_path)
    origin.file = body
    for trusted in (False, True):
        capturing = of_a_user(tmp_path, origin.file_url("a.mp4"))
        capturing.trusted = trusted
        assert await capturing.run() is Outcome.FAILED
        assert "not readable" in capturing.failure.reason


@pytest.mark.parametrize("body", LISTS)
async def test_segments_that_are_lists_are_not_followed_by_ffmpeg(
    origin: HlsOrigin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    make(tmp_path / "secret.ts", Recipe(duration_s=4))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where streamlink's ffmpeg finds its pipes
    origin.segments = [OriginSegment(body, 1.0)]
    origin.sound = [OriginSegment(body, 1.0)]
    origin.listed, origin.ended = 1, True
    for address in (origin.url, origin.master_url):  # through PyAV, and through streamlink's ffmpeg
        capturing = of_a_user(tmp_path, address)
        async with asyncio.timeout(30):
            assert await capturing.run() is Outcome.FAILED
        assert capturing.states(MEDIA_FRAMES) == []


async def test_proxies_of_the_environment_do_not_lead_around(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, inside.url(""))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    origin.segments = listed(tmp_path / "a.ts")
    origin.listed, origin.ended = 6, True
    assert await of_a_user(tmp_path, origin.url).run() is Outcome.DONE
    assert inside.connections == 0


async def test_a_name_that_changes_its_address_is_refused_from_then_on(
    origin: HlsOrigin, inside: MetadataService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told apart at each connection, and none is made to what was not looked at."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    real = socket.getaddrinfo

    def no_other_resolver(host: object, *rest: object, **more: object) -> object:
        assert host != "rebinding.example", "it was resolved behind the guard's back"
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", no_other_resolver)
    monkeypatch.setattr(choose, "Guard", lambda allowed: Guard(allowed, rebinding))
    origin.segments = listed(tmp_path / "a.ts")
    for segment in origin.segments:  # another port, so another connection
        segment.uri = inside.url("a.ts", "rebinding.example")
    origin.listed, origin.ended = 6, True
    reason = await refused(of_a_user(tmp_path, origin.url.replace("127.0.0.1", "rebinding.example")))
    assert "rebinding.example is 127.0.0.2" in reason
    assert origin.playlist_reads > 0
    assert set(asked) == {"rebinding.example"}
    assert inside.connections == 0


async def test_files_of_this_machine_are_for_operators(tmp_path: Path) -> None:
    media = make(tmp_path / "a.mp4", Recipe(duration_s=2))
    (tmp_path / "chat.jsonl").write_text("")
    for source, chat in ((str(media), "none"), ("https://example.com/a.m3u8", str(tmp_path / "chat.jsonl"))):
        capturing = of_a_user(tmp_path, source, chat=chat)
        assert await capturing.run() is Outcome.FAILED
        assert "operators alone" in capturing.failure.reason


def test_allowed_networks_are_a_setting() -> None:
    assert Capturing(Path(), "x", overrides={"source_networks": HERE}).means.settings.allowed_networks == (
        networks(HERE)
    )
