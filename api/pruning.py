"""Forgetting what was kept long enough, so many rows at a time that nobody has to wait for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.base import Row

PRUNE_ROWS = 5_000
"""In one sweep; the next one takes the rest."""


async def prune_oldest(
    session: AsyncSession,
    table: type[Row],
    key: InstrumentedAttribute[Any],
    *old: ColumnElement[bool],
    most: int = PRUNE_ROWS,
) -> None:
    """Forget the oldest of the rows that are old.

    Args:
        session: of the transaction.
        table: of the rows.
        key: tells them apart, among those that are old.
        old: what is true of those that may go.
        most: how many go at once.
    """
    oldest = select(key).where(*old).order_by(table.created_at_ms).limit(most)
    await session.execute(
        delete(table).where(key.in_(oldest), *old).execution_options(synchronize_session=False)
    )
