"""What each command says at once: in, a line that names it; out, a text, and what follows from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.audit.recorder import noted
from api.bot.commands import Command, Manner, Named, commands_of
from api.bot.shapes import BotRequestBody
from api.bot.texts import Action
from api.bot.wording import said
from api.broadcasts import service as broadcasts
from api.broadcasts.describing import media_ms
from api.channels.models import ChannelRow
from api.clips.links import links_of
from api.clips.models import ClipRow
from api.credits.deducting import SPENT
from api.credits.holds import OutOfCredits, check_credit
from api.credits.models import CreditAccountRow
from api.credits.purse import starts_unlimited
from api.highlights.models import HighlightRow
from api.lines import sayable
from api.reviews.columns import ReviewState
from api.sessions.models import SessionRow
from api.timelines.models import SignalsMinuteRow
from api.timelines.shapes import Sense
from api.twitch.watching import NotLinked, OptedOut
from api.watches import starting
from api.watches.models import WatchRow
from api.watches.sources import SourceRefused
from api.wishes import service as wishes
from schemas.rendering import ClipState

TITLE_LENGTH = 100
"""As much as is read at the start of a clip."""

LINKS_MAX = 3
"""Of the newest clips: as many links as fit into one message."""

DAY_MS = 86_400_000

TODAY = "today"


@dataclass
class Asking:
    """Somebody asks. The channel's row is locked.

    Attributes:
        by: who brings it. now_ms: epoch time. charging: whether minutes cost anything.
        turned: watches that began or ended because of it.
    """

    session: AsyncSession
    channel: ChannelRow
    manner: Manner
    named: Named
    body: BotRequestBody
    by: Caller
    now_ms: int
    charging: bool
    turned: list[str] = field(default_factory=list)

    @property
    def command(self) -> Command:
        """The command."""
        return self.named.command

    def say(self, key: str, **values: object) -> Reply:
        """One of the command's texts."""
        return Reply(said(self.command.text(key, self.manner.language), values))


@dataclass(frozen=True)
class Reply:
    """What is said at once, and how much the last moments are wanted."""

    text: str
    wanted_centi: int = 0
    twitch_clip: bool = False


async def _clip(asking: Asking) -> Reply:
    session, body, command = asking.session, asking.body, asking.command
    running = await broadcasts.running(session, asking.channel.channel_id)
    if running is None:
        return asking.say(await _why_not_watched(asking))
    at_ms = media_ms(running, body.at_ms)
    if at_ms <= 0:
        return asking.say("not_yet")
    titled = body.role in command.title_roles
    wanted = wishes.Wanted(
        message_id=body.message_id,
        author=body.author,
        role=body.role,
        title=sayable(asking.named.words, TITLE_LENGTH) if titled else "",
        wanted_centi=command.wanted_centi.of(body.role),
        at_ms=body.at_ms,
        media_ms=at_ms,
    )
    wish, first = await wishes.make(session, running, wanted, asking.now_ms)
    seconds = round((wish.end_ms - wish.start_ms) / 1000)
    reply = asking.say("accepted", seconds=seconds, title=wish.title)
    return Reply(reply.text, wish.wanted_centi, first and asking.manner.twitch_clip)


async def _why_not_watched(asking: Asking) -> str:
    """The key of the text that says why nothing captures the channel."""
    query = select(WatchRow).where(WatchRow.channel_id == asking.channel.channel_id)
    if await asking.session.scalar(query.where(WatchRow.wanted.is_(True)).limit(1)) is not None:
        return "not_yet"
    last = await asking.session.scalar(query.order_by(WatchRow.updated_at_ms.desc()).limit(1))
    if last is not None and last.stop_reason == SPENT and not await _can_pay(asking):
        return "no_credits"
    return "not_watched"


async def _can_pay(asking: Asking) -> bool:
    if not asking.charging:
        return True
    try:
        await check_credit(asking.session, asking.channel.workspace_id, asking.now_ms)
    except OutOfCredits:
        return False
    return True


async def _clips(asking: Asking) -> Reply:
    of = await _newest_session(asking)
    if of is None:
        return asking.say("none")
    mine = _shown().where(ClipRow.session_id == of.session_id)
    count = await asking.session.scalar(select(func.count()).select_from(mine.subquery()))
    newest = mine.order_by(ClipRow.start_ms.desc(), ClipRow.clip_id.desc()).limit(LINKS_MAX)
    found = (await asking.session.scalars(newest)).all()
    if not found:
        return asking.say("none")
    links = [_link(asking, clip) for clip in found]
    return asking.say("clips", count=count, links=" ".join(links), link=links[0], title=found[0].title)


async def _best(asking: Asking) -> Reply:
    today = asking.named.words.casefold() == TODAY
    query = _shown()
    if today:
        mine = ClipRow.channel_id == asking.channel.channel_id
        query = query.where(mine, ClipRow.created_at_ms >= asking.now_ms - DAY_MS)
    else:
        of = await _newest_session(asking)
        query = query.where(ClipRow.session_id == (of.session_id if of is not None else ""))
    scored = query.join(HighlightRow, HighlightRow.highlight_id == ClipRow.highlight_id)
    scored = scored.order_by(HighlightRow.score.desc(), ClipRow.clip_id).limit(1)
    clip = await asking.session.scalar(scored)
    if clip is None:
        return asking.say("none")
    highlight = await asking.session.get(HighlightRow, clip.highlight_id)
    score = highlight.score if highlight is not None else 0.0
    return asking.say(
        TODAY if today else "stream",
        link=_link(asking, clip),
        title=clip.title,
        score=f"{score:.1f}",
        seconds=round(clip.duration_ms / 1000),
    )


