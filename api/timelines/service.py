"""What can be done with timelines, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.paging import Order, Place, Rows, read_page
from api.problems import Invalid
from api.sessions.models import SessionRow
from api.timelines.models import SignalsMinuteRow
from api.timelines.shapes import MinuteShape

PRUNE_ROWS = 5_000
"""Deleted in one transaction, so that nobody waits long for it; 24 channels write 120 a minute."""

_DATA = ("seconds_count", "score_mean", "score_max", "peak_ms", "covered_ms", "updated_at_ms")


class MinuteTwice(Invalid):
    """One batch holds two words of the same sense on the same minute."""

    slug = "minute-twice"
    title = "The batch holds a minute twice"


async def store(session: AsyncSession, minutes: Sequence[MinuteShape], now_ms: int) -> list[str]:
    """Keep a batch; what is known more fully already stays. The sessions that are not known here.

    Raises:
        MinuteTwice
    """
    _check(minutes)
    asked = sorted({minute.session_id for minute in minutes})
    found = await session.execute(
        select(SessionRow.session_id, SessionRow.workspace_id).where(SessionRow.session_id.in_(asked))
    )
    workspaces = {row.session_id: row.workspace_id for row in found}
    stamps = {"created_at_ms": now_ms, "updated_at_ms": now_ms, "version": 1}
    rows: list[dict[str, Any]] = [
        minute.model_dump(mode="json") | stamps | {"workspace_id": workspaces[minute.session_id]}
        for minute in minutes
        if minute.session_id in workspaces
    ]
    if rows:
        # In one order, so that two batches at once do not wait for each other's rows.
        rows.sort(key=lambda row: (row["session_id"], row["start_ms"], row["sense"]))
        connection = await session.connection()
        await connection.execute(_upsert(connection.dialect.name), rows)
    return [session_id for session_id in asked if session_id not in workspaces]


def _check(minutes: Sequence[MinuteShape]) -> None:
    seen: set[tuple[str, int, str]] = set()
    for minute in minutes:
        key = (minute.session_id, minute.start_ms, minute.sense.value)
        if key in seen:
            raise MinuteTwice(
                f"{minute.sense} of session {minute.session_id} at {minute.start_ms} ms is in the batch "
                "twice",
                "send only the fullest of each",
            )
        seen.add(key)


def _upsert(dialect: str) -> Any:
    """Insert, or replace where the new row covers as much of its minute as the old one, or more."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(SignalsMinuteRow)
    table = SignalsMinuteRow
    return made.on_conflict_do_update(
        index_elements=[table.session_id, table.start_ms, table.sense],
        set_={**{name: made.excluded[name] for name in _DATA}, "version": table.version + 1},
        where=made.excluded.covered_ms >= table.covered_ms,
    )


async def of_session(
    session: AsyncSession, query: Select[SignalsMinuteRow], place: Place
) -> Rows[SignalsMinuteRow]:
    """A page of the minutes that a query finds, oldest first, and of one minute by the name of the sense."""
    return await read_page(session, query, Order(SignalsMinuteRow.start_ms, SignalsMinuteRow.sense), place)


async def prune(session: AsyncSession, before_ms: int) -> int:
    """Forget the oldest minutes of those that were made before `before_ms` (epoch). How many."""
    made = SignalsMinuteRow.created_at_ms
    old = select(made).where(made < before_ms).order_by(made)
    last_ms = await session.scalar(old.offset(PRUNE_ROWS - 1).limit(1))
    # Rows of one batch have one stamp, and go together.
    until = made < before_ms if last_ms is None else made <= last_ms
    swept = await session.execute(
        delete(SignalsMinuteRow).where(until).execution_options(synchronize_session=False)
    )
    return int(swept.rowcount)  # type: ignore[attr-defined]
