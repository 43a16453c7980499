"""What changes when the product is started anew, and what is swept while it runs."""

from __future__ import annotations

import logging

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import passwords
from api.accounts import service as accounts
from api.accounts.service import NewUser
from api.clips.models import ClipRow
from api.highlights.models import HighlightRow
from api.memories import service as memories
from api.sessions import service as sessions
from api.sessions.models import SessionRow
from api.settings import ApiSettings
from api.starts.models import SettingRow
from api.watches import service as watches
from api.watches.models import WatchRow
from api.workspaces.home import HOME
from api.workspaces.models import MembershipRow
from streams.secrets import FIRST_OPERATOR
from streams.settings import BrokerKind

log = logging.getLogger(__name__)

RUN = "run"

ABANDONED_AFTER_MS = 10 * 60_000
"""An unwanted session's monitor is reminded every 15 s and reports every few seconds while it lives;
one that is silent for this long is not there any more."""


async def is_fresh(session: AsyncSession) -> bool:
    """Whether nobody has settled into this database yet."""
    return await session.get(SettingRow, HOME) is None


async def settle_in(session: AsyncSession, password: str, now_ms: int) -> bool:
    """What a database needs before anything else: a home workspace, and somebody who runs the installation.

    Args:
        session: that may write.
        password: of the first operator, should there be none.
        now_ms: epoch time.

    Returns:
        Whether the operator was made just now.
    """
    if await session.get(SettingRow, HOME, with_for_update=True) is not None:
        return False
    user = await accounts.sign_up(
        session, NewUser(FIRST_OPERATOR, await passwords.hashed(password), "Operator"), now_ms, operator=True
    )
    membership = await session.scalar(select(MembershipRow).where(MembershipRow.user_id == user.user_id))
    if membership is None:
        raise RuntimeError("an account without a workspace")
    home_id = membership.workspace_id
    session.add(SettingRow(name=HOME, value=home_id))
    for table in (WatchRow, SessionRow, HighlightRow, ClipRow):  # from before there were workspaces
        await session.execute(
            update(table)
            .where(table.workspace_id == "")
            .values(workspace_id=home_id)
            .execution_options(synchronize_session=False)
        )
    return True


async def begin_run(session: AsyncSession, settings: ApiSettings, now_ms: int) -> bool:
    """Leave the last run behind where this is another one; whether it is.

    A watch that was asked for once is over with the run it was asked in, and so is its session. And
    what an embedded broker held is gone, so that its offsets mean nothing to this run's judges.
    """
    known = await session.get(SettingRow, RUN, with_for_update=True)
    if not settings.run or (known is not None and known.value == settings.run):
        return False
    if known is None:
        session.add(SettingRow(name=RUN, value=settings.run))
    else:
        known.value = settings.run
    left = select(WatchRow).where(WatchRow.once.is_(True), WatchRow.wanted.is_(True)).with_for_update()
    for watch in (await session.scalars(left)).all():
        watches.want(watch, wanted=False)
    over = (
        select(SessionRow)
        .join(WatchRow, WatchRow.watch_id == SessionRow.watch_id)
        .where(WatchRow.once.is_(True), SessionRow.ended_at_ms.is_(None))
    )
    for row in (await session.scalars(over)).all():
        await _abandon(session, row, "the run that captured it is over", now_ms)
    if settings.kafka_kind is BrokerKind.EMBEDDED:
        await memories.forget_positions(session)
    return True


async def end_abandoned(session: AsyncSession, now_ms: int) -> int:
    """End the sessions of unwanted watches that nobody has reported on for long. How many."""
    silent = (
        select(SessionRow)
        .join(WatchRow, WatchRow.watch_id == SessionRow.watch_id)
        .where(
            WatchRow.wanted.is_(False),
            SessionRow.ended_at_ms.is_(None),
            SessionRow.updated_at_ms < now_ms - ABANDONED_AFTER_MS,
            WatchRow.updated_at_ms < now_ms - ABANDONED_AFTER_MS,
        )
    )
    rows = (await session.scalars(silent)).all()
    for row in rows:
        await _abandon(session, row, "no longer wanted, and its monitor is gone", now_ms)
    return len(rows)


async def _abandon(session: AsyncSession, row: SessionRow, reason: str, now_ms: int) -> None:
    row.incarnation += 1  # whoever had it, should it come back, is fenced off
    await sessions.end(session, row, row.recorded_until_ms, reason, now_ms)
    log.info("session %s ended: %s", row.session_id, reason)
