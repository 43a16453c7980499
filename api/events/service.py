"""What can be done with events, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.events.models import EventRow
from api.starts.models import SettingRow

KEPT_MS = 7 * 86_400_000
"""A listener that was away for a week reads the lists anew; a page does so after an hour."""

PRUNE_ROWS = 5_000
"""Pruned in one transaction, so that nobody waits long for it; a day of 20 busy channels is fewer."""

PRUNED = "events_pruned_until"


async def after(
    session: AsyncSession, workspace_id: str, number: int, kinds: Collection[str], limit: int
) -> Sequence[EventRow]:
    """The next events of a workspace behind a number, oldest first; of these kinds, where there are any."""
    query = select(EventRow).where(EventRow.workspace_id == workspace_id, EventRow.number > number)
    if kinds:
        query = query.where(EventRow.kind.in_(sorted(kinds)))
    return (await session.scalars(query.order_by(EventRow.number).limit(limit))).all()


async def newest(session: AsyncSession) -> int:
    """The number of the last event; of the last one that was pruned, where there is none."""
    found = await session.scalar(select(func.max(EventRow.number)))
    return found if found is not None else await pruned_until(session)


async def pruned_until(session: AsyncSession) -> int:
    """No event up to this number is kept."""
    known = await session.get(SettingRow, PRUNED)
    return int(known.value) if known is not None else 0


async def prune(session: AsyncSession, now_ms: int) -> int:
    """Forget the oldest events that were kept long enough. How many."""
    old = select(EventRow.number, EventRow.at_ms).order_by(EventRow.number).limit(PRUNE_ROWS)
    numbers = []
    for number, at_ms in await session.execute(old):
        if at_ms >= now_ms - KEPT_MS:
            break
        numbers.append(number)
    if not numbers:
        return 0
    await session.execute(
        delete(EventRow).where(EventRow.number <= numbers[-1]).execution_options(synchronize_session=False)
    )
    known = await session.get(SettingRow, PRUNED, with_for_update=True)
    if known is None:
        session.add(SettingRow(name=PRUNED, value=str(numbers[-1])))
    else:
        known.value = str(numbers[-1])
    await session.flush()
    return len(numbers)
