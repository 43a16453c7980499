"""The bytes of a media file on a web server.

In: streamlink's stream of it. Out: a file that PyAV reads and seeks in. A connection that breaks off
is taken up again where it was, where the server gives ranges; what then still fails is said.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from monitors.sources.base import SourceLost, SourceUnusable
from monitors.sources.guard import Guard
from monitors.sources.web import HTTP_TIMEOUT_S, explained

CHUNK_BYTES = 64 * 1024

SKIP_BYTES_MAX = 1 << 20
"""A seek forward by less is read through: a new request costs more."""

ATTEMPTS = 3
RETRY_WAIT_S = 0.5
"""A server that restarts or drops one connection is back by then; what is longer ends the watch."""

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class RemoteBytes:
    """One file, from its first byte.

    Attributes:
        finite: its length is known; else it is a live stream, or a server that does not say.
        ranged: the server gives any part of it.
        trouble: why the end that was read is not its end. FFmpeg makes an end of whatever is raised
            while it reads, so that this has to be asked for.
    """

    def __init__(self, stream: Any, name: str, guard: Guard | None = None) -> None:
        self.finite = False
        self.ranged = False
        self.trouble: SourceLost | SourceUnusable | None = None
        self._stream = stream
        self._name = name
        self._guard = guard
        self._size = 0
        self._broken_at: int | None = None
        self._position = 0
        self._at = 0
        self._response: Any = None
        self._chunks: Iterator[bytes] = iter(())
        self._chunk = b""

    @classmethod
    def asked_for(cls, stream: Any, name: str, guard: Guard | None = None) -> RemoteBytes:
        """Ask the server for it. Raises SourceUnusable, SourceLost."""
        remote = cls(stream, name, guard)
        try:
            remote._request(0)
        except OSError as error:
            raise explained(error, name) from error
        found = _RANGE.fullmatch(remote._response.headers.get("Content-Range", ""))
        remote.ranged = remote._response.status_code == 206 and found is not None
        remote._size = int(found[2] if found else remote._response.headers.get("Content-Length", 0))
        remote.finite = remote._size > 0
        return remote

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end, and when the server breaks off."""
        end = self._size if self._broken_at is None else self._broken_at
        if self.finite and self._position >= end:
            return b""
        for attempt in range(ATTEMPTS):
            try:
                data = self._next(size)
            except OSError:
                data = b""
            if data or not self.finite:
                return data
            barred = self._guard is not None and bool(self._guard.reason)
            if not self.ranged or barred:
                break
            time.sleep(attempt * RETRY_WAIT_S)
            self.close()
        self._broken_at = self._position
        self.trouble = self._why_not()
        return b""

    def _why_not(self) -> SourceLost | SourceUnusable:
        if self._guard is not None and self._guard.reason:
            return self._guard.barred(self._name)
        return SourceLost(
            f"{self._name} broke off before its end.", "Check the server and the network, and watch it again."
        )

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go somewhere; nothing is asked of the server before the next read."""
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def tell(self) -> int:
        """Where the next read begins."""
        return self._position

    def close(self) -> None:
        """Let go of the connection."""
        response, self._response = self._response, None
        self._chunks, self._chunk = iter(()), b""
        if response is not None:
            response.close()

    def _next(self, size: int) -> bytes:
        ahead = self._position - self._at
        if self._response is None or not 0 <= ahead <= SKIP_BYTES_MAX:
            self._request(self._position)
        while self._at < self._position or not self._chunk:
            skipped = min(self._position - self._at, len(self._chunk))
            self._chunk, self._at = self._chunk[skipped:], self._at + skipped
            if not self._chunk:
                self._chunk = next(self._chunks, b"")
                if not self._chunk:
                    return b""
        data, self._chunk = self._chunk[:size], self._chunk[size:]
        self._position = self._at = self._position + len(data)
        return data

    def _request(self, first_byte: int) -> None:
        self.close()
        http = self._stream.session.http
        wanted = http.valid_request_args(**self._stream.args)
        # What is counted in bytes must come as it lies there, not packed for the way.
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={first_byte}-"}
        wanted["headers"] = {**(wanted.get("headers") or {}), **headers}
        wanted.setdefault("method", "GET")
        self._response = http.request(stream=True, exception=OSError, timeout=HTTP_TIMEOUT_S, **wanted)
        if first_byte and self._response.status_code != 206:
            raise OSError("the server gave another part than it was asked for")
        self._chunks = self._response.iter_content(CHUNK_BYTES)
        self._at = first_byte


class UnseekableBytes:
    """The same, for a server that gives no ranges: PyAV seeks in whatever has a `seek`."""

    def __init__(self, remote: RemoteBytes) -> None:
        self._remote = remote

    def read(self, size: int) -> bytes:
        """See `RemoteBytes.read`."""
        return self._remote.read(size)
