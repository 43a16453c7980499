"""The commands of a channel: in, its rows and the built-in ones; out, which of them a line names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.bot.models import BotCommandRow, BotSettingsRow
from api.bot.shapes import BuiltInCommandShape, CooldownByRole, WantedByRole
from api.bot.texts import TEXTS, Action, Language, allowed
from api.lines import one_line
from schemas.chat import WANTED_CENTI, ChatRole

COMMANDS_MAX = 100
"""Of one channel; nobody remembers more."""

ALL = tuple(ChatRole)
HOSTS = (ChatRole.MODERATOR, ChatRole.BROADCASTER)

_CLIP_USER_MS = CooldownByRole(viewer=30_000, subscriber=20_000, vip=20_000, moderator=5_000)
_TALK_USER_MS = CooldownByRole(viewer=30_000, subscriber=20_000, vip=20_000)
_TALK_CHANNEL_MS = CooldownByRole(viewer=10_000, subscriber=10_000, vip=10_000)
_NO_MS = CooldownByRole()
_WANTED = WantedByRole.model_validate({role.value: centi for role, centi in WANTED_CENTI.items()})
"""A thousand opens a clip whatever goes on; viewers open one where something does, or together."""


@dataclass(frozen=True)
class Command:
    """A command as a channel has it.

    Attributes:
        name: behind the prefix. `aliases`: other names of it.
        texts: the channel's own, by key.
    """

    action: Action
    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[ChatRole, ...] = ALL
    user_cooldown_ms: CooldownByRole = _NO_MS
    channel_cooldown_ms: CooldownByRole = _NO_MS
    wanted_centi: WantedByRole = field(default_factory=WantedByRole)
    title_roles: tuple[ChatRole, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True

    @property
    def key(self) -> str:
        """By which it is known whatever it is called: the built-in one's own name."""
        return self.name if self.action is Action.SAY else self.action.value

    def text(self, key: str, language: Language) -> str:
        """What it says; empty for silence."""
        own = self.texts.get(key)
        return own if own is not None else TEXTS[language][self.action].get(key, "")


BUILT_IN: Mapping[Action, Command] = {
    one.action: one
    for one in (
        Command(
            Action.CLIP,
            "clip",
            user_cooldown_ms=_CLIP_USER_MS,
            wanted_centi=_WANTED,
            title_roles=HOSTS,
        ),
        Command(Action.CLIPS, "clips", user_cooldown_ms=_TALK_USER_MS, channel_cooldown_ms=_TALK_CHANNEL_MS),
        Command(Action.BEST, "best", user_cooldown_ms=_TALK_USER_MS, channel_cooldown_ms=_TALK_CHANNEL_MS),
        Command(Action.WATCH, "watch", roles=HOSTS),
        Command(Action.CREDITS, "credits", roles=HOSTS),
        Command(Action.HYPE, "hype", user_cooldown_ms=_TALK_USER_MS, channel_cooldown_ms=_TALK_CHANNEL_MS),
        Command(Action.HELP, "hypecut", user_cooldown_ms=_TALK_USER_MS, channel_cooldown_ms=_TALK_CHANNEL_MS),
    )
}
"""What every channel begins with."""

PLAIN = Command(Action.SAY, "", user_cooldown_ms=_TALK_USER_MS, channel_cooldown_ms=_TALK_CHANNEL_MS)
"""What a command of a channel's own begins with."""


@dataclass(frozen=True)
class Manner:
    """How the bot behaves in a channel. The defaults are those of a channel that said nothing."""

    prefix: str = "!"
    language: Language = Language.ENGLISH
    enabled: bool = True
    twitch_clip: bool = True
    link_base: str = ""


def beginning(action: Action) -> Command:
    """What a row of this kind has where its maker says nothing."""
    return PLAIN if action is Action.SAY else BUILT_IN[action]


def command_of(row: BotCommandRow) -> Command:
    """A row as a command."""
    return Command(
        action=Action(row.action),
        name=row.name,
        aliases=tuple(row.aliases),
        roles=tuple(ChatRole(role) for role in row.roles),
        user_cooldown_ms=CooldownByRole.model_validate(row.user_cooldown_ms),
        channel_cooldown_ms=CooldownByRole.model_validate(row.channel_cooldown_ms),
        wanted_centi=WantedByRole.model_validate(row.wanted_centi),
        title_roles=tuple(ChatRole(role) for role in row.title_roles),
        texts=row.texts,
        enabled=row.enabled,
    )


def whole(rows: Sequence[BotCommandRow]) -> list[Command]:
    """All commands of a channel, with the built-in ones that it has no row for."""
    own = [command_of(row) for row in rows]
    worded = {one.action for one in own}
    return [*(one for action, one in BUILT_IN.items() if action not in worded), *own]


async def commands_of(session: AsyncSession, channel_id: str) -> list[Command]:
    """All commands of a channel, those that are switched off among them."""
    query = select(BotCommandRow).where(BotCommandRow.channel_id == channel_id).order_by(BotCommandRow.name)
    return whole((await session.scalars(query.limit(COMMANDS_MAX))).all())


async def command_for(session: AsyncSession, channel_id: str, action: Action) -> Command:
    """The built-in command of this kind, as a channel has it."""
    row = await session.scalar(
        select(BotCommandRow).where(
            BotCommandRow.channel_id == channel_id, BotCommandRow.action == action.value
        )
    )
    return command_of(row) if row is not None else BUILT_IN[action]


async def manner_of(session: AsyncSession, channel_id: str) -> Manner:
    """How the bot behaves in a channel."""
    row = await session.scalar(select(BotSettingsRow).where(BotSettingsRow.channel_id == channel_id))
    if row is None:
        return Manner()
    return Manner(row.prefix, Language(row.language), row.enabled, row.twitch_clip, row.link_base)


@dataclass(frozen=True)
class Named:
    """A command that a line names, and the words behind it."""

    command: Command
    words: str


def named(text: str, prefix: str, commands: Sequence[Command]) -> Named | None:
    """The command that a line names; None for none that is switched on."""
    line = one_line(text)
    if not line.casefold().startswith(prefix.casefold()):
        return None
    word, _, words = line[len(prefix) :].partition(" ")
    word = word.casefold()
    for command in commands:
        if command.enabled and word and (word == command.name or word in command.aliases):
            return Named(command, words.strip())
    return None


def built_in() -> list[BuiltInCommandShape]:
    """All of them, and what a channel's own are like."""
    return [
        BuiltInCommandShape(
            action=one.action,
            name=one.name,
            roles=list(one.roles),
            user_cooldown_ms=one.user_cooldown_ms,
            channel_cooldown_ms=one.channel_cooldown_ms,
            wanted_centi=one.wanted_centi,
            title_roles=list(one.title_roles),
            texts={language: TEXTS[language][one.action] for language in Language},
            placeholders={key: sorted(names) for key, names in allowed(one.action).items()},
        )
        for one in (*BUILT_IN.values(), PLAIN)
    ]
