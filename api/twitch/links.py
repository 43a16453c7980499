"""Linking a channel, or the bot's account, once Twitch has granted it; and unlinking.

In: the tokens of a grant, and what it was for. Out: a link, whose `role` says what whoever granted it is to
the channel. A grant of somebody who is nothing to it is given back to Twitch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import caller_of
from api.access.caller import LOCAL_OPERATOR, Caller, CallerKind, Role
from api.access.rules import Operation
from api.access.service import Forbidden
from api.accounts.models import UserRow
from api.audit.recorder import noted
from api.channels.models import ChannelRow
from api.database import Work
from api.events.kinds import Kind
from api.events.recorder import tell
from api.keys.models import ApiKeyRow
from api.problems import Conflict, NotFound
from api.seals import Seals
from api.twitch import tokens, watching
from api.twitch.flows import Purpose, Returned
from api.twitch.helix import Helix, TwitchUser
from api.twitch.models import LINKED, TwitchLinkRow
from api.twitch.oauth import Grant, TokenUnknown
from api.twitch.scopes import Feature, scopes_for
from api.twitch.shapes import LinkRole, TwitchLinkShape
from api.twitch.tokens import LinkEnded, LinkTokens
from schemas.ids import new_id


class NotOnTwitch(Conflict):
    """The channel does not stream on Twitch."""

    slug = "not-on-twitch"
    title = "The channel is none of Twitch"


class UnknownAtTwitch(NotFound):
    """Twitch has no channel of this name."""

    slug = "unknown-at-twitch"
    title = "Twitch has no such channel"


class NotYours(Forbidden):
    """Whoever granted it is nothing to the channel, as far as Twitch tells."""

    slug = "twitch-not-yours"
    title = "The channel is another's"


class NotLinkedYet(NotFound):
    """There is no link."""

    slug = "unknown-twitch-link"
    title = "There is no such link"


@dataclass(frozen=True)
class Granted:
    """What Twitch granted, and to be what. `broadcaster` is the channel's."""

    grant: Grant
    user: TwitchUser
    broadcaster: TwitchUser
    role: LinkRole


def login_of_channel(channel: ChannelRow) -> str:
    """The name at Twitch of what a channel watches. Raises NotOnTwitch."""
    login = watching.login_of(channel.source)
    if not login:
        raise NotOnTwitch(
            f"channel {channel.channel_id} reads {channel.source.partition(':')[0]}, and not Twitch",
            "make a channel of the platform twitch with POST /v1/channels",
        )
    return login


async def scopes_wanted(session: AsyncSession, channel_id: str | None, features: list[Feature]) -> list[str]:
    """What to ask for: what these features need, and what was granted before."""
    wanted = {one.scope for one in scopes_for(features)}
    link = await of_channel(session, channel_id) if channel_id is not None else None
    if link is not None and link.state == LINKED:
        wanted |= {str(one) for one in link.scopes}
    return sorted(wanted)


async def of_channel(session: AsyncSession, channel_id: str) -> TwitchLinkRow | None:
    """The link of a channel."""
    found: TwitchLinkRow | None = await session.scalar(
        select(TwitchLinkRow).where(TwitchLinkRow.channel_id == channel_id)
    )
    return found


async def of_bot(session: AsyncSession) -> TwitchLinkRow | None:
    """The link of the bot's own account."""
    found: TwitchLinkRow | None = await session.scalar(
        select(TwitchLinkRow).where(TwitchLinkRow.bot.is_(True))
    )
    return found


@dataclass(frozen=True)
class Ways:
    """Ways to find out what somebody is to a channel.

    Attributes:
        helix: Twitch's API. tokens: of links.
        editor_links: links of the streamer's own, by which their editors can be asked for.
    """

    helix: Helix
    tokens: LinkTokens
    editor_links: Sequence[str]


async def role_of(ways: Ways, grant: Grant, who: TwitchUser, channel: TwitchUser) -> LinkRole:
    """What somebody is to a channel.

    Twitch lets only the streamer ask who the editors are. Where they have let us, that counts; else it counts
    that they trust somebody with their chat, which is what an editor can show of themselves.

    Args:
        ways: to find out.
        grant: of whoever is here.
        who: that is.
        channel: of which channel.

    Raises:
        NotYours, TwitchAway, TwitchWrong
    """
    if who.user_id == channel.user_id:
        return LinkRole.BROADCASTER
    for link_id in ways.editor_links:
        try:
            held = await ways.tokens.held(link_id)
            if who.user_id in await ways.helix.editors(channel.user_id, held.access):
                return LinkRole.EDITOR
        except (LinkEnded, TokenUnknown):
            continue
    if "user:read:moderated_channels" in (grant.scopes or ()):
        try:
            if await ways.helix.moderates(who.user_id, channel.user_id, grant.access):
                return LinkRole.MODERATOR
        except TokenUnknown:
            pass
    raise NotYours(
        f"{who.login} is signed in at Twitch, and is neither {channel.login} nor shown to be an editor there",
        f"sign in at Twitch as {channel.login}; or link with the feature `editor`, as somebody who moderates "
        "the channel or whom its own link (feature `editors`) shows as an editor",
    )


