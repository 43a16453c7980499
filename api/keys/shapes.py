"""What the routes of API keys take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.access.caller import Role
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery

Scope = Annotated[str, Field(pattern=r"^(\*|[a-z_]{1,40}):(read|write)$", examples=["clips:read", "*:read"])]


class KeyRequest(Request):
    """A key that is to be."""

    workspace_id: Identity | None = None
    name: Annotated[str, Field(min_length=1, max_length=100, examples=["clip wall"])]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=50)]
    role: Annotated[Role, Field(description="What it may do in its workspace, within its scopes.")] = (
        Role.VIEWER
    )
    expires_at_ms: Annotated[
        Ms | None, Field(description="Epoch ms after which it opens nothing; null for never.")
    ] = None


class KeyShape(Shape):
    """A key, without the key."""

    key_id: Identity
    workspace_id: Identity
    name: str
    shown: str
    scopes: list[str]
    role: Role
    made_by: Identity | None
    expires_at_ms: Ms | None
    last_used_at_ms: Ms | None
    revoked_at_ms: Ms | None
    version: Count
    created_at_ms: Ms


class NewKeyShape(KeyShape):
    """A key that was just made: `key` is shown this once."""

    key: str


class KeyQuery(ListQuery):
    """Filters of keys."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
