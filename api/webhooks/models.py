"""The tables of webhooks and of what is sent to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned, Row


class WebhookRow(Owned, Deletable):
    """Where a workspace wants to be told of events.

    Attributes:
        kinds: of events; none for all.
        secret: signs what is sent, so it must be readable here; sealed with the API's own secret.
        old_secret: the one before, sealed; it signs as well until `old_secret_until_ms` (epoch).
        dead_in_row: deliveries that were given up since the last one that arrived.
        disabled_at_ms, disabled_reason: by whom no one is asked: too many were given up in a row.
    """

    __tablename__ = "webhooks"

    webhook_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[Any]]
    description: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    secret: Mapped[str] = mapped_column(Text)
    old_secret: Mapped[str | None] = mapped_column(Text)
    old_secret_until_ms: Mapped[int | None]
    dead_in_row: Mapped[int]
    disabled_at_ms: Mapped[int | None]
    disabled_reason: Mapped[str] = mapped_column(Text)


class DeliveryRow(Owned, Row):
    """One event on its way to one webhook.

    Attributes:
        event_number: null of a ping.
        payload: the very bytes that are signed and sent, the same at each try.
        state: `waiting`, `sending`, `delivered`, `dead`, or `held` in a test twin.
        due_at_ms: when the next try is due. While one is made, when it is taken for lost.
        claim: names the try; whoever has another one has come too late.
        status, duration_ms, answer, error: of the last try.
        replay_of: the delivery that somebody had sent again.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "state", "due_at_ms"),
        Index("ix_webhook_deliveries_of", "webhook_id", "created_at_ms", "delivery_id"),
        Index("ix_webhook_deliveries_created", "created_at_ms"),
    )

    delivery_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.webhook_id"))
    event_number: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    due_at_ms: Mapped[int]
    claim: Mapped[str] = mapped_column(String(ID_LENGTH))
    status: Mapped[int | None]
    duration_ms: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text)
    error: Mapped[str] = mapped_column(Text)
    ended_at_ms: Mapped[int | None]
    replay_of: Mapped[str | None] = mapped_column(String(ID_LENGTH))
