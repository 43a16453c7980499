"""Addresses given by users: what may be reached, and by which tricks it may not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest

from streams.addresses import (
    AddressRefused,
    NameUnknown,
    check_given,
    check_public,
    check_url,
    may_reach,
    networks,
    written_address,
)


def resolving(*addresses: str) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a00:1::", "64:ff9b:1::808:808", "::ffff:0:7f00:1", "not an address", "",
    ],
)  # fmt: skip
def test_what_only_we_can_reach_is_not_reached(address: str) -> None:
    assert not may_reach(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_reached(address: str) -> None:
    assert may_reach(address)


def test_an_operator_allows_networks_by_name() -> None:
    allowed = networks("10.1.0.0/16, fd00::/8 127.0.0.1")
    for address in ("10.1.2.3", "fd12::1", "127.0.0.1", "::ffff:10.1.2.3"):
        assert may_reach(address, allowed)
    for address in ("10.2.0.1", "127.0.0.2", "fe80::1"):
        assert not may_reach(address, allowed)
    assert networks("") == ()
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        networks("10.0.0.0/99")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "file:///etc/passwd", "gopher://example.com", "//example.com", "a.com", "",
        "http://", "http:///x", "https://user@example.com", "https://user:pw@example.com/", "http://a b.com",
        "http://example.com\\@127.0.0.1/", "http://example.com/\nHost: x", "http://example.com:99999/",
        "http://[::1", "javascript:alert(1)", "http://" + "a" * 2000 + ".com", "http://example.com:0/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url)


async def test_a_name_is_judged_by_all_it_stands_for() -> None:
    target = await check_public(
        "https://example.com/x?y#z", resolve=resolving("93.184.216.34", "2606:4700::1")
    )
    assert (target.host, target.port) == ("example.com", 443)
    assert target.addresses == ("93.184.216.34", "2606:4700::1")
    for found in (("127.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::ffff:169.254.169.254",)):
        with pytest.raises(AddressRefused, match="not on the public internet"):
            await check_public("https://example.com", resolve=resolving(*found))
    allowed = networks("127.0.0.0/8")
    assert (await check_public("http://x:8080", allowed, resolving("127.0.0.1"))).port == 8080
    with pytest.raises(NameUnknown):
        await check_public("https://example.com", resolve=resolving())


@pytest.mark.parametrize(
    "url", ["http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://localhost/", "http://[::1]/"]
)
async def test_other_spellings_of_this_machine_are_this_machine(url: str) -> None:
    with pytest.raises(AddressRefused):
        await check_public(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
        "127.0.0.1.", "localhost", "LOCALHOST.", "a.localhost", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25eth0]", "169.254.169.254",
        "10.0.0.1", "\uff11\uff12\uff17.0.0.1",
    ],
)  # fmt: skip
def test_what_is_written_as_an_address_is_told_without_a_network(host: str) -> None:
    with pytest.raises(AddressRefused, match="not on the public internet"):
        check_given(f"http://{host}:8080/x")
    everywhere = networks("0.0.0.0/0, ::/0")
    assert check_given(f"http://{host}:8080/x", everywhere).port == 8080


def test_names_and_public_addresses_are_not_refused_by_how_they_look() -> None:
    for host in ("example.com", "8.8.8.8", "[2606:4700::1111]", "127.0.0.1.example.com", "localhost.example"):
        check_given(f"https://{host}/x")
    assert written_address("example.com") == ""
    assert written_address("127.1") == "127.0.0.1"
