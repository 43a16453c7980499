"""An answer that is to be said: in, whom it is for and its words; out, its row."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.bot.models import BotAnswerRow
from api.bot.shapes import AnswerState
from schemas.ids import derived_id


@dataclass(frozen=True)
class Asked:
    """Whom an answer is for. `message_id`: the line that it answers; empty: none."""

    wish_id: str
    workspace_id: str
    channel_id: str
    message_id: str


def due(session: AsyncSession, asked: Asked, text: str, clip_id: str = "") -> BotAnswerRow:
    """Have it said. `clip_id`: of which the text has the link."""
    row = BotAnswerRow(
        answer_id=derived_id(asked.wish_id, "answer", 0),  # so that they come in the order of the lines
        workspace_id=asked.workspace_id,
        channel_id=asked.channel_id,
        wish_id=asked.wish_id,
        reply_to=asked.message_id,
        text=text,
        clip_id=clip_id,
        state=AnswerState.DUE.value,
        claim="",
        claimed_at_ms=None,
        ended_at_ms=None,
        outcome="",
    )
    session.add(row)
    return row
