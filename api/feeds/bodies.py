"""Feeds as they were written last: in, who reads which feed and its mark; out, its text without writing it.

A text is kept with the mark that it was written for (`api.feeds.service.mark_of`). The mark is asked of the
database for each reader, so a text from before a change is never given out, whoever made the change.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

BYTES_MAX = 16 * 2**20
"""Some 350 feeds of 50 clips; of those that are read most, since what was read longest ago goes first."""

Key = tuple[str, str, str]
"""The feed, its form, and the token with which its addresses are written."""


@dataclass(frozen=True)
class Body:
    """A feed as a reader gets it.

    Attributes:
        text: as it is sent. `tag`: its `ETag`.
        mark: what it was written for.
        changed_at_ms: when the last of what it shows was changed.
        files: those of its clips, with their sizes in bytes; None: it was not there.
        looked_at_ms: when, by the steady clock, the files were last looked at.
    """

    text: bytes
    tag: str
    changed_at_ms: int
    files: tuple[tuple[Path, int | None], ...]
    mark: str = ""
    looked_at_ms: int = 0

    @classmethod
    def of(cls, text: bytes, changed_at_ms: int, files: tuple[tuple[Path, int | None], ...]) -> Body:
        """With its tag, which follows from the text."""
        return cls(text, f'"{hashlib.sha256(text).hexdigest()[:32]}"', changed_at_ms, files)


class Bodies:
    """The texts of this process."""

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._kept: OrderedDict[Key, Body] = OrderedDict()

    def get(self, key: Key, mark: str) -> Body | None:
        """The text that was kept, if it was written for this mark."""
        body = self._kept.get(key)
        if body is None or body.mark != mark:
            return None
        self._kept.move_to_end(key)
        return body

    def keep(self, key: Key, body: Body) -> Body:
        """Keep a text, in place of the one before; one that is larger than all together is not kept."""
        before = self._kept.pop(key, None)
        self._bytes -= len(before.text) if before is not None else 0
        if len(body.text) <= self._bytes_max:
            self._kept[key] = body
            self._bytes += len(body.text)
        while self._bytes > self._bytes_max:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.text)
        return body
