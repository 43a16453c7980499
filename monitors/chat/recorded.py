"""A recorded chat: a `.jsonl` file, plain or gzip, of `{"t": seconds, "u": author, "m": text}`.

In: the file. Out: its lines in step with the media. Lines that cannot be read are counted and
passed over, with one line in the log.
"""

from __future__ import annotations

import gzip
import logging
import math
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO

import msgspec

from monitors.chat.base import Beside
from monitors.chat.message import AuthorHash, clean
from schemas.capture import ChatMessage

log = logging.getLogger(__name__)

REORDER_MS = 5000
"""Recorders write lines as they come; their stamps are out of order by a few seconds at most."""

LINE_BYTES_MAX = 64 * 1024
"""A longer line is no line of chat."""

TIME_S_MAX = 30 * 86_400
"""No stream lasts longer than Twitch's month; a larger `t` is a date, not a time in the stream."""


class ChatFileMissing(Exception):
    """The chat file cannot be read: a sentence with the remedy."""


class _Line(msgspec.Struct, frozen=True):
    t: float
    u: str | int
    m: str


class RecordedChat:
    """Plays a file of chat lines. Raises ChatFileMissing when it cannot be opened."""

    present = True

    def __init__(self, path: Path, author: AuthorHash) -> None:
        self.bad_count = 0
        self.last_ms = 0
        self._path = path
        self._author = author
        try:
            self._plain = path.open("rb")
            zipped = self._plain.read(2) == b"\x1f\x8b"
            self._plain.seek(0)
        except OSError as error:
            raise ChatFileMissing(
                f"The chat file {path} cannot be read ({error.strerror}). Check the path, or use `none`."
            ) from None
        self._file: IO[bytes] = gzip.open(self._plain) if zipped else self._plain  # type: ignore[assignment]  # noqa: SIM115
        self._lines = self._sorted(self._read())
        self._ready: list[ChatMessage] = []
        self._next: ChatMessage | None = next(self._lines, None)

    def start(self, started_at_ms: int) -> None:
        """The file's own times count from the media's first frame."""

    def until(self, until_ms: int) -> list[ChatMessage]:
        """See `Chat.until`."""
        ready, self._ready = self._ready, []
        lines = [line for line in ready if line.at_ms < until_ms]
        self._ready = [line for line in ready if line.at_ms >= until_ms]
        while self._next is not None and self._next.at_ms < until_ms:
            lines.append(self._next)
            self._next = next(self._lines, None)
        return lines

    def beside(self, until_ms: int) -> list[Beside]:
        """A file holds lines alone."""
        return []

    def exhausted_by(self, until_ms: int) -> bool:
        """No line is left from `until_ms` on."""
        while self._next is not None and self._next.at_ms < until_ms:
            self._ready.append(self._next)
            self._next = next(self._lines, None)
        return self._next is None

    def known_until_ms(self) -> int | None:
        """Follows the media."""
        return None

    def live(self, second_ms: int) -> bool:
        """Every second is covered."""
        return True

    async def close(self) -> None:
        """Close the file."""
        self.shut()

    def shut(self) -> None:
        """Close the file; no line follows."""
        self._lines.close()
        self._file.close()
        self._plain.close()

    def _read(self) -> Iterator[ChatMessage]:
        decoder = msgspec.json.Decoder(_Line)
        try:
            while raw := self._file.readline(LINE_BYTES_MAX):
                if not raw.strip():
                    continue
                message = self._message(decoder, raw)
                if message is not None:
                    yield message
        except (OSError, EOFError) as error:
            log.warning("the chat file %s breaks off: %s", self._path, error)
        self._file.close()
        self._plain.close()
        if self.bad_count:
            log.warning("the chat file %s has %d lines that cannot be read", self._path, self.bad_count)

    def _message(self, decoder: msgspec.json.Decoder[_Line], raw: bytes) -> ChatMessage | None:
        try:
            line = decoder.decode(raw)
        except (msgspec.DecodeError, ValueError):
            self.bad_count += 1
            return None
        if not math.isfinite(line.t) or not 0 <= line.t <= TIME_S_MAX:
            self.bad_count += 1
            return None
        text = clean(line.m)
        if not text:
            return None
        at_ms = round(line.t * 1000)
        self.last_ms = max(self.last_ms, at_ms)
        return ChatMessage(at_ms=at_ms, author=self._author("file", str(line.u)), text=text)

    def _sorted(self, lines: Iterator[ChatMessage]) -> Generator[ChatMessage]:
        """In order of time, within `REORDER_MS`; a line that is later still keeps its time."""
        import heapq

        heap: list[tuple[int, int, ChatMessage]] = []
        newest = 0
        for number, line in enumerate(lines):
            heapq.heappush(heap, (line.at_ms, number, line))
            newest = max(newest, line.at_ms)
            while heap[0][0] <= newest - REORDER_MS:
                yield heapq.heappop(heap)[2]
        while heap:
            yield heapq.heappop(heap)[2]
