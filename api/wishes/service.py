"""Wishes of a session: in, who wants what; out, wishes that are bound to highlights, and answered once.

Wishes whose stretches overlap are one moment, which becomes one clip; whoever asked is answered each in a
thread of their own. A wish has one answer at most: whoever makes it turns the wish to `answered` in the same
transaction, with its row locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.bot import answers
from api.bot.due import Asked
from api.clips.models import ClipRow
from api.events.kinds import Kind
from api.events.recorder import tell
from api.highlights.models import HighlightRow
from api.sessions.models import SessionRow
from api.wishes.models import WishRow
from api.wishes.shapes import WishOutcome, WishShape, WishState
from schemas.capture import ChatRole
from schemas.ids import new_id
from schemas.judging import HighlightState
from schemas.rendering import ClipState

WISH_MS = 30_000
"""What a wish wants: as far back as people mean when they say "clip that"."""

AFTER_MS = 2_000
"""A highlight that opens so soon behind a wish is what was wished for: chat is told of it a little late."""

MOMENT_MS_MAX = 90_000
"""Wishes that follow each other for longer are another moment: no clip is as long as an evening."""

_OVER = frozenset({ClipState.READY.value, ClipState.FAILED.value})
_RANKS = {role.value: rank for rank, role in enumerate(ChatRole)}


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for.

    Attributes:
        message_id, author, role: the line, and who wrote it.
        at_ms: epoch time of the line; media_ms: the same in media time of the session, above 0.
    """

    message_id: str
    author: str
    role: ChatRole
    title: str
    wanted_centi: int
    at_ms: int
    media_ms: int


async def make(session: AsyncSession, of: SessionRow, wanted: Wanted, now_ms: int) -> tuple[WishRow, bool]:
    """A new wish, and whether it is the first of its moment. The caller holds the channel's row locked."""
    assert of.channel_id is not None  # noqa: S101 - found by its channel
    wish_id = new_id(now_ms)
    wish = WishRow(
        wish_id=wish_id,
        moment_id=wish_id,
        workspace_id=of.workspace_id,
        channel_id=of.channel_id,
        session_id=of.session_id,
        message_id=wanted.message_id,
        author=wanted.author,
        role=wanted.role.value,
        title=wanted.title,
        wanted_centi=wanted.wanted_centi,
        at_ms=wanted.at_ms,
        start_ms=max(0, wanted.media_ms - WISH_MS),
        end_ms=wanted.media_ms,
        highlight_id=None,
        state=WishState.WAITING.value,
        outcome="",
    )
    beside = await _beside(session, wish)
    if beside is not None:
        wish.moment_id, wish.highlight_id = beside.moment_id, beside.highlight_id
    if wish.highlight_id is None:
        wish.highlight_id = await known_highlight(session, wish, well=True)
    if wish.highlight_id is not None:
        wish.state = WishState.BOUND.value
    session.add(wish)
    await session.flush()
    tell(session, Kind.WISH_MADE, wish, WishShape)
    if wish.highlight_id is not None:
        await settle_known(session, [wish])
    return wish, beside is None


async def _beside(session: AsyncSession, wish: WishRow) -> WishRow | None:
    """An open wish that this one is one clip with."""
    open_ = (
        select(WishRow)
        .where(
            WishRow.session_id == wish.session_id,
            WishRow.state.in_((WishState.WAITING.value, WishState.BOUND.value)),
            WishRow.start_ms < wish.end_ms,
            WishRow.end_ms > wish.start_ms,
        )
        .order_by(WishRow.created_at_ms, WishRow.wish_id)
    )
    for other in (await session.scalars(open_)).all():
        ends = select(func.min(WishRow.start_ms), func.max(WishRow.end_ms))
        first_ms, last_ms = (await session.execute(ends.where(WishRow.moment_id == other.moment_id))).one()
        if max(last_ms, wish.end_ms) - min(first_ms, wish.start_ms) <= MOMENT_MS_MAX:
            return other
    return None


