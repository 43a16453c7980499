"""Whose channel a source is, and whether it may be watched.

In: a source and a chat that somebody wants to be watched, and who that is. Out: nothing, or the refusal: the
streamer has opted out, or the operator lets workspaces watch nothing but what they have linked.

Every place where a watch becomes wanted asks `check_watchable` in the transaction that makes it so. The
address of a recording does not tell whose it is: `check_recording` is asked once it has been opened.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.access.service import Forbidden
from api.sessions.models import SessionRow
from api.twitch.models import LINKED, TwitchLinkRow, TwitchOptOutRow
from api.watches import service as watches
from api.watches.models import WatchRow
from api.watches.sources import trusted
from streams.addresses import VOD

RULES = "twitch_rules"
"""Where a transaction's `info` holds the `TwitchRules` of the installation."""

LOCK = 0x74777463
"""Of PostgreSQL: who asks whether a streamer has opted out, and a streamer who does so, see one another."""

CLIPS = "clips.twitch.tv"

_NAME = re.compile(r"[A-Za-z0-9_]{1,25}")
_RECORDING = re.compile(r"/(?:([A-Za-z0-9_-]+)/)?(?:v(?:ideos?)?/\d|clip/)")
_PLAYLIST = re.compile(r"/api/(?:v2/)?channel/hls/([A-Za-z0-9_]{1,25})\.m3u8")


@dataclass(frozen=True)
class TwitchRules:
    """What the operator has decided.

    Attributes:
        only_linked: a channel of Twitch is watched for credits only by a workspace that has linked it.
    """

    only_linked: bool = False


class OptedOut(Forbidden):
    """The streamer does not want to be watched."""

    slug = "twitch-opted-out"
    title = "The streamer has opted out"


class NotLinked(Forbidden):
    """The workspace has not shown that the channel is its own."""

    slug = "twitch-not-linked"
    title = "The channel is not linked"


def login_of(address: str) -> str:
    """The name of the channel of Twitch that an address leads to, in small letters; empty for none.

    The same channel has addresses of many forms, and each would be a way around what its streamer wants.
    """
    address = address.removeprefix(VOD)
    kind, _, rest = address.partition(":")
    if kind == "twitch":
        return rest.lower() if _NAME.fullmatch(rest) else ""
    if kind.lower() not in {"http", "https"}:
        return ""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    name = ""
    if _of_twitch(host):
        recording = _RECORDING.match(parts.path)
        if recording is not None:
            name = recording[1] or ""
        elif host != CLIPS:
            name = (
                parse_qs(parts.query).get("channel", [""])[0]
                or unquote(parts.path).strip("/").partition("/")[0]
            )
    elif host.endswith(".ttvnw.net"):
        found = _PLAYLIST.fullmatch(parts.path)
        name = found[1] if found is not None else ""
    return name.lower() if _NAME.fullmatch(name) else ""


def is_recording(address: str) -> bool:
    """Whether it leads to a VOD or a clip of Twitch; a name in such an address may be anybody's."""
    try:
        parts = urlsplit(address.removeprefix(VOD))
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not _of_twitch(host):
        return False
    return host == CLIPS or _RECORDING.match(parts.path) is not None or "video" in parse_qs(parts.query)


def _of_twitch(host: str) -> bool:
    return host == "twitch.tv" or host.endswith(".twitch.tv")


async def check_watchable(
    session: AsyncSession, caller: Caller, workspace_id: str, source: str, chat: str
) -> None:
    """Before a watch is wanted, in the transaction that makes it so.

    Args:
        session: that may write.
        caller: who wants it; what an operator asks for they allow themselves.
        workspace_id: whose watch it is.
        source: what is to be watched.
        chat: what is to be read.

    Raises:
        OptedOut, NotLinked
    """
    of_source = login_of(source)
    logins = {of_source, login_of(chat)} - {""}
    if not logins:
        return
    await together(session)
    if await opted_out(session, logins):
        raise _out()
    rules: TwitchRules = session.info.get(RULES, TwitchRules())
    if not rules.only_linked or caller.operator or not of_source:
        return
    if not await has_linked(session, workspace_id, of_source):
        raise _not_linked(of_source)


