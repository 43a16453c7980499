"""What the routes of webhooks take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from api.events.kinds import Kind
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from streams.addresses import URL_LENGTH_MAX, AddressRefused, check_url


def _usable(url: str) -> str:
    try:
        check_url(url)
    except AddressRefused as error:
        raise ValueError(str(error)) from error
    return url


Url = Annotated[
    str,
    Field(max_length=URL_LENGTH_MAX, examples=["https://example.com/hypecut"]),
    AfterValidator(_usable),
]
Kinds = Annotated[list[Kind], Field(max_length=50, description="Of events; none for all.")]
Description = Annotated[str, Field(max_length=500)]


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    HELD = "held"


class WebhookRequest(Request):
    """A webhook that is to be."""

    workspace_id: Identity | None = None
    url: Url
    kinds: Kinds = Field(default_factory=list)
    description: Description = ""
    active: bool = True


class WebhookChange(Request):
    """What can be changed of a webhook. `active` true also turns one on that was turned off by itself."""

    url: Url | None = None
    kinds: Kinds | None = None
    description: Description | None = None
    active: bool | None = None

    @model_validator(mode="after")
    def _not_null(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"`{name}` cannot be null; leave it out to keep it")
        return self


class WebhookShape(Shape):
    """A webhook, without its secret. Until `old_secret_until_ms` the secret before signs as well."""

    webhook_id: Identity
    workspace_id: Identity
    url: str
    kinds: list[str]
    description: str
    active: bool
    dead_in_row: Count
    disabled_at_ms: Ms | None
    disabled_reason: str
    old_secret_until_ms: Ms | None
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class NewWebhookShape(WebhookShape):
    """A webhook with a secret that was just made: it is shown this once."""

    secret: str


class WebhookQuery(ListQuery):
    """Filters of webhooks."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    active: bool | None = None


class DeliveryShape(Shape):
    """One event on its way to one webhook. `status` to `error` are of the last try."""

    delivery_id: Identity
    webhook_id: Identity
    event_number: int | None
    kind: str
    state: DeliveryState
    tries: Count
    due_at_ms: Annotated[Ms, Field(description="When the next try is due, while it waits.")]
    status: int | None
    duration_ms: Ms | None
    answer: Annotated[str, Field(description="The first bytes of what came back.")]
    error: str
    ended_at_ms: Ms | None
    replay_of: Identity | None
    payload: Annotated[str, Field(description="The bytes that are signed and sent.")]
    created_at_ms: Ms
    updated_at_ms: Ms


class DeliveryQuery(ListQuery):
    """Filters of deliveries."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    state: DeliveryState | None = None
    kind: Annotated[str | None, Field(max_length=32)] = None
    event_number: Annotated[int | None, Field(ge=0, le=2**53)] = None
