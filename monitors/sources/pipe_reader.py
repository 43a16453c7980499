"""Streams of streamlink that are no plain HLS: sound in a playlist of its own, DASH, plain HTTP.

In: anything streamlink opens. Out: the same surface as its HLS reader, filled by a thread, so that
waiting for it can be ended.
"""

from __future__ import annotations

import threading
from typing import Any

from monitors.sources.tap import Tap

CHUNK_BYTES = 64 * 1024
BUFFER_BYTES = 16 * 1024 * 1024
"""As much as streamlink's own reader holds: some ten seconds of the best rendition."""

REAP_S = 5.0
"""A killed process is gone in milliseconds; this is in a thread of its own."""


class PipeReader:
    """Reads a stream into a buffer."""

    def __init__(self, stream: Any, tap: Tap) -> None:
        from streamlink.buffers import RingBuffer

        self._stream = stream
        self._manifest: Any = getattr(stream, "mpd", None)
        self._tap = tap
        self._fd: Any = None
        self._closed = False
        make: Any = RingBuffer  # untyped
        self.buffer = make(BUFFER_BYTES)
        self.writer = threading.Thread(target=self._copy, name="pipe-reader", daemon=True)

    def open(self) -> None:
        """Start opening and reading; both take their time, and happen in the thread."""
        self.writer.start()

    def is_paused(self) -> bool:
        """Nothing is known of advertisements here."""
        return False

    def close(self) -> None:
        """Stop reading."""
        self._closed = True
        self.buffer.close()
        if self._fd is not None:
            self._fd.close()
            self._reap()

    def _reap(self) -> None:
        """FFmpeg has been killed; streamlink leaves its input open, and it a zombie."""
        process = getattr(self._fd, "process", None)
        if process is not None:
            process.stdin.close()
            process.wait(REAP_S)

    def _copy(self) -> None:
        tap = self._tap
        try:
            self._fd = self._stream.open()
            if self._closed:
                self.close()  # nobody waited for it
                return
            lists = self._playlists()
            with tap.lock:
                tap.recorded_playlist = self._ends()
                tap.target_ms = max((round(1000 * _target_s(each)) for each in lists), default=0)
                tap.edge_ms = min((_edge_ms(each) for each in lists), default=0)
            while data := self._fd.read(CHUNK_BYTES):
                with tap.lock:
                    tap.written += len(data)
                self.buffer.write(data)
            tap.ended_by_list = self._ends() if lists or self._manifest is not None else True
        except Exception as error:
            # OSError, StreamError, or whatever a plugin's stream makes of its input: the reader sees
            # the end of the bytes, and either tells this or opens the source anew.
            tap.trouble = error

    def _playlists(self) -> list[Any]:
        """The HLS workers behind it; none for DASH and plain HTTP."""
        workers = [getattr(reader, "worker", None) for reader in getattr(self._fd, "streams", ())]
        return [worker for worker in workers if hasattr(worker, "playlist_end")]

    def _ends(self) -> bool:
        """Whether its playlists say where they end."""
        if self._manifest is not None:
            return bool(self._manifest.type == "static")
        lists = self._playlists()
        return bool(lists) and all(worker.playlist_end is not None for worker in lists)


def _target_s(worker: Any) -> float:
    return float(worker.playlist_targetduration or 0)


def _edge_ms(worker: Any) -> int:
    """How far behind the live edge streamlink begins."""
    newest = worker.playlist_segments[-max(1, int(worker.live_edge)) :]
    return sum(round(1000 * segment.duration) for segment in newest)