async def asking_for_editors(session: AsyncSession, broadcaster_id: str) -> list[str]:
    """Links of a streamer's own that may ask who the editors are."""
    rows = await session.scalars(
        select(TwitchLinkRow)
        .where(
            TwitchLinkRow.broadcaster_id == broadcaster_id,
            TwitchLinkRow.role == LinkRole.BROADCASTER.value,
            TwitchLinkRow.state == LINKED,
        )
        .limit(5)
    )
    return [row.link_id for row in rows if "channel:read:editors" in row.scopes]


async def still_allowed(session: AsyncSession, returned: Returned, row: TwitchLinkRow) -> Caller:
    """Who began it, if they may still do it now that it comes to it. Raises Forbidden."""
    caller = await _again(session, returned)
    await access.check(session, caller, Operation.CREATE, row)
    return caller


async def _again(session: AsyncSession, returned: Returned) -> Caller:
    kind, caller_id = returned.caller_kind, returned.caller_id
    if kind == CallerKind.KEY and caller_id == LOCAL_OPERATOR:
        return Caller(CallerKind.KEY, LOCAL_OPERATOR, operator=True)
    if kind == CallerKind.USER:
        user = await session.get(UserRow, caller_id)
        if user is not None and user.deleted_at_ms is None and user.disabled_at_ms is None:
            return await caller_of(session, user)
    if kind == CallerKind.KEY:
        key = await session.get(ApiKeyRow, caller_id)
        if key is not None and key.revoked_at_ms is None:
            return _of_key(key)
    raise Forbidden("whoever began this may not do it any more", "begin anew")


def _of_key(key: ApiKeyRow) -> Caller:
    scopes = frozenset(str(one) for one in key.scopes)
    return Caller(CallerKind.KEY, key.key_id, {key.workspace_id: Role(key.role)}, scopes)


def would_be(workspace_id: str, channel_id: str | None) -> TwitchLinkRow:
    """A link that is not there, to ask the rules about."""
    return TwitchLinkRow(link_id="", workspace_id=workspace_id, channel_id=channel_id, bot=channel_id is None)


async def write(work: Work, seals: Seals, returned: Returned, granted: Granted, now_ms: int) -> TwitchLinkRow:
    """The link, made or renewed.

    Raises:
        Forbidden: they may not (any more). OptedOut: the streamer has opted out.
        NotLinkedYet: the channel is gone.
    """
    session = work.session
    channel_id, workspace_id = returned.plan.channel_id, ""
    if channel_id is not None:
        channel = await session.get(ChannelRow, channel_id, with_for_update=True)
        if channel is None or channel.deleted_at_ms is not None:
            raise NotLinkedYet(f"there is no channel {channel_id} any more", "GET /v1/channels lists yours")
        if login_of_channel(channel) != granted.broadcaster.login:
            raise Conflict("the channel reads another source now", "begin anew")
        workspace_id = channel.workspace_id
    caller = await still_allowed(session, returned, would_be(workspace_id, channel_id))
    session.info["caller"] = caller
    if returned.plan.purpose is Purpose.CHANNEL:
        await watching.check_not_out(session, granted.broadcaster.user_id, granted.broadcaster.login)
    row = await (of_channel(session, channel_id) if channel_id is not None else of_bot(session))
    if row is None:
        row = would_be(workspace_id, channel_id)
        row.link_id = new_id(now_ms)
        session.add(row)
    else:
        tokens.forget(session, seals, row, now_ms)
    row.broadcaster_id, row.login = granted.broadcaster.user_id, granted.broadcaster.login
    row.user_id, row.user_login = granted.user.user_id, granted.user.login
    row.role, row.state, row.reason, row.scopes = granted.role.value, LINKED, "", []
    tokens.put(seals, row, granted.grant, now_ms)
    await session.flush()
    detail = {"link_id": row.link_id, "login": row.login, "role": row.role, "scopes": list(row.scopes)}
    session.add(noted(caller, Kind.TWITCH_LINKED.value, now_ms, workspace_id or None, **detail))
    tell(session, Kind.TWITCH_LINKED, row, TwitchLinkShape)
    return row


async def unlink(work: Work, seals: Seals, row: TwitchLinkRow, caller: Caller, now_ms: int) -> list[str]:
    """Forget a link and its tokens. Which watches ended with it."""
    tokens.forget(work.session, seals, row, now_ms)
    tell(work.session, Kind.TWITCH_UNLINKED, row, TwitchLinkShape)
    detail = {"link_id": row.link_id, "login": row.login}
    where = row.workspace_id or None
    work.session.add(noted(caller, Kind.TWITCH_UNLINKED.value, now_ms, where, **detail))
    await work.session.flush()
    await work.session.delete(row)
    await work.session.flush()
    return list(await watching.end_unproven(work.session, row, "the channel is no longer linked"))
