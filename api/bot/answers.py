"""What the bot is to say later: in, what came of a wish; out, an answer that is said once, or never.

Whoever is about to say one claims it first. One that was claimed and is heard of no more may have been said,
so it is not said again: a chat that misses an answer is better than one that is told twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.bot import commands
from api.bot.due import Asked, due
from api.bot.models import BotAnswerRow
from api.bot.shapes import AnswerState
from api.bot.texts import Action
from api.bot.wording import said
from api.clips.links import links_of
from api.clips.models import ClipRow
from api.problems import Conflict, NotFound
from api.pruning import prune_oldest

SAYABLE_MS = 15 * 60_000
"""An answer that nobody has said by then is said no more: a chat has long moved on."""

KEPT_MS = 30 * 86_400_000
SENT = "sent"


class UnknownAnswer(NotFound):
    """No answer has this identity."""

    slug = "unknown-answer"
    title = "There is no such answer"


class AnswerTaken(Conflict):
    """Somebody else says it, or has said it, or it is too late."""

    slug = "answer-taken"
    title = "The answer is not to be said"


class AnswerUnclaimed(Conflict):
    """Nobody has claimed it, so nobody can have said it."""

    slug = "answer-unclaimed"
    title = "The answer was not claimed"


@dataclass(frozen=True)
class News:
    """What there is to say.

    Attributes:
        key: of the text of `clip`.
        clip: where there is one. score: of its highlight, times normal.
    """

    key: str
    clip: ClipRow | None = None
    score: float = 0.0


async def make(session: AsyncSession, asked: Asked, news: News) -> BotAnswerRow | None:
    """An answer that is due; none where the channel says nothing to that."""
    manner = await commands.manner_of(session, asked.channel_id)
    if not manner.enabled:
        return None
    clip, linked = news.clip, news.key == "ready"
    values: dict[str, object] = {}
    if clip is not None:
        values = {
            "title": clip.title,
            "score": f"{news.score:.1f}",
            "seconds": round(clip.duration_ms / 1000),
            "reason": clip.reason,
        }
    if clip is not None and linked:
        values["link"] = links_of(session).link(clip.clip_id, manner.link_base)
    command = await commands.command_for(session, asked.channel_id, Action.CLIP)
    text = said(command.text(news.key, manner.language), values)
    if not text:
        return None
    return due(session, asked, text, clip.clip_id if clip is not None and linked else "")


async def take_down(session: AsyncSession, clip: ClipRow) -> None:
    """A clip was taken down before its link was said: that is said instead."""
    due = select(BotAnswerRow).where(
        BotAnswerRow.clip_id == clip.clip_id, BotAnswerRow.state == AnswerState.DUE.value
    )
    for row in (await session.scalars(due.with_for_update())).all():
        manner = await commands.manner_of(session, row.channel_id)
        command = await commands.command_for(session, row.channel_id, Action.CLIP)
        row.text, row.clip_id = said(command.text("taken_down", manner.language), {}), ""
        if not row.text:
            row.state = AnswerState.EXPIRED.value
    await session.flush()


async def claim(session: AsyncSession, answer_id: str, token: str, now_ms: int) -> BotAnswerRow:
    """Take an answer to say it.

    Args:
        session: that may write.
        answer_id: which.
        token: with which the same claim may come again; empty: it may not.
        now_ms: epoch time.

    Raises:
        UnknownAnswer, AnswerTaken
    """
    row = await _locked(session, answer_id)
    if row.state == AnswerState.CLAIMED.value and token and row.claim == token:
        return row
    if row.state != AnswerState.DUE.value or row.created_at_ms <= now_ms - SAYABLE_MS:
        state = AnswerState.EXPIRED.value if row.state == AnswerState.DUE.value else row.state
        raise AnswerTaken(f"answer {answer_id} is {state}", "leave it, and go on with the next one")
    row.state, row.claim, row.claimed_at_ms = AnswerState.CLAIMED.value, token, now_ms
    await session.flush()
    return row


async def end(session: AsyncSession, answer_id: str, outcome: str, now_ms: int) -> BotAnswerRow:
    """Say what came of saying an answer; the first word counts. Raises UnknownAnswer, AnswerUnclaimed."""
    row = await _locked(session, answer_id)
    if row.claimed_at_ms is None:
        raise AnswerUnclaimed(
            f"answer {answer_id} was claimed by nobody", "claim it with POST /v1/bot/answers/{id}/claim first"
        )
    if row.state == AnswerState.CLAIMED.value:
        row.state = AnswerState.SAID.value if outcome == SENT else AnswerState.DROPPED.value
        row.outcome, row.ended_at_ms = outcome, now_ms
        await session.flush()
    return row


async def _locked(session: AsyncSession, answer_id: str) -> BotAnswerRow:
    row = await session.get(BotAnswerRow, answer_id, with_for_update=True)
    if row is None:
        raise UnknownAnswer(f"there is no answer {answer_id}", "GET /v1/bot/answers?state=due lists them")
    return row


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Give up what nobody has said, and forget the oldest."""
    await session.execute(
        update(BotAnswerRow)
        .where(BotAnswerRow.state == AnswerState.DUE.value, BotAnswerRow.created_at_ms <= now_ms - SAYABLE_MS)
        .values(state=AnswerState.EXPIRED.value, updated_at_ms=now_ms, version=BotAnswerRow.version + 1)
        .execution_options(synchronize_session=False)
    )
    await prune_oldest(
        session, BotAnswerRow, BotAnswerRow.answer_id, BotAnswerRow.created_at_ms < now_ms - KEPT_MS
    )
