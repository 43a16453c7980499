"""Statements: in, a workspace and a stretch of time; out, what moved, what each session cost, and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, case, func, nulls_first, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.kinds import Outcome, TransferKind
from api.credits.models import CreditMinuteRow, CreditTransferRow
from api.credits.shapes import StatementSession, StatementShape
from api.problems import FieldError, Invalid
from api.sessions.models import SessionRow

SESSIONS_MAX = 1000
"""Listed in one statement."""

LINES_MAX = 50_000
"""Of one table, some 6 MB: a month of one channel day and night."""

_CHANGE = case(
    (CreditTransferRow.to_account_id == CreditTransferRow.workspace_id, CreditTransferRow.amount),
    else_=-CreditTransferRow.amount,
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

HEAD = ("time", "kind", "change", "balance", "source", "title", "session", "minute", "note", "reference")


@dataclass(frozen=True)
class Stretch:
    """Whose statement, and of which time; epoch ms, `from_ms` included and `to_ms` not."""

    workspace_id: str
    from_ms: int
    to_ms: int

    def check(self) -> None:
        """Raises Invalid."""
        if self.to_ms <= self.from_ms:
            raise Invalid(
                "the statement would end before it begins",
                "send `from_ms` before `to_ms`",
                [FieldError(field="to_ms", message="is not after from_ms")],
            )


async def balance_at(session: AsyncSession, workspace_id: str, at_ms: int) -> int:
    """The sum of the entries of a workspace before that time."""
    total = await session.scalar(
        select(func.sum(_CHANGE)).where(
            CreditTransferRow.workspace_id == workspace_id, CreditTransferRow.at_ms < at_ms
        )
    )
    return int(total or 0)


async def summary(session: AsyncSession, stretch: Stretch) -> StatementShape:
    """What moved, and which sessions cost it. Raises Invalid."""
    stretch.check()
    opening = await balance_at(session, stretch.workspace_id, stretch.from_ms)
    moved = (
        await session.execute(
            select(CreditTransferRow.kind, func.sum(_CHANGE))
            .where(*_within(stretch))
            .group_by(CreditTransferRow.kind)
        )
    ).all()
    by_kind = {TransferKind(kind): int(change) for kind, change in moved}
    sessions = await _sessions(session, stretch)
    return StatementShape(
        workspace_id=stretch.workspace_id,
        from_ms=stretch.from_ms,
        to_ms=stretch.to_ms,
        opening=opening,
        closing=opening + sum(by_kind.values()),
        moved=by_kind,
        sessions=sessions[:SESSIONS_MAX],
        more_sessions=len(sessions) > SESSIONS_MAX,
    )


def _within(stretch: Stretch) -> tuple[Any, ...]:
    return (
        CreditTransferRow.workspace_id == stretch.workspace_id,
        CreditTransferRow.at_ms >= stretch.from_ms,
        CreditTransferRow.at_ms < stretch.to_ms,
    )


async def _sessions(session: AsyncSession, stretch: Stretch) -> list[StatementSession]:
    def count(*outcomes: Outcome) -> Any:
        known = [outcome.value for outcome in outcomes]
        return func.sum(case((CreditMinuteRow.outcome.in_(known), 1), else_=0))

    counted = (
        select(
            CreditMinuteRow.session_id,
            count(Outcome.CHARGED).label("charged"),
            count(Outcome.REFUNDED).label("refunded"),
            count(Outcome.SHORT, Outcome.UNPAID, Outcome.FREE).label("not_charged"),
        )
        .where(
            CreditMinuteRow.workspace_id == stretch.workspace_id,
            CreditMinuteRow.at_ms >= stretch.from_ms,
            CreditMinuteRow.at_ms < stretch.to_ms,
        )
        .group_by(CreditMinuteRow.session_id)
        .subquery()
    )
    rows = await session.execute(
        select(SessionRow, counted.c.charged, counted.c.refunded, counted.c.not_charged)
        .join(counted, counted.c.session_id == SessionRow.session_id)
        .order_by(SessionRow.started_at_ms.desc(), SessionRow.session_id.desc())
        .limit(SESSIONS_MAX + 1)
    )
    return [
        StatementSession(
            session_id=row.session_id,
            channel_id=row.channel_id,
            source=row.source,
            title=row.title,
            started_at_ms=row.started_at_ms,
            charged=int(charged),
            refunded=int(refunded),
            not_charged=int(not_charged),
        )
        for row, charged, refunded, not_charged in rows.all()
    ]


async def table(session: AsyncSession, stretch: Stretch) -> str:
    """Each line of the statement as CSV (RFC 4180), oldest first, with the balance after it.

    Raises:
        Invalid: it would be longer than `LINES_MAX`.
    """
    stretch.check()
    balance = await balance_at(session, stretch.workspace_id, stretch.from_ms)
    found = await session.execute(
        select(CreditTransferRow, SessionRow.source, SessionRow.title)
        .outerjoin(SessionRow, SessionRow.session_id == CreditTransferRow.session_id)
        .where(*_within(stretch))
        .order_by(
            CreditTransferRow.at_ms,
            nulls_first(CreditTransferRow.session_id),
            CreditTransferRow.minute,
            CreditTransferRow.transfer_id,
        )
        .limit(LINES_MAX + 1)
    )
    rows = found.all()
    if len(rows) > LINES_MAX:
        raise Invalid(
            f"the statement would have more than {LINES_MAX} lines",
            "ask for less time, and put the tables together",
            [FieldError(field="from_ms", message="is too far before to_ms")],
        )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(_lines(rows, balance))
    return out.getvalue()


def _lines(rows: Sequence[Row[CreditTransferRow, str, str]], balance: int) -> Iterator[tuple[object, ...]]:
    for transfer, source, title in rows:
        balance += transfer.change
        yield (
            datetime.fromtimestamp(transfer.at_ms / 1000, UTC).isoformat(timespec="milliseconds"),
            transfer.kind,
            transfer.change,
            balance,
            _plain(source or ""),
            _plain(title or ""),
            transfer.session_id or "",
            "" if transfer.minute is None else transfer.minute,
            _plain(transfer.note),
            _plain(transfer.reference),
        )


def _plain(text: str) -> str:
    """What people wrote stays text in a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA) else text
