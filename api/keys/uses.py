"""When keys were last used: in, each use; out, one write a minute for all keys that were used.

A write for each request would make every read of a program a write. What a process that is killed has
not written is lost: the last minute of a date that people look at in days.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.keys.models import ApiKeyRow

KEYS_MAX = 10_000
"""Remembered between two writes; of more, the rest is told of by the next minute."""


class KeyUses:
    """The uses since the last write."""

    def __init__(self) -> None:
        self._at_ms: dict[str, int] = {}

    def note(self, key_id: str, now_ms: int) -> None:
        """A key was used."""
        if key_id in self._at_ms or len(self._at_ms) < KEYS_MAX:
            self._at_ms[key_id] = now_ms

    async def write(self, session: AsyncSession) -> int:
        """Write what was noted, in a transaction of the caller's. How many keys."""
        noted, self._at_ms = self._at_ms, {}
        for key_id, at_ms in sorted(noted.items()):  # in order, so that two processes do not deadlock
            await session.execute(
                update(ApiKeyRow)
                .where(ApiKeyRow.key_id == key_id)
                .values(last_used_at_ms=at_ms)
                .execution_options(synchronize_session=False)
            )
        return len(noted)
