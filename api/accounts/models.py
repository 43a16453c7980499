"""The tables of users, their linked logins, their refresh tokens, and the keys that sign tokens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Row

EMAIL_LENGTH = 254
"""The longest address that mail can be sent to (RFC 5321)."""

HASH_LENGTH = 64


class UserRow(Deletable):
    """A person.

    Attributes:
        email: in lower case, unique among all, deleted ones too.
        password_hash: argon2id; null for whoever signs in by a linked login alone.
        operator: runs this installation.
        disabled_at_ms: may not sign in from then on.
        tokens_after_ms: tokens that were made before it are void: they logged out everywhere.
    """

    __tablename__ = "users"

    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    operator: Mapped[bool]
    email_verified: Mapped[bool]
    disabled_at_ms: Mapped[int | None]
    tokens_after_ms: Mapped[int]


class IdentityRow(Row):
    """A login somewhere else that is linked to a user."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    identity_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    provider: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(255))
    profile: Mapped[dict[str, Any]]


class RefreshTokenRow(Row):
    """A refresh token, known by its hash. It is good for one use, and its family for one login.

    Attributes:
        family_id: the login from which it stems. A token used twice ends its family: one of the two
            users has stolen it, and nobody can tell which.
        digest: SHA-256 of the token.
    """

    __tablename__ = "refresh_tokens"
    __table_args__ = (Index("ix_refresh_tokens_family", "family_id"),)

    token_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    family_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    digest: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    expires_at_ms: Mapped[int]
    used_at_ms: Mapped[int | None]
    revoked_at_ms: Mapped[int | None]
    agent: Mapped[str] = mapped_column(Text)


class SigningKeyRow(Row):
    """A key that signs access tokens; its private half is encrypted with the API's own secret.

    Attributes:
        retired_at_ms: signs nothing from then on; its tokens stay good until they expire.
    """

    __tablename__ = "signing_keys"

    key_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    public_key: Mapped[str] = mapped_column(Text)
    private_key: Mapped[str] = mapped_column(Text)
    retired_at_ms: Mapped[int | None]
