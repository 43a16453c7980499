"""Streams of streamlink that are no plain HLS (sound in a playlist of its own, and the like).

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


class PipeReader:
    """Reads a stream into a buffer."""

    def __init__(self, stream: Any, tap: Tap) -> None:
        from streamlink.buffers import RingBuffer

        self._stream = stream
        self._tap = tap
        self._fd: Any = None
        make: Any = RingBuffer  # untyped
        self.buffer = make(BUFFER_BYTES)
        self.writer = threading.Thread(target=self._copy, name="pipe-reader", daemon=True)

    def open(self) -> None:
        """Start reading."""
        self._fd = self._stream.open()
        self.writer.start()

    def is_paused(self) -> bool:
        """Nothing is known of advertisements here."""
        return False

    def close(self) -> None:
        """Stop reading."""
        self.buffer.close()
        if self._fd is not None:
            self._fd.close()

    def _copy(self) -> None:
        try:
            while data := self._fd.read(CHUNK_BYTES):
                with self._tap.lock:
                    self._tap.written += len(data)
                self.buffer.write(data)
        except OSError:
            return  # the reader sees the end, and the source is opened anew
