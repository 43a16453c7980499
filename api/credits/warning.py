"""Telling a workspace that its credits run low: at 60, 15 and 5 minutes left, and when there are none.

It is an event, which webhooks, streams of events and rules hear, and a line in the chats that are watched.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.bot import balance
from api.credits.models import CreditAccountRow
from api.credits.purse import Purse
from api.credits.shapes import AccountShape
from api.events.kinds import Kind
from api.events.recorder import tell
from api.sessions.models import SessionRow

LEVELS = (60, 15, 5)
"""Minutes left at which a warning is given, once each time that the balance falls to them."""

EMPTY = 0
"""The level of a balance of nothing; what lasts for less than a minute is not empty yet."""


async def warn(session: AsyncSession, purse: Purse, now_ms: int) -> None:
    """Look how long the balance lasts, and tell of it where a level was reached.

    The rate is that of the sessions that run now: each spends as many credits a minute as it runs times
    faster than real time.
    """
    rate = await session.scalar(
        select(func.sum(SessionRow.speed)).where(
            SessionRow.workspace_id == purse.account.workspace_id, SessionRow.ended_at_ms.is_(None)
        )
    )
    account = purse.account
    account.minutes_left = int(account.balance / rate) if rate else None
    left = account.balance if account.minutes_left is None else account.minutes_left
    level = _level(account, left)
    before = account.warned_minutes
    if level == before:
        return
    account.warned_minutes = level
    if level is not None and (before is None or level < before):
        _tell(session, account, Kind.BALANCE_EMPTY if level == EMPTY else Kind.BALANCE_LOW)
        await balance.tell(session, account, "empty" if level == EMPTY else "low", now_ms)


def _level(account: CreditAccountRow, left: int) -> int | None:
    """The warning that is due; None for none."""
    if account.balance == 0:
        return EMPTY
    return min((level for level in LEVELS if left <= level), default=None)


def rearm(account: CreditAccountRow) -> None:
    """After credits came in: what the balance is above now is warned of again."""
    level = _level(account, account.balance)
    account.minutes_left = None
    if account.warned_minutes is not None and (level is None or level > account.warned_minutes):
        account.warned_minutes = level


def _tell(session: AsyncSession, account: CreditAccountRow, kind: Kind) -> None:
    tell(session, kind, account, AccountShape)
