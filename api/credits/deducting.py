"""Charging minutes: in, minutes as the meters report them; out, what became of each, and of the balances.

Everything about a workspace happens under the lock of its account, so that a minute that comes twice, or to
two API processes at once, is charged once. The transaction that takes a session's last credit ends its watch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.holds import fill, new_hold
from api.credits.kinds import Outcome
from api.credits.models import CreditAccountRow, CreditHoldRow, CreditMinuteRow, Values
from api.credits.purse import Purse
from api.credits.shapes import MinuteReport
from api.credits.warning import warn
from api.sessions.models import SessionRow
from api.watches import service as watches

CHARGED_MS_MIN = 30_000
"""A minute of which less was captured is free."""

SPENT = "the credits are used up"

SESSIONS_AT_A_TIME = 200
"""Two bounds each in one statement; SQLite takes at least 999 values, whichever its version."""


@dataclass
class Deducted:
    """What came of a batch.

    Attributes:
        accounts: of the workspaces whose minutes were in it.
        charged, known: minutes paid for just now, and those that were reported before.
        unknown: sessions that there are none of. ended: watches that the last credit ended.
    """

    accounts: list[CreditAccountRow] = field(default_factory=list)
    charged: int = 0
    known: int = 0
    unknown: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


async def deduct(
    session: AsyncSession, reports: Sequence[MinuteReport], now_ms: int, *, charging: bool
) -> Deducted:
    """Charge minutes.

    Args:
        session: that may write.
        reports: in any order, with repetitions.
        now_ms: epoch time.
        charging: whether this installation charges at all.
    """
    deducted = Deducted()
    of_session = await _sessions(session, {report.session_id for report in reports})
    deducted.unknown = sorted({report.session_id for report in reports} - of_session.keys())
    by_workspace: dict[str, list[MinuteReport]] = defaultdict(list)
    for report in _merged(reports):
        if report.session_id in of_session:
            by_workspace[of_session[report.session_id].workspace_id].append(report)
    for workspace_id in sorted(by_workspace):  # in one order, so that two batches never wait for each other
        purse = await Purse.open(session, workspace_id, now_ms)
        counter = _Counter(session, purse, deducted, now_ms, charging=charging)
        await counter.count(by_workspace[workspace_id], of_session)
        deducted.accounts.append(purse.account)
    return deducted


def _merged(reports: Iterable[MinuteReport]) -> list[MinuteReport]:
    """Each minute once, with the most that was reported of it, in order."""
    fullest: dict[tuple[str, int], MinuteReport] = {}
    for report in reports:
        known = fullest.get((report.session_id, report.minute))
        if known is None or report.covered_ms > known.covered_ms:
            fullest[report.session_id, report.minute] = report
    return [fullest[key] for key in sorted(fullest)]


async def _sessions(session: AsyncSession, session_ids: set[str]) -> dict[str, SessionRow]:
    rows = await session.scalars(select(SessionRow).where(SessionRow.session_id.in_(session_ids)))
    return {row.session_id: row for row in rows.all()}


class _Counter:
    """Counts the minutes of one workspace."""

    def __init__(
        self, session: AsyncSession, purse: Purse, deducted: Deducted, now_ms: int, *, charging: bool
    ) -> None:
        self._session = session
        self._purse = purse
        self._deducted = deducted
        self._now_ms = now_ms
        self._free = purse.account.unlimited or not charging
        self._holds: dict[str, CreditHoldRow] = {}
        self._made: list[Values] = []

    async def count(self, reports: list[MinuteReport], of_session: Mapping[str, SessionRow]) -> None:
        """Charge what is to be charged, and see to what follows."""
        known = await self._known(reports)
        if not self._free:
            await self._read_holds({report.session_id for report in reports})
        for report in reports:
            before = known.get((report.session_id, report.minute))
            if before is None:
                await self._new(report)
            else:
                await self._again(report, before)
        if self._made:
            await self._purse.write()
            await self._session.execute(insert(CreditMinuteRow), self._made)
        if not self._free:
            await self._follow([of_session[session_id] for session_id in sorted(self._holds)])
        await self._purse.write()

    async def _known(self, reports: list[MinuteReport]) -> dict[tuple[str, int], CreditMinuteRow]:
        """The minutes of the batch that were reported before."""
        bounds: dict[str, tuple[int, int]] = {}
        for report in reports:
            low, high = bounds.get(report.session_id, (report.minute, report.minute))
            bounds[report.session_id] = (min(low, report.minute), max(high, report.minute))
        spans = [
            and_(CreditMinuteRow.session_id == session_id, CreditMinuteRow.minute.between(low, high))
            for session_id, (low, high) in bounds.items()
        ]
        known: dict[tuple[str, int], CreditMinuteRow] = {}
        for at in range(0, len(spans), SESSIONS_AT_A_TIME):
            query = select(CreditMinuteRow).where(or_(*spans[at : at + SESSIONS_AT_A_TIME]))
            rows = await self._session.scalars(query.execution_options(populate_existing=True))
            known |= {(row.session_id, row.minute): row for row in rows.all()}
        return known

    async def _read_holds(self, session_ids: set[str]) -> None:
        query = select(CreditHoldRow).where(CreditHoldRow.session_id.in_(session_ids))
        rows = await self._session.scalars(query.execution_options(populate_existing=True))
        self._holds = {row.session_id: row for row in rows.all()}

    async def _new(self, report: MinuteReport) -> None:
        outcome, reason = await self._outcome(report)
        self._made.append(
            {
                "session_id": report.session_id,
                "minute": report.minute,
                "workspace_id": self._purse.account.workspace_id,
                "covered_ms": report.covered_ms,
                "gap_ms": report.gap_ms,
                "ad_ms": report.ad_ms,
                "outcome": outcome.value,
                "reason": reason,
                "at_ms": self._now_ms,
                "looked_at_ms": None if outcome is Outcome.CHARGED else self._now_ms,
            }
        )

    async def _again(self, report: MinuteReport, before: CreditMinuteRow) -> None:
        """A minute that was reported before, perhaps with more of it: a segment was salvaged since."""
        self._deducted.known += 1
        if report.covered_ms <= before.covered_ms:
            return
        before.covered_ms, before.gap_ms, before.ad_ms = report.covered_ms, report.gap_ms, report.ad_ms
        if before.outcome != Outcome.SHORT:
            return
        outcome, before.reason = await self._outcome(report)
        before.outcome = outcome.value
        before.looked_at_ms = None if outcome is Outcome.CHARGED else self._now_ms

    async def _outcome(self, report: MinuteReport) -> tuple[Outcome, str]:
        if report.covered_ms < CHARGED_MS_MIN:
            return Outcome.SHORT, _why_short(report)
        if self._free:
            return Outcome.FREE, "this workspace is not charged"
        hold = self._hold(report.session_id)
        if hold.credits_held < 1:
            fill(self._purse, hold, self._now_ms)
        if hold.credits_held < 1 or not await self._purse.spend_minute(report.session_id, report.minute):
            return Outcome.UNPAID, "no credit was left"
        hold.credits_held -= 1
        self._purse.account.held -= 1
        self._deducted.charged += 1
        return Outcome.CHARGED, ""

    def _hold(self, session_id: str) -> CreditHoldRow:
        if session_id not in self._holds:  # released meanwhile: the session had ended, or was silent for long
            self._holds[session_id] = hold = new_hold(self._purse, session_id)
            self._session.add(hold)
        return self._holds[session_id]

    async def _follow(self, rows: Sequence[SessionRow]) -> None:
        """Reserve the next minutes of what goes on, and end what has none."""
        # Asked under the lock of the account, which whoever ends a session takes as well.
        over = await self._session.scalars(
            select(SessionRow.session_id).where(
                SessionRow.session_id.in_(list(self._holds)), SessionRow.ended_at_ms.is_not(None)
            )
        )
        ended = set(over.all())
        for row in rows:
            hold = self._holds[row.session_id]
            if row.session_id in ended:
                self._purse.account.held -= hold.credits_held
                hold.credits_held = 0
                await self._session.flush()
                await self._session.delete(hold)
                continue
            fill(self._purse, hold, self._now_ms)
            if hold.credits_held > 0:
                continue
            watch = await watches.find(self._session, row.watch_id, for_change=True)
            if watches.want(watch, wanted=False, reason=SPENT):
                self._deducted.ended.append(watch.watch_id)
        await warn(self._session, self._purse, self._now_ms)


def _why_short(report: MinuteReport) -> str:
    if report.ad_ms >= CHARGED_MS_MIN:
        return "an ad was shown for most of it"
    return "less than half of it was captured"
