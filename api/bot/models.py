"""The tables of the bot: its settings and commands of a channel, what it was asked, and what it is to say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

NAME_LENGTH = 40
MESSAGE_ID_LENGTH = 64
AUTHOR_LENGTH = 16
ROLE_LENGTH = 16


class BotSettingsRow(Owned, Row):
    """How the bot behaves in one channel. A channel without has the defaults of `api.bot.shapes`.

    Attributes:
        prefix: what a line for the bot begins with.
        language: of its own texts.
        enabled: it answers at all.
        twitch_clip: a clip of the platform's own is made beside ours.
        link_base: before the path of its links; empty: the installation's address.
    """

    __tablename__ = "bot_settings"
    __table_args__ = (UniqueConstraint("channel_id"),)

    settings_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    prefix: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(8))
    enabled: Mapped[bool]
    twitch_clip: Mapped[bool]
    link_base: Mapped[str] = mapped_column(Text)


class BotCommandRow(Owned, Row):
    """A command of a channel: one of its own, or a built-in one as the channel wants it.

    Attributes:
        action: an `Action`; of each built-in one a channel has one row at most.
        roles: of the chat that may use it.
        user_cooldown_ms, channel_cooldown_ms: by role.
        wanted_centi: by role, how much a wish counts, in hundredths.
        title_roles: whose words become the title of the clip.
        texts: what it says, by key; the others are the built-in ones.
    """

    __tablename__ = "bot_commands"
    __table_args__ = (UniqueConstraint("channel_id", "name"),)

    command_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    aliases: Mapped[list[Any]]
    action: Mapped[str] = mapped_column(String(16))
    roles: Mapped[list[Any]]
    user_cooldown_ms: Mapped[dict[str, Any]]
    channel_cooldown_ms: Mapped[dict[str, Any]]
    wanted_centi: Mapped[dict[str, Any]]
    title_roles: Mapped[list[Any]]
    texts: Mapped[dict[str, Any]]
    enabled: Mapped[bool]


class BotRequestRow(Owned, Row):
    """A line of chat that named a command. Its text is not kept.

    Attributes:
        message_id: the platform's; each is answered once, whoever asks for whichever channel.
        at_ms: epoch time of the line.
        author: keyed hash; never a name.
        command: the built-in one's own name, or that of the channel's.
        outcome: a `RequestOutcome`.
        reply: what was said at once.
    """

    __tablename__ = "bot_requests"
    __table_args__ = (
        Index("ix_bot_requests_cooldown", "channel_id", "command", "at_ms"),
        Index("ix_bot_requests_created", "created_at_ms", "message_id"),
    )

    message_id: Mapped[str] = mapped_column(String(MESSAGE_ID_LENGTH), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    at_ms: Mapped[int]
    author: Mapped[str] = mapped_column(String(AUTHOR_LENGTH))
    role: Mapped[str] = mapped_column(String(ROLE_LENGTH))
    command: Mapped[str] = mapped_column(String(NAME_LENGTH))
    outcome: Mapped[str] = mapped_column(String(16))
    reply: Mapped[str] = mapped_column(Text)
    wanted_centi: Mapped[int]


class BotAnswerRow(Owned, Row):
    """Something that is to be said later, once.

    Attributes:
        wish_id: whose answer it is; there is one for each.
        reply_to: the line that it answers.
        clip_id: of which its text has the link; empty: of none.
        state: an `AnswerState`. claim: made by who says it.
        outcome: `sent`, or why the platform did not take it.
    """

    __tablename__ = "bot_answers"
    __table_args__ = (
        UniqueConstraint("wish_id"),
        Index("ix_bot_answers_state", "state", "created_at_ms", "answer_id"),
        Index("ix_bot_answers_clip", "clip_id"),
        Index("ix_bot_answers_created", "created_at_ms", "answer_id"),
    )

    answer_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    wish_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reply_to: Mapped[str] = mapped_column(String(MESSAGE_ID_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    clip_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    state: Mapped[str] = mapped_column(String(16))
    claim: Mapped[str] = mapped_column(String(ID_LENGTH))
    claimed_at_ms: Mapped[int | None]
    ended_at_ms: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(Text)
