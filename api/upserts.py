"""A row that may be made by two at once: in, its identity and how to make it; out, the one there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.base import Base

R = TypeVar("R", bound=Base)


async def get_or_add(
    session: AsyncSession, table: type[R], identity: Any, make: Callable[[], R]
) -> tuple[R, bool]:
    """The row, locked until the transaction ends, and whether it was made just now.

    Args:
        session: that may write.
        table: of the row.
        identity: its key.
        make: gives the row where there is none.
    """
    known = await session.get(table, identity, with_for_update=True)
    if known is not None:
        return known, False
    try:
        async with session.begin_nested():
            made = make()
            session.add(made)
            await session.flush()
    except IntegrityError:  # another transaction made it between our look and our writing
        known = await session.get(table, identity, with_for_update=True, populate_existing=True)
        if known is None:
            raise
        return known, False
    return made, True
