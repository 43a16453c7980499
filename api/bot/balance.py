"""The credits run low: in, an account; out, a line that nobody asked for in each chat that is watched."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.bot import commands
from api.bot.due import Asked, due
from api.bot.texts import Action
from api.bot.wording import said
from api.credits.models import CreditAccountRow
from api.sessions.models import SessionRow
from api.twitch.models import LINKED, TwitchLinkRow
from api.twitch.scopes import SPEAKS
from schemas.ids import new_id


async def tell(session: AsyncSession, account: CreditAccountRow, key: str, now_ms: int) -> None:
    """Say it where the bot may speak, unless the channel has silenced `credits`, or this text of it.

    Args:
        session: that may write.
        account: whose credits; each of its running sessions spends them.
        key: of a text of `credits`: `low` or `empty`.
        now_ms: epoch time.
    """
    running = select(SessionRow.channel_id).where(
        SessionRow.workspace_id == account.workspace_id, SessionRow.ended_at_ms.is_(None)
    )
    watched = select(TwitchLinkRow.channel_id, TwitchLinkRow.scopes).where(
        TwitchLinkRow.state == LINKED, TwitchLinkRow.channel_id.in_(running)
    )
    values: dict[str, object] = {"credits": account.balance, "minutes": account.minutes_left}
    for channel_id, scopes in (await session.execute(watched.order_by(TwitchLinkRow.channel_id))).all():
        if SPEAKS not in scopes:
            continue
        manner = await commands.manner_of(session, channel_id)
        command = await commands.command_for(session, channel_id, Action.CREDITS)
        text = said(command.text(key, manner.language), values)
        if manner.enabled and command.enabled and text:
            due(session, Asked(new_id(now_ms), account.workspace_id, channel_id, ""), text)
