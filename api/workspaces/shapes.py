"""What the routes of workspaces and of members take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.access.caller import Role
from api.accounts.shapes import Email
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from api.workspaces.models import SLUG_LENGTH

Title = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Slug = Annotated[
    str, Field(max_length=SLUG_LENGTH, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", examples=["team-blue"])
]


class WorkspaceRequest(Request):
    """A workspace that is to be. Without a slug it gets one."""

    name: Annotated[Title, Field(examples=["Team Blue"])]
    slug: Slug = ""


class WorkspaceChange(Request):
    """What can be changed of a workspace."""

    name: Title


class WorkspaceShape(Shape):
    """A workspace. `test_of` names the one whose test twin it is."""

    workspace_id: Identity
    slug: str
    name: str
    test_of: Identity | None
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class WorkspaceQuery(ListQuery):
    """Filters of workspaces."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    slug: Slug | None = None


class MemberRequest(Request):
    """Somebody who is to be a member: they need an account first."""

    workspace_id: Identity
    email: Email
    role: Role


class MemberChange(Request):
    """Another role."""

    role: Role


class MemberShape(Shape):
    """A member of a workspace."""

    membership_id: Identity
    workspace_id: Identity
    user_id: Identity
    role: Role
    version: Count
    created_at_ms: Ms


class MemberQuery(ListQuery):
    """Filters of members."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    user_id: Identity | None = None
    role: Role | None = None
