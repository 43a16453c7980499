"""Streamlink's HTTP behind a guard.

In: a guard. Out: a session for streamlink. The name of each connection is resolved here, all that it
stands for is looked at, and the connection is made to one of these very addresses; a redirect, a variant, a
segment, a key and a connection that is made anew are connections like any other.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from requests.adapters import HTTPAdapter
from streamlink.session.http import HTTPSession
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from monitors.sources.guard import Guard
from streams.addresses import NameUnknown

TRIED_MAX = 4
"""Addresses of one name that are tried, each for as long as a connection may take."""

_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Where a machine's own certificates are named; they are heeded, while its proxies are not."""


class GuardedHTTP(HTTPSession):
    """Streamlink's HTTP session behind a guard. Plugins that bring adapters of their own get it as well."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._pools = _pools(guard)
        super().__init__()
        self.trust_env = False  # a proxy would resolve the name anew, and .netrc holds passwords
        self.verify = next((path for name in _CERTIFICATES if (path := os.environ.get(name))), True)

    def mount(self, prefix: str | bytes, adapter: Any) -> None:
        """As in requests, but nothing is read in any other way than over HTTP."""
        if isinstance(adapter, HTTPAdapter):
            adapter.poolmanager.pool_classes_by_scheme = self._pools
            super().mount(prefix, adapter)  # type: ignore[arg-type] # the stubs of the two disagree

    def send(self, request: Any, **kwargs: Any) -> Any:
        """Each request, and each step of a redirect. Raises AddressRefused."""
        self._guard.check_request(request.url)
        return super().send(request, **{**kwargs, "proxies": {}})


def _pools(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    class PlainConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, guard)

    class SafeConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, guard)  # the certificate is still checked for the name

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = SafeConnection

    return {"http": PlainPool, "https": SafePool}


def _connected(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """A socket to an address that was looked at; with urllib3's own errors. Raises AddressRefused."""
    try:
        addresses = guard.addresses(connection._dns_host, connection.port)  # with a dot at its end, if any
    except NameUnknown as error:
        raise NameResolutionError(connection.host, connection, socket.gaierror(str(error))) from error
    trouble: OSError | None = None
    for address in addresses[:TRIED_MAX]:
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            trouble = error
    if isinstance(trouble, TimeoutError):
        raise ConnectTimeoutError(connection, f"Connection to {connection.host} timed out") from trouble
    raise NewConnectionError(connection, f"Failed to establish a new connection: {trouble}") from trouble


def connects_by_itself(plugin: type[Any]) -> bool:
    """Whether a plugin of streamlink's opens websockets, which pass no HTTP session."""
    from streamlink.plugin.api.websocket import WebsocketClient

    names = vars(sys.modules[plugin.__module__]).values()
    return any(isinstance(one, type) and issubclass(one, WebsocketClient) for one in names)
