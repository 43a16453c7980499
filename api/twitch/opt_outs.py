"""A streamer who does not want to be watched: what ends with that, everywhere and at once.

In: a channel, by identity, by name, or by both. Out, in one transaction: no watch of it is wanted, no link of
it works, its clips are down where that is asked for, and `api.twitch.watching` refuses all that would be new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.audit.recorder import noted
from api.clips.models import ClipRow
from api.database import Work
from api.feeds.takedowns import down
from api.seals import Seals
from api.sessions.models import SessionRow
from api.twitch import tokens, watching
from api.twitch.models import STOPPED, TwitchLinkRow, TwitchOptOutRow
from schemas.ids import new_id

CHUNK = 500
"""Sessions whose clips are asked for at a time; SQLite takes some thousand values in one question."""


@dataclass(frozen=True)
class Wish:
    """Who is not to be watched, and why. What is not known of the channel is empty."""

    broadcaster_id: str
    login: str
    reason: str
    clips: bool


async def opt_out(
    work: Work, seals: Seals, wish: Wish, caller: Caller, now_ms: int
) -> tuple[TwitchOptOutRow, Sequence[str]]:
    """The wish, written down and carried out; which watches ended."""
    session = work.session
    await watching.alone(session)
    row = await _known(session, wish)
    if row is None:
        row = TwitchOptOutRow(
            opt_out_id=new_id(now_ms),
            broadcaster_id=wish.broadcaster_id,
            login=wish.login,
            reason=wish.reason,
            made_by=caller.caller_id,
            clips=wish.clips,
            watches_ended=0,
            clips_taken_down=0,
            looked_up_ms=now_ms if wish.broadcaster_id and wish.login else 0,
            deleted_at_ms=None,
        )
        session.add(row)
    else:  # said again, with more known of them, or more asked for
        row.broadcaster_id = wish.broadcaster_id or row.broadcaster_id
        row.login = wish.login or row.login
        row.looked_up_ms = now_ms if row.broadcaster_id and row.login else 0
        row.reason = wish.reason or row.reason
        row.clips = row.clips or wish.clips
    await session.flush()
    ended = await carry_out(work, seals, row, caller, now_ms)
    detail = {"opt_out_id": row.opt_out_id, "login": row.login, "reason": row.reason}
    session.add(noted(caller, "twitch.opted_out", now_ms, **detail))
    return row, ended


async def _known(session: AsyncSession, wish: Wish) -> TwitchOptOutRow | None:
    same = [
        column == value
        for column, value in (
            (TwitchOptOutRow.broadcaster_id, wish.broadcaster_id),
            (TwitchOptOutRow.login, wish.login),
        )
        if value
    ]
    query = select(TwitchOptOutRow).where(TwitchOptOutRow.deleted_at_ms.is_(None), or_(*same))
    found: TwitchOptOutRow | None = await session.scalar(query.with_for_update().limit(1))
    return found


async def carry_out(
    work: Work, seals: Seals, row: TwitchOptOutRow, caller: Caller, now_ms: int
) -> Sequence[str]:
    """End all that a streamer does not want, as far as it is there; which watches."""
    session = work.session
    links = await _links(session, row)
    logins = {row.login, *(link.login for link in links)} - {""}
    reason = f"the streamer has opted out{f': {row.reason}' if row.reason else ''}"
    ended = list(await watching.end_watches(session, logins, reason))
    for link in links:
        if link.state != STOPPED:
            ended += await tokens.end_link(work, seals, link, STOPPED, reason=reason, now_ms=now_ms)
    row.watches_ended += len(ended)
    if row.clips:
        row.clips_taken_down += await _take_down(session, logins, reason, caller, now_ms)
    await session.flush()
    return ended


async def _links(session: AsyncSession, row: TwitchOptOutRow) -> Sequence[TwitchLinkRow]:
    same = []
    if row.broadcaster_id:
        same.append(TwitchLinkRow.broadcaster_id == row.broadcaster_id)
    if row.login:
        same.append(TwitchLinkRow.login == row.login)
    query = select(TwitchLinkRow).where(TwitchLinkRow.bot.is_(False), or_(*same))
    return (await session.scalars(query.with_for_update())).all()


async def _take_down(
    session: AsyncSession, logins: Collection[str], reason: str, caller: Caller, now_ms: int
) -> int:
    """Take down the clips of these channels; how many."""
    if not logins:
        return 0
    named = [func.lower(SessionRow.source).contains(login, autoescape=True) for login in sorted(logins)]
    known = select(SessionRow.session_id).where(SessionRow.broadcaster.in_(sorted(logins)))
    theirs = list(await session.scalars(known))
    unknown = select(SessionRow.session_id, SessionRow.source).where(
        SessionRow.broadcaster == "", or_(*named)
    )
    for session_id, source in await session.execute(unknown):
        if watching.login_of(source) in logins:
            theirs.append(session_id)
    count = 0
    for some in _chunks(theirs):
        query = select(ClipRow).where(ClipRow.session_id.in_(some), ClipRow.taken_down_at_ms.is_(None))
        for clip in (await session.scalars(query.with_for_update())).all():
            count += await down(session, clip, reason, caller, now_ms)
    return count


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), CHUNK):
        yield values[at : at + CHUNK]
