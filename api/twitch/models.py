"""The tables of linked channels, of sign-ins under way, of opt-outs, and of tokens to revoke."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned, Row

TWITCH_ID_LENGTH = 32
"""Twitch's identities have ten digits."""

LOGIN_LENGTH = 25
"""The longest name that Twitch gives."""

DIGEST_LENGTH = 64

LINKED, REVOKED, STOPPED = "linked", "revoked", "stopped"
"""States of a link."""

_BOT = text("bot")


class TwitchLinkRow(Owned, Row):
    """A channel of Twitch that somebody has let this installation act for, or the bot's own account.

    Attributes:
        channel_id: of the workspace; null of the bot's account, which belongs to no workspace.
        broadcaster_id, login: of the channel, as Twitch names it.
        user_id, user_login: who granted it: the streamer, or one of their editors.
        role: what that is to the channel: `broadcaster`, `editor`, `moderator`, or `bot`.
        scopes: what was granted, not what was asked for.
        access_sealed, refresh_sealed: the tokens; null once they are forgotten.
        access_digest: by which a token that comes back is known.
        refresh_due_ms: when the access token is to be replaced, or tried again.
        refreshing_until_ms: one process replaces it at a time, until then.
        state: `linked`, `revoked` (Twitch says so) or `stopped` (the streamer opted out).
    """

    __tablename__ = "twitch_links"
    __table_args__ = (
        Index("ux_twitch_links_channel", "channel_id", unique=True),
        Index("ux_twitch_links_bot", "bot", unique=True, sqlite_where=_BOT, postgresql_where=_BOT),
        Index("ix_twitch_links_newest", "workspace_id", "created_at_ms", "link_id"),
        Index("ix_twitch_links_login", "login"),
        Index("ix_twitch_links_broadcaster", "broadcaster_id"),
        Index("ix_twitch_links_digest", "access_digest"),
        Index("ix_twitch_links_due", "state", "refresh_due_ms"),
    )

    link_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    bot: Mapped[bool]
    broadcaster_id: Mapped[str] = mapped_column(String(TWITCH_ID_LENGTH))
    login: Mapped[str] = mapped_column(String(LOGIN_LENGTH))
    user_id: Mapped[str] = mapped_column(String(TWITCH_ID_LENGTH))
    user_login: Mapped[str] = mapped_column(String(LOGIN_LENGTH))
    role: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[Any]]
    access_sealed: Mapped[str | None] = mapped_column(Text)
    refresh_sealed: Mapped[str | None] = mapped_column(Text)
    access_digest: Mapped[str | None] = mapped_column(String(DIGEST_LENGTH))
    issued_at_ms: Mapped[int]
    expires_at_ms: Mapped[int]
    refresh_due_ms: Mapped[int]
    refreshing_until_ms: Mapped[int]
    refresh_tries: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)


class TwitchFlowRow(Row):
    """Somebody who was sent to Twitch, and is to come back once.

    Attributes:
        flow_id: SHA-256 of the state that Twitch hands back.
        purpose: `sign_in`, `identity`, `channel` or `bot`.
        secret_digest: SHA-256 of what only the browser or the program that began it has.
        verifier_sealed: of PKCE.
        caller_kind, caller_id: who began it; empty for a sign-in.
        scopes: what was asked for.
        next_path: where a page goes on afterwards; empty: nowhere.
        tokens: whether tokens of the API are answered, instead of a page's cookie.
    """

    __tablename__ = "twitch_flows"
    __table_args__ = (Index("ix_twitch_flows_expiry", "expires_at_ms"),)

    flow_id: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    secret_digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    verifier_sealed: Mapped[str] = mapped_column(Text)
    caller_kind: Mapped[str] = mapped_column(String(16))
    caller_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    scopes: Mapped[list[Any]]
    next_path: Mapped[str] = mapped_column(Text)
    tokens: Mapped[bool]
    expires_at_ms: Mapped[int]


class TwitchOptOutRow(Deletable):
    """A streamer whom nobody watches. Lifting it deletes the row, so that the history stays.

    Attributes:
        broadcaster_id, login: of the channel; empty while it is not known. A renamed channel keeps its id.
        made_by: the user, or who else asked.
        clips: whether their clips were taken down.
        watches_ended, clips_taken_down: how many that were.
        looked_up_ms: when Twitch was last asked for the name.
    """

    __tablename__ = "twitch_opt_outs"
    __table_args__ = (
        Index("ix_twitch_opt_outs_login", "login"),
        Index("ix_twitch_opt_outs_broadcaster", "broadcaster_id"),
        Index("ix_twitch_opt_outs_newest", "created_at_ms", "opt_out_id"),
    )

    opt_out_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    broadcaster_id: Mapped[str] = mapped_column(String(TWITCH_ID_LENGTH))
    login: Mapped[str] = mapped_column(String(LOGIN_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    clips: Mapped[bool]
    watches_ended: Mapped[int]
    clips_taken_down: Mapped[int]
    looked_up_ms: Mapped[int]


class TwitchRevocationRow(Row):
    """A token that is of no use here any more, until Twitch knows."""

    __tablename__ = "twitch_revocations"
    __table_args__ = (Index("ix_twitch_revocations_due", "due_at_ms"),)

    revocation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    token_sealed: Mapped[str] = mapped_column(Text)
    tries: Mapped[int]
    due_at_ms: Mapped[int]
