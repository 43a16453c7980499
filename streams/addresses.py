"""Addresses given by users: in, a URL; out, the addresses that a connection may be made to, or a refusal.

Somebody who lets us fetch or send to a URL of their choice must not reach what only we can reach: this
machine, its network, the metadata service of a cloud. So the name is resolved here, every address that it
stands for is looked at, and the connection is made to one of these addresses and to no other: a name that
stands for something else a moment later changes nothing. Whoever follows a redirect, or connects anew, asks
again.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from yarl import URL

URL_LENGTH_MAX = 2000

VOD = "vod:"
"""Before the http(s) address of a source: it is a recording, which may be played faster than it was made."""

RESOLVE_S = 5.0
"""A name that takes longer to resolve is not answered by anybody."""

ADDRESSES_MAX = 16
"""Of one name; a connection tries a few of them at most."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_LAST_32_BITS = tuple(ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96"))
"""NAT64, SIIT and the old compatible addresses: an IPv4 address stands in their last 32 bits."""

_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
"""NAT64 within one network: where the IPv4 address stands is that network's own affair."""
_PORTS = {"http": 80, "https": 443}


class AddressRefused(ValueError):
    """The URL leads to where it must not, or is none; says which and why."""


class NameUnknown(AddressRefused):
    """The name does not resolve now; it may later."""


@dataclass(frozen=True)
class Target:
    """Where a connection may be made.

    Attributes:
        url: as it was given, parsed: what the request is made with.
        host, port: of it, the host without brackets.
        addresses: what the host stood for when it was looked at, all allowed; at least one.
    """

    url: URL
    host: str
    port: int
    addresses: tuple[str, ...]


def networks(text: str) -> tuple[Network, ...]:
    """Networks as an operator writes them: `10.0.0.0/8, fd00::/8, 127.0.0.1`.

    Raises:
        ValueError: one of them is none, with its text.
    """
    parts = text.replace(",", " ").split()
    return tuple(ipaddress.ip_network(part, strict=False) for part in parts)


def check_given(url: str, allowed: Sequence[Network] = ()) -> URL:
    """As `check_url`, and no address of a network that is not public, however it is written.

    Asks no network: what a name stands for is told by `check_public`, when it is connected to.

    Raises:
        AddressRefused
    """
    parsed = check_url(url)
    host = str(parsed.raw_host)  # as it is asked for: digits of other scripts are plain ones there
    address = written_address(host)
    if address and not may_reach(address, allowed):
        raise AddressRefused(_not_public(host, address))
    return parsed


def written_address(host: str) -> str:
    """The address that a host is without asking anybody; empty for a name.

    Systems read `2130706433`, `0x7f.1` and `0177.0.0.1` as IPv4 addresses, and `localhost` as themselves.
    """
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""


def check_url(url: str) -> URL:
    """The URL, if it is one of http(s) to some host, without credentials. Asks no network.

    Raises:
        AddressRefused
    """
    if not url.isprintable() or " " in url or "\\" in url or len(url) > URL_LENGTH_MAX:
        raise AddressRefused(f"a URL has at most {URL_LENGTH_MAX} characters, and no spaces or backslashes")
    try:
        parsed = URL(url)
        host, port = parsed.host, parsed.port
    except ValueError as error:
        raise AddressRefused(f"this is no URL: {error}") from error
    if parsed.scheme not in _PORTS:
        raise AddressRefused("only http:// and https:// addresses can be used")
    if parsed.user is not None or parsed.password is not None:
        raise AddressRefused("a URL with a user or a password in it cannot be used")
    if not host or not port:
        raise AddressRefused("the URL names no host")
    return parsed


async def check_public(url: str, allowed: Sequence[Network] = (), resolve: Resolve | None = None) -> Target:
    """Where the URL leads, if that is on the public internet or in a network that the operator allows.

    Args:
        url: as a user gave it.
        allowed: networks that may be reached though they are not public.
        resolve: gives the addresses of a host and port; the system's own by default.

    Raises:
        AddressRefused: it leads elsewhere. NameUnknown: nowhere, at the moment.
    """
    parsed = check_url(url)
    host, port = str(parsed.host), int(parsed.port or 0)
    try:
        async with asyncio.timeout(RESOLVE_S):
            found = list(await (resolve or _system)(host, port))
    except (OSError, TimeoutError, UnicodeError) as error:
        raise NameUnknown(f"{host} does not resolve to an address: {error or 'no answer'}") from error
    return Target(parsed, host, port, check_found(host, found, allowed))


def check_found(host: str, found: Sequence[str], allowed: Sequence[Network] = ()) -> tuple[str, ...]:
    """The addresses that a host stands for, if a connection may be made to every one of them.

    Raises:
        AddressRefused: one of them must not be reached. NameUnknown: there is none.
    """
    if not found:
        raise NameUnknown(f"{host} stands for no address")
    for address in found:  # every one: who answers with a good and a bad one means the bad one
        if not may_reach(address, allowed):
            raise AddressRefused(_not_public(host, address))
    return tuple(found[:ADDRESSES_MAX])


def _not_public(host: str, address: str) -> str:
    what = host if host.strip("[]") == address else f"{host} is {address}, which"
    return f"{what} is not on the public internet; an operator can allow its network"


def may_reach(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether a connection may be made to this address."""
    try:
        ip = _real(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(ip in network for network in allowed):
        return True
    if ip in _LOCAL_NAT64:
        return False
    return ip.is_global and not (
        ip.is_multicast or ip.is_private or ip.is_reserved or ip.is_unspecified or ip.is_link_local
    )


def _real(ip: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for on its way; else itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if int(ip) > 1 and any(ip in network for network in _LAST_32_BITS):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


async def _system(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
