"""Wakes those who wait for events of a workspace: in, what was written; out, a set `asyncio.Event`.

Within this process that is at once, after the commit. What other processes wrote is found by looking.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

EVERYWHERE = "*"
"""Listens to all workspaces."""


class News:
    """Who waits, by workspace."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.closed = False
        """The process is to end: streams that never end by themselves must."""

    @contextmanager
    def listening(self, workspace_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new; its owner clears it."""
        woken = asyncio.Event()
        self._waiting.setdefault(workspace_id, set()).add(woken)
        try:
            yield woken
        finally:
            self._waiting[workspace_id].discard(woken)
            if not self._waiting[workspace_id]:
                del self._waiting[workspace_id]

    def wake(self, workspace_ids: Iterable[str]) -> None:
        """Something was written in these."""
        touched = set(workspace_ids)
        if not touched:
            return
        for workspace_id in touched | {EVERYWHERE}:
            for woken in self._waiting.get(workspace_id, ()):
                woken.set()

    def close(self) -> None:
        """Let everybody go."""
        self.closed = True
        self.wake(list(self._waiting))

    @property
    def awaited(self) -> list[str]:
        """The workspaces that somebody listens to."""
        return [name for name in self._waiting if name != EVERYWHERE]