def _shown() -> Select[ClipRow]:
    """Clips that a chat may be shown: ready, there, and not thought badly of."""
    return select(ClipRow).where(
        ClipRow.state == ClipState.READY.value,
        ClipRow.extra.is_(False),
        ClipRow.taken_down_at_ms.is_(None),
        ClipRow.review != ReviewState.REJECTED.value,
    )


def _link(asking: Asking, clip: ClipRow) -> str:
    return links_of(asking.session).link(clip.clip_id, asking.manner.link_base)


async def _newest_session(asking: Asking) -> SessionRow | None:
    """The one that runs, else the last one."""
    mine = select(SessionRow).where(SessionRow.channel_id == asking.channel.channel_id)
    newest = mine.order_by(SessionRow.created_at_ms.desc(), SessionRow.session_id.desc()).limit(1)
    found: SessionRow | None = await asking.session.scalar(newest)
    return found


async def _watch(asking: Asking) -> Reply:
    match asking.named.words.casefold():
        case "on":
            return await _watch_on(asking)
        case "off":
            asking.channel.ends_at_ms = None
            ended = await starting.stop(asking.session, asking.channel, starting.IN_CHAT)
            _turned(asking, "watch.ended_in_chat", ended)
            return asking.say("off" if ended else "is_off")
    wanted = select(WatchRow.watch_id).where(
        WatchRow.channel_id == asking.channel.channel_id, WatchRow.wanted.is_(True)
    )
    return asking.say("is_off" if await asking.session.scalar(wanted.limit(1)) is None else "is_on")


async def _watch_on(asking: Asking) -> Reply:
    session, channel = asking.session, asking.channel
    try:
        watch, began = await starting.start(
            session, channel, asking.by, asking.now_ms, charging=asking.charging
        )
    except OutOfCredits:
        return asking.say("no_credits")
    except (SourceRefused, OptedOut, NotLinked):
        return asking.say("refused")
    channel.ends_at_ms = None  # somebody wants it, on air or not
    _turned(asking, "watch.began_in_chat", [watch.watch_id] if began else [])
    return asking.say("on" if began else "is_on")


def _turned(asking: Asking, action: str, watch_ids: Sequence[str]) -> None:
    asking.turned += watch_ids
    for watch_id in watch_ids:
        channel, body = asking.channel, asking.body
        told = {"channel_id": channel.channel_id, "watch_id": watch_id, "role": body.role.value}
        asking.session.add(
            noted(asking.by, action, asking.now_ms, channel.workspace_id, **told, author=body.author)
        )


async def _credits(asking: Asking) -> Reply:
    account = await asking.session.get(CreditAccountRow, asking.channel.workspace_id)
    if account is None:
        unlimited = await starts_unlimited(asking.session, asking.channel.workspace_id)
    else:
        unlimited = account.unlimited
    if unlimited or not asking.charging:
        return asking.say("unlimited")
    balance = account.balance if account is not None else 0
    minutes = account.minutes_left if account is not None else None
    return asking.say("left", credits=balance, minutes=balance if minutes is None else minutes)


async def _hype(asking: Asking) -> Reply:
    running = await broadcasts.running(asking.session, asking.channel.channel_id)
    if running is None:
        return asking.say("not_watched")
    minute = SignalsMinuteRow
    mine = (minute.session_id == running.session_id, minute.sense == Sense.FUSION.value)
    last = await asking.session.scalar(select(minute).where(*mine).order_by(minute.start_ms.desc()).limit(1))
    if last is None:
        return asking.say("none")
    best = await asking.session.scalar(select(func.max(minute.score_max)).where(*mine))
    rows = await asking.session.scalars(
        select(minute).where(minute.session_id == running.session_id, minute.start_ms == last.start_ms)
    )
    by_sense = {row.sense: row for row in rows}
    end_ms = last.start_ms + max(row.covered_ms for row in by_sense.values())
    age_ms = max(0, media_ms(running, asking.body.at_ms) - end_ms)
    shown = {sense: _times(by_sense.get(sense.value)) for sense in (Sense.CHAT, Sense.AUDIO, Sense.VISION)}
    return asking.say(
        "scores",
        score=_times(by_sense.get(Sense.FUSION.value)),
        chat=shown[Sense.CHAT],
        audio=shown[Sense.AUDIO],
        vision=shown[Sense.VISION],
        best=f"{best:.1f}",
        age=round(age_ms / 1000),
    )


def _times(row: SignalsMinuteRow | None) -> str:
    return "–" if row is None else f"{row.score_mean:.1f}"


async def _help(asking: Asking) -> Reply:
    known = await commands_of(asking.session, asking.channel.channel_id)
    names = [one.name for one in known if one.enabled and asking.body.role in one.roles]
    return asking.say("help", commands=" ".join(f"{asking.manner.prefix}{name}" for name in names))


async def _say(asking: Asking) -> Reply:
    channel = asking.channel
    since_ms = channel.live_since_ms
    of = await _newest_session(asking)
    shown = _shown().where(ClipRow.session_id == (of.session_id if of is not None else "")).subquery()
    return asking.say(
        "reply",
        channel=channel.name,
        title=channel.stream_title,
        category=channel.stream_category,
        minutes=0 if since_ms is None else max(0, asking.now_ms - since_ms) // 60_000,
        clips=await asking.session.scalar(select(func.count()).select_from(shown)),
    )


DOERS: Mapping[Action, Callable[[Asking], Awaitable[Reply]]] = {
    Action.CLIP: _clip,
    Action.CLIPS: _clips,
    Action.BEST: _best,
    Action.WATCH: _watch,
    Action.CREDITS: _credits,
    Action.HYPE: _hype,
    Action.HELP: _help,
    Action.SAY: _say,
}
"""What each kind of command does."""
