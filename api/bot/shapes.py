"""What the routes of the bot take and give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field

from api.bot.models import MESSAGE_ID_LENGTH, NAME_LENGTH
from api.bot.texts import Action, Language
from api.fields import Count, Identity, Line, Ms, Request, Shape
from api.listing import ListQuery
from schemas.capture import ChatRole

COOLDOWN_MS_MAX = 86_400_000
"""A command that is to be rarer than daily is better switched off."""

WANTED_CENTI_MAX = 10_000

ALIASES_MAX = 10

TEXT_LENGTH = 400
"""Room for a link and a title in one message of a chat."""

_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f{}]")


def _word(text: str) -> str:
    word = text.casefold()
    if _UNUSABLE.search(word) or len(word) > NAME_LENGTH:
        raise ValueError(f"is one word of at most {NAME_LENGTH} letters, digits and signs, without braces")
    return word


def _prefix(text: str) -> str:
    if _UNUSABLE.search(text) or text.startswith(("/", ".")):
        raise ValueError("is one to ten signs, and none that the chat itself takes for a command (/ or .)")
    return text


def _base(text: str) -> str:
    if not text:
        return text
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or parts.query or parts.fragment or _UNUSABLE.search(text):
        raise ValueError("is the beginning of a link, such as https://clips.example.org")
    return text.rstrip("/")


Word = Annotated[
    str, Field(min_length=1, max_length=NAME_LENGTH, examples=["discord"]), AfterValidator(_word)
]
Aliases = Annotated[list[Word], Field(max_length=ALIASES_MAX)]
Roles = Annotated[list[ChatRole], Field(max_length=len(ChatRole), description="Of the chat.")]
Prefix = Annotated[str, Field(min_length=1, max_length=10), AfterValidator(_prefix)]
LinkBase = Annotated[
    str,
    Field(max_length=200, description="Before the path of links; empty: the installation's own address."),
    AfterValidator(_base),
]
Text = Annotated[str, Field(max_length=TEXT_LENGTH)]
Texts = Annotated[
    dict[str, Text],
    Field(
        max_length=30,
        description="By key, with placeholders in braces; `GET /v1/bot/commands/built-in/all` shows both. "
        "An empty text is silence; a key that is left out is the built-in one.",
        examples=[{"ready": "here you go: {link}"}],
    ),
]
Cooldown = Annotated[int, Field(ge=0, le=COOLDOWN_MS_MAX)]
Wanted = Annotated[int, Field(ge=0, le=WANTED_CENTI_MAX)]
Author = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="Keyed hash of who wrote it.")]


class CooldownByRole(Request):
    """How long to wait, in ms, by role of the chat."""

    model_config = ConfigDict(frozen=True)

    viewer: Cooldown = 0
    subscriber: Cooldown = 0
    vip: Cooldown = 0
    moderator: Cooldown = 0
    broadcaster: Cooldown = 0

    def of(self, role: ChatRole) -> int:
        """For this role."""
        found: int = getattr(self, role.value)
        return found


class WantedByRole(Request):
    """How much a wish counts, in hundredths, by role of the chat."""

    model_config = ConfigDict(frozen=True)

    viewer: Wanted = 0
    subscriber: Wanted = 0
    vip: Wanted = 0
    moderator: Wanted = 0
    broadcaster: Wanted = 0

    def of(self, role: ChatRole) -> int:
        """For this role."""
        found: int = getattr(self, role.value)
        return found


class BotSettingsRequest(Request):
    """How the bot is to behave in a channel."""

    workspace_id: Identity | None = None
    channel_id: Identity
    prefix: Prefix = "!"
    language: Language = Language.ENGLISH
    enabled: bool = True
    twitch_clip: Annotated[bool, Field(description="Make a clip of the platform's own beside ours.")] = True
    link_base: LinkBase = ""


class BotSettingsChange(Request):
    """What can be changed of the settings."""

    prefix: Prefix = "!"
    language: Language = Language.ENGLISH
    enabled: bool = True
    twitch_clip: bool = True
    link_base: LinkBase = ""


class BotSettingsShape(Shape):
    """How the bot behaves in a channel."""

    settings_id: Identity
    workspace_id: Identity
    channel_id: Identity
    prefix: str
    language: Language
    enabled: bool
    twitch_clip: bool
    link_base: str
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class BotSettingsQuery(ListQuery):
    """Filters of settings."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Identity | None = None


class BotCommandRequest(Request):
    """A command that is to be: one of the channel's own (`say`), or a built-in one in other clothes."""

    workspace_id: Identity | None = None
    channel_id: Identity
    action: Annotated[Action, Field(description="`say` says its text; the others are the built-in ones.")] = (
        Action.SAY
    )
    name: Annotated[
        Word | None, Field(description="Behind the prefix; left out, that of the built-in one.")
    ] = None
    aliases: Aliases | None = None
    roles: Annotated[Roles | None, Field(description="Who may; left out, as the built-in one.")] = None
    user_cooldown_ms: CooldownByRole | None = None
    channel_cooldown_ms: CooldownByRole | None = None
    wanted_centi: WantedByRole | None = None
    title_roles: Annotated[
        Roles | None, Field(description="Whose words behind `clip` become the title of the clip.")
    ] = None
    texts: Annotated[Texts, Field(examples=[{"reply": "We meet at https://example.org"}])] = Field(
        default_factory=dict
    )
    enabled: bool = True


