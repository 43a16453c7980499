"""The guard of a source that a user named: every connection that is made for it passes here.

In: networks that the operator allows, and each name that is to be connected to. Out: the addresses that the
connection may be made to, or a refusal, which is remembered as the reason of what follows. Playlists are
written by whoever runs the source: what they name is no better than what the user named.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from monitors.sources.base import SourceBarred
from streams.addresses import AddressRefused, NameUnknown, Network, check_found, check_given

Resolve = Callable[[str, int], Sequence[str]]

REFUSALS_MAX = 6
"""Refusals in one opening after which the source is left; a segment is asked for twice, so three segments."""


class Guard:
    """Which connections may be made for one opening of a source, and what was refused. For all threads.

    Args:
        allowed: networks that may be reached though they are not public.
        resolve: gives the addresses of a host and a port; the system's own by default.
    """

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve | None = None) -> None:
        self._allowed = allowed
        self._resolve = resolve or _system
        self._lock = threading.Lock()
        self._refusals = 0
        self._reason = ""

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Where a connection to this host may be made.

        Raises:
            AddressRefused: it leads elsewhere. NameUnknown: nowhere, at the moment.
        """
        try:
            return check_found(host, self._resolve(host, port), self._allowed)
        except (OSError, UnicodeError) as error:
            raise NameUnknown(f"{host} does not resolve to an address: {error}") from error
        except NameUnknown:
            raise
        except AddressRefused as error:
            raise self._noted(error) from None

    def check_given(self, url: str) -> None:
        """Refuse what a user must not name at all. Raises AddressRefused."""
        try:
            check_given(url, self._allowed)
        except AddressRefused as error:
            raise self._noted(error) from None

    def check_request(self, url: str) -> None:
        """Refuse what is no plain request over HTTP. Raises AddressRefused."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise self._noted(AddressRefused(f"it names what is no URL: {error}")) from None
        if parts.scheme.lower() not in ("http", "https"):
            scheme = f"{parts.scheme[:20]}:" if parts.scheme else "something else"
            raise self._noted(AddressRefused(f"it names {scheme}, and only http: and https: are read"))
        if "@" in parts.netloc:
            raise self._noted(AddressRefused("it names a URL with a user or a password in it"))

    @property
    def reason(self) -> str:
        """What was refused last, and why; empty while nothing was."""
        with self._lock:
            return self._reason

    @property
    def exhausted(self) -> bool:
        """Whether so much was refused that the source is to be left."""
        with self._lock:
            return self._refusals >= REFUSALS_MAX

    def barred(self, name: str) -> SourceBarred:
        """The end of a source that leads to where it must not, for its people."""
        return SourceBarred(
            f"{name} leads to where it must not: {self.reason.partition(';')[0]}.",
            "Give an address on the public internet; HYPECUT_SOURCE_NETWORKS names the networks that an "
            "operator allows.",
        )

    def _noted(self, error: AddressRefused) -> AddressRefused:
        with self._lock:
            self._refusals += 1
            self._reason = str(error)
        return error


def _system(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