async def known_highlight(session: AsyncSession, wish: WishRow, *, well: bool) -> str | None:
    """The highlight that is there already where the wish is: with `well`, one that is what it wants.

    That is one that may still grow, or that covers half of it.
    """
    query = select(HighlightRow).where(
        HighlightRow.session_id == wish.session_id,
        HighlightRow.near_miss.is_(False),
        HighlightRow.state != HighlightState.DROPPED.value,
        HighlightRow.start_ms < wish.end_ms + AFTER_MS,
        HighlightRow.end_ms > wish.start_ms,
    )
    found = (await session.scalars(query.order_by(HighlightRow.highlight_id))).all()
    if well:
        found = [
            one
            for one in found
            if one.state != HighlightState.FINAL.value or 2 * _shared_ms(one, wish) >= WISH_MS
        ]
    best = max(found, key=lambda one: _shared_ms(one, wish), default=None)
    return best.highlight_id if best is not None else None


def _shared_ms(highlight: HighlightRow, wish: WishRow) -> int:
    return min(highlight.end_ms, wish.end_ms + AFTER_MS) - max(highlight.start_ms, wish.start_ms)


async def bind(session: AsyncSession, highlight: HighlightRow) -> None:
    """A highlight was opened or has grown: the wishes there wait for it, and those of the same moments."""
    touched = select(WishRow.moment_id).where(
        WishRow.session_id == highlight.session_id,
        WishRow.state == WishState.WAITING.value,
        WishRow.start_ms < highlight.end_ms,
        WishRow.end_ms > highlight.start_ms - AFTER_MS,
    )
    moments = set((await session.scalars(touched)).all())
    if not moments:
        return
    wishes = await _locked(
        session, WishRow.moment_id.in_(sorted(moments)), WishRow.state == WishState.WAITING.value
    )
    for wish in wishes:
        wish.highlight_id, wish.state = highlight.highlight_id, WishState.BOUND.value
    await session.flush()
    await settle_known(session, wishes)


async def drop(session: AsyncSession, highlight: HighlightRow) -> None:
    """A highlight was dropped: what waits for it may find another one there, or is told."""
    for wish in await _bound_to(session, highlight.highlight_id):
        other = await known_highlight(session, wish, well=False)
        if other is not None:
            wish.highlight_id = other
            await settle_known(session, [wish])
        else:
            await settle(session, wish, WishOutcome.DROPPED)


async def clip_turned(session: AsyncSession, clip: ClipRow) -> None:
    """A highlight's own clip is ready, has failed or was taken down."""
    if not clip.extra:
        await settle_known(session, await _bound_to(session, clip.highlight_id))


async def settle_known(session: AsyncSession, wishes: Sequence[WishRow]) -> None:
    """Answer those of these bound wishes, locked, whose clip has come to an end."""
    for wish in wishes:
        clip = await session.scalar(
            select(ClipRow).where(ClipRow.highlight_id == wish.highlight_id, ClipRow.extra.is_(False))
        )
        if clip is None:
            continue
        if clip.taken_down_at_ms is not None:
            await settle(session, wish, WishOutcome.TAKEN_DOWN, clip)
        elif clip.state in _OVER:
            await settle(session, wish, WishOutcome(clip.state), clip)


async def settle(
    session: AsyncSession, wish: WishRow, outcome: WishOutcome, clip: ClipRow | None = None
) -> None:
    """Answer a wish, locked, that was not answered before."""
    wish.state, wish.outcome = WishState.ANSWERED.value, outcome.value
    score = 0.0
    if clip is not None:
        highlight = await session.get(HighlightRow, clip.highlight_id)
        score = highlight.score if highlight is not None else 0.0
    asked = Asked(wish.wish_id, wish.workspace_id, wish.channel_id, wish.message_id)
    await answers.make(session, asked, answers.News(outcome.value, clip, score))
    await session.flush()


async def _bound_to(session: AsyncSession, highlight_id: str) -> Sequence[WishRow]:
    return await _locked(
        session, WishRow.highlight_id == highlight_id, WishRow.state == WishState.BOUND.value
    )


async def _locked(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[WishRow]:
    """Wishes, locked in the order in which they were made, as they are now."""
    query = select(WishRow).where(*conditions).order_by(WishRow.wish_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def title_of(session: AsyncSession, highlight_id: str) -> str:
    """What those who wished for a highlight call it: who has the most to say in the chat, and was first."""
    query = select(WishRow.role, WishRow.title).where(
        WishRow.highlight_id == highlight_id, WishRow.title != ""
    )
    found = (await session.execute(query.order_by(WishRow.wish_id))).all()
    return max(found, key=lambda one: _RANKS[one.role]).title if found else ""
