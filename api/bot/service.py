"""Answers lines of chat: in, a line; out, what is said about it, decided once, by whichever process.

The line's row is made in the transaction that decides: who brings the same line again, at the same moment or
later, finds it there. The channel's row is locked meanwhile, so that two lines at once do not both find
that nobody has asked for as long as a cooldown lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.bot import commands
from api.bot.commands import Manner, Named
from api.bot.models import BotRequestRow
from api.bot.replies import DOERS, Asking, Reply
from api.bot.shapes import COOLDOWN_MS_MAX, BotReplyShape, BotRequestBody, RequestOutcome
from api.broadcasts.service import UnknownChannel
from api.channels.models import ChannelRow
from api.pruning import prune_oldest
from api.upserts import get_or_add

KEPT_MS = 2 * COOLDOWN_MS_MAX
"""Cooldowns are told from what was answered; and nothing is delivered again after minutes."""

NO_COMMAND = BotReplyShape(fresh=True, command="", reply="", wanted_centi=0, twitch_clip=False)
"""What there is to say to a line that names no command."""


@dataclass(frozen=True)
class Terms:
    """Who brings a line, when, and whether minutes cost anything here."""

    by: Caller
    now_ms: int
    charging: bool


@dataclass(frozen=True)
class Understood:
    """A line that names a command of its channel."""

    manner: Manner
    named: Named


@dataclass(frozen=True)
class Decided:
    """What is done about a line. `turned`: watches of which the monitors must hear."""

    reply: BotReplyShape
    turned: Sequence[str] = ()


async def understand(session: AsyncSession, body: BotRequestBody) -> Understood | None:
    """The command that a line names; None for none. Nothing is written. Raises UnknownChannel."""
    await _channel(session, body.channel_id)
    manner = await commands.manner_of(session, body.channel_id)
    if not manner.enabled:
        return None
    known = await commands.commands_of(session, body.channel_id)
    found = commands.named(body.text, manner.prefix, known)
    return Understood(manner, found) if found is not None else None


async def _channel(session: AsyncSession, channel_id: str, *, locked: bool = False) -> ChannelRow:
    channel = await session.get(ChannelRow, channel_id, with_for_update=locked)
    if channel is None or channel.deleted_at_ms is not None:
        raise UnknownChannel(f"there is no channel {channel_id}", "GET /v1/channels lists those there are")
    return channel


async def decide(
    session: AsyncSession, understood: Understood, body: BotRequestBody, terms: Terms
) -> Decided:
    """Answer a line, unless it was answered before. Raises UnknownChannel."""
    channel = await _channel(session, body.channel_id, locked=True)
    command = understood.named.command
    row, fresh = await get_or_add(
        session, BotRequestRow, body.message_id, lambda: _row(channel, command.key, body)
    )
    if not fresh:
        again = row.wanted_centi if row.channel_id == body.channel_id else 0
        return Decided(_shape(row.command, Reply("", again), fresh=False))
    asking = Asking(
        session, channel, understood.manner, understood.named, body, terms.by, terms.now_ms, terms.charging
    )
    outcome, reply = await _outcome(asking)
    row.outcome, row.reply, row.wanted_centi = outcome.value, reply.text, reply.wanted_centi
    await session.flush()
    return Decided(_shape(row.command, reply, fresh=True), asking.turned)


async def _outcome(asking: Asking) -> tuple[RequestOutcome, Reply]:
    if asking.body.role not in asking.command.roles:
        return RequestOutcome.DENIED, asking.say("denied")
    left_ms = await _left_ms(asking)
    if left_ms > 0:
        return RequestOutcome.COOLDOWN, asking.say("cooldown", seconds=-(-left_ms // 1000))
    return RequestOutcome.ANSWERED, await DOERS[asking.command.action](asking)


async def _left_ms(asking: Asking) -> int:
    """How long is left of the cooldowns of whoever asks, by the times of the lines; 0: nothing."""
    command, body = asking.command, asking.body
    user_ms = command.user_cooldown_ms.of(body.role)
    channel_ms = command.channel_cooldown_ms.of(body.role)
    own = await _since_ms(asking, BotRequestRow.author == body.author) if user_ms else None
    any_ = await _since_ms(asking) if channel_ms else None
    left = [0]
    left += [user_ms - own] if own is not None else []
    left += [channel_ms - any_] if any_ is not None else []
    return max(left)


async def _since_ms(asking: Asking, *conditions: ColumnElement[bool]) -> int | None:
    """How far the nearest line is that was answered; lines may come out of order."""
    row, at_ms = BotRequestRow, asking.body.at_ms
    answered = (
        row.channel_id == asking.channel.channel_id,
        row.command == asking.command.key,
        row.outcome == RequestOutcome.ANSWERED.value,
        *conditions,
    )
    session = asking.session
    before = await session.scalar(select(func.max(row.at_ms)).where(*answered, row.at_ms <= at_ms))
    after = await session.scalar(select(func.min(row.at_ms)).where(*answered, row.at_ms > at_ms))
    near = [at_ms - before] if before is not None else []
    near += [after - at_ms] if after is not None else []
    return min(near, default=None)


def _row(channel: ChannelRow, command: str, body: BotRequestBody) -> BotRequestRow:
    return BotRequestRow(
        message_id=body.message_id,
        workspace_id=channel.workspace_id,
        channel_id=channel.channel_id,
        at_ms=body.at_ms,
        author=body.author,
        role=body.role.value,
        command=command,
        outcome=RequestOutcome.DENIED.value,
        reply="",
        wanted_centi=0,
    )


def _shape(command: str, reply: Reply, *, fresh: bool) -> BotReplyShape:
    return BotReplyShape(
        fresh=fresh,
        command=command,
        reply=reply.text,
        wanted_centi=reply.wanted_centi,
        twitch_clip=reply.twitch_clip,
    )


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget the oldest lines that were kept long enough."""
    await prune_oldest(
        session, BotRequestRow, BotRequestRow.message_id, BotRequestRow.created_at_ms < now_ms - KEPT_MS
    )
