"""Reports of one session to the governance API, beside the capture and never in its way.

In: progress and gaps as they happen. Out: calls at the door every few seconds. While the door is
shut they wait, newest word of each; capture goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from schemas.capture import Gap
from streams.door import Door, DoorRefused, DoorShut, Fenced, SessionProgress

log = logging.getLogger(__name__)

GAPS_MAX = 500
"""Gaps that wait for the door; a source with more in one outage of the API has other troubles."""


class Reporter:
    """Tells the door how far a session is.

    Args:
        progress: makes the report of the moment.
        fenced: called when another process has the session now.
    """

    def __init__(
        self,
        session_id: str,
        door: Door,
        every_ms: int,
        progress: Callable[[], SessionProgress],
        fenced: Callable[[], None],
    ) -> None:
        self._session_id = session_id
        self._door = door
        self._every_s = every_ms / 1000
        self._progress = progress
        self._fenced = fenced
        self._gaps: dict[tuple[int, str], Gap] = {}
        self._shut = False

    def gap(self, gap: Gap) -> None:
        """Report a gap with the next progress."""
        if len(self._gaps) < GAPS_MAX:
            self._gaps[gap.start_ms, gap.reason] = gap

    async def run(self) -> None:
        """Report for ever, until fenced off."""
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.once(self._progress())
            except Fenced:
                self._fenced()
                return
            except DoorShut as shut:
                if not self._shut:
                    log.warning("session %s: capture goes on unreported, %s", self._session_id, shut)
                self._shut = True
            except DoorRefused as refused:
                log.warning("session %s: the report was refused, %s", self._session_id, refused)
            else:
                self._shut = False

    async def once(self, progress: SessionProgress) -> None:
        """Report now. Raises Fenced, DoorShut, DoorRefused."""
        while self._gaps:
            key, gap = next(iter(self._gaps.items()))
            await self._door.report_gap(gap)
            if self._gaps.get(key) is gap:
                del self._gaps[key]
        await self._door.report_progress(self._session_id, progress)