async def check_recording(session: AsyncSession, watch: WatchRow, broadcaster: str) -> str:
    """Before a session is opened, where nobody can opt out in between (`together`).

    Args:
        session: that may write.
        watch: whose session it is to be.
        broadcaster: whose recording it is, as Twitch told the monitor; empty where it did not.

    Returns:
        The login of the channel that the session is of; empty for none, or not known.

    Raises:
        OptedOut, NotLinked
    """
    if not is_recording(watch.source):
        return login_of(watch.source)
    named = broadcaster or login_of(watch.source)
    if named and await opted_out(session, [named]):
        raise _out()
    rules: TwitchRules = session.info.get(RULES, TwitchRules())
    if rules.only_linked and not await trusted(session, [watch.watch_id]):
        if not broadcaster:
            raise NotLinked(
                "Twitch does not tell whose recording this is, and this installation lets only channels that "
                "are linked be watched",
                "ask an operator to watch it",
            )
        if not await has_linked(session, watch.workspace_id, broadcaster):
            raise _not_linked(broadcaster)
    return named


def _not_linked(login: str) -> NotLinked:
    return NotLinked(
        f"this installation lets {login} be watched only by a workspace that has linked the channel",
        "the streamer, or one of their editors, links it with POST /v1/channels/{channel_id}/twitch/link",
    )


async def check_not_out(session: AsyncSession, broadcaster_id: str, login: str) -> None:
    """Before a channel is linked. Raises OptedOut."""
    await together(session)
    if await opted_out(session, [login], [broadcaster_id]):
        raise _out()


def _out() -> OptedOut:
    return OptedOut(
        "the streamer of this channel does not want to be watched by hypecut",
        "ask them: they, or the operator of this installation, can lift it",
    )


async def opted_out(session: AsyncSession, logins: Collection[str], ids: Collection[str] = ()) -> bool:
    """Whether any of these channels has opted out, by its name or by the identity that we know of it."""
    known = select(TwitchLinkRow.broadcaster_id).where(
        TwitchLinkRow.login.in_(sorted(logins)), TwitchLinkRow.broadcaster_id != ""
    )
    query = select(TwitchOptOutRow.opt_out_id).where(
        TwitchOptOutRow.deleted_at_ms.is_(None),
        or_(
            TwitchOptOutRow.login.in_(sorted(logins)),
            TwitchOptOutRow.broadcaster_id.in_(known),
            TwitchOptOutRow.broadcaster_id.in_(sorted(ids)),
        ),
    )
    return await session.scalar(query.limit(1)) is not None


async def has_linked(session: AsyncSession, workspace_id: str, login: str) -> bool:
    """Whether the workspace has shown that the channel is its own, or that it edits it."""
    query = select(TwitchLinkRow.link_id).where(
        TwitchLinkRow.workspace_id == workspace_id,
        TwitchLinkRow.bot.is_(False),
        TwitchLinkRow.state == LINKED,
        TwitchLinkRow.login == login,
    )
    return await session.scalar(query.limit(1)) is not None


async def end_watches(
    session: AsyncSession, logins: Collection[str], reason: str, *, workspace_id: str | None = None
) -> Sequence[str]:
    """End every watch of these channels; those of one workspace, where it is named. Which ones.

    A chat that is read counts as watched, except within one workspace, where it is about the picture.
    """
    wanted = {login for login in logins if login}
    if not wanted:
        return []
    named = [func.lower(column).contains(login, autoescape=True) for column in _PLACES for login in wanted]
    running = select(SessionRow.watch_id).where(
        SessionRow.ended_at_ms.is_(None), SessionRow.broadcaster.in_(sorted(wanted))
    )
    theirs = set(await session.scalars(running))
    query = select(WatchRow).where(
        WatchRow.wanted.is_(True), or_(*named, WatchRow.watch_id.in_(sorted(theirs)))
    )
    if workspace_id is not None:
        query = query.where(WatchRow.workspace_id == workspace_id)
    ended = []
    for watch in (await session.scalars(query.with_for_update())).all():
        places = {login_of(watch.source)}
        if workspace_id is None:
            places.add(login_of(watch.chat))
        meant = watch.watch_id in theirs or not wanted.isdisjoint(places)
        if meant and watches.want(watch, wanted=False, reason=reason):
            ended.append(watch.watch_id)
    return ended


_PLACES = (WatchRow.source, WatchRow.chat)


async def end_unproven(session: AsyncSession, link: TwitchLinkRow, reason: str) -> Sequence[str]:
    """After a link is no longer one: what may be watched only with it ends. Which watches."""
    rules: TwitchRules = session.info.get(RULES, TwitchRules())
    if not rules.only_linked or link.bot or await has_linked(session, link.workspace_id, link.login):
        return []
    return await end_watches(session, [link.login], reason, workspace_id=link.workspace_id)


async def alone(session: AsyncSession) -> None:
    """Wait until nobody is asking, and let nobody ask until the end of this transaction."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


async def together(session: AsyncSession) -> None:
    """Let nobody opt out until the end of this transaction."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})