class BotCommandChange(Request):
    """What can be changed of a command. What it does cannot: that would be another one."""

    name: Word = "x"
    aliases: Aliases = Field(default_factory=list)
    roles: Roles = Field(default_factory=list)
    user_cooldown_ms: CooldownByRole = Field(default_factory=CooldownByRole)
    channel_cooldown_ms: CooldownByRole = Field(default_factory=CooldownByRole)
    wanted_centi: WantedByRole = Field(default_factory=WantedByRole)
    title_roles: Roles = Field(default_factory=list)
    texts: Texts = Field(default_factory=dict)
    enabled: bool = True


class BotCommandShape(Shape):
    """A command of a channel."""

    command_id: Identity
    workspace_id: Identity
    channel_id: Identity
    name: str
    aliases: list[str]
    action: Action
    roles: list[ChatRole]
    user_cooldown_ms: CooldownByRole
    channel_cooldown_ms: CooldownByRole
    wanted_centi: WantedByRole
    title_roles: list[ChatRole]
    texts: dict[str, str]
    enabled: bool
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class BotCommandQuery(ListQuery):
    """Filters of commands."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Identity | None = None
    action: Action | None = None
    enabled: bool | None = None


class BuiltInCommandShape(Shape):
    """A command that every channel begins with, and what may be said of it."""

    action: Action
    name: Annotated[str, Field(description="Empty: a command of this kind is made by the channel.")]
    roles: list[ChatRole]
    user_cooldown_ms: CooldownByRole
    channel_cooldown_ms: CooldownByRole
    wanted_centi: WantedByRole
    title_roles: list[ChatRole]
    texts: Annotated[Mapping[Language, Mapping[str, str]], Field(description="By language and key.")]
    placeholders: Annotated[Mapping[str, list[str]], Field(description="That a text may have, by its key.")]


class RequestOutcome(StrEnum):
    """What became of a line."""

    ANSWERED = "answered"
    COOLDOWN = "cooldown"
    DENIED = "denied"


class BotRequestBody(Shape):
    """A line of chat that begins with the channel's prefix."""

    message_id: Annotated[
        str,
        Field(
            pattern=rf"^[\x21-\x7e]{{1,{MESSAGE_ID_LENGTH}}}$",
            description="The platform's; the same one again is not answered again.",
            examples=["cc106a89-1814-919d-454c-f4f2f970aae7"],
        ),
    ]
    channel_id: Identity
    at_ms: Annotated[Ms, Field(description="Epoch time of the line.", examples=[1790000000000])]
    author: Annotated[Author, Field(examples=["9f86d081884c7d65"])]
    role: ChatRole
    text: Annotated[str, Field(max_length=2000, examples=["!clip what a shot"])]


class BotReplyShape(Shape):
    """What is to be done about a line, at once.

    `reply` is empty where nothing is to be said; what is longer than a message is split by who says it.
    """

    fresh: Annotated[bool, Field(description="False where the line was here before: say nothing.")]
    command: Annotated[str, Field(description="The built-in one's own name, or that of the channel's.")]
    reply: str
    wanted_centi: Annotated[int, Field(description="How much the last 30 s are wanted, in hundredths.")]
    twitch_clip: Annotated[bool, Field(description="Make a clip of the platform's own as well.")]


class BotRequestShape(Shape):
    """A line that named a command; its text is not kept."""

    message_id: str
    workspace_id: Identity
    channel_id: Identity
    at_ms: Ms
    author: str
    role: ChatRole
    command: str
    outcome: RequestOutcome
    reply: str
    wanted_centi: int
    created_at_ms: Ms


class BotRequestQuery(ListQuery):
    """Filters of lines."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Identity | None = None
    command: Word | None = None
    outcome: RequestOutcome | None = None


class AnswerState(StrEnum):
    """How far an answer is. `claimed` and never ended: who had it died, and it is not said again."""

    DUE = "due"
    CLAIMED = "claimed"
    SAID = "said"
    DROPPED = "dropped"
    EXPIRED = "expired"


class BotAnswerShape(Shape):
    """Something that is to be said later, once."""

    answer_id: Identity
    workspace_id: Identity
    channel_id: Identity
    wish_id: Identity
    reply_to: Annotated[str, Field(description="The line that it answers.")]
    text: str
    clip_id: Annotated[str, Field(description="Of which it has the link; empty: of none.")]
    state: AnswerState
    outcome: str
    claimed_at_ms: Ms | None
    ended_at_ms: Ms | None
    created_at_ms: Ms


class BotAnswerQuery(ListQuery):
    """Filters of answers."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Identity | None = None
    state: AnswerState | None = None


class ClaimBody(Shape):
    """Who is about to say an answer."""

    claim: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9-]{0,64}$",
            description="Made anew for each answer: with it the same claim may be sent again when its answer "
            "was lost. Without one, it may not.",
        ),
    ] = ""


class SaidBody(Shape):
    """What came of saying it."""

    outcome: Annotated[
        Line,
        Field(
            min_length=1,
            description="`sent`, or why the platform did not take it.",
            examples=["sent", "msg_duplicate"],
        ),
    ]
