"""What the routes of revisions and of the audit log give."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.fields import Identity, Ms, Shape
from api.listing import ListQuery

Name = Annotated[str, Field(max_length=64)]


class RevisionShape(Shape):
    """One change of one row. `before` and `after` hold the columns that changed."""

    number: int
    at_ms: Ms
    table_name: str
    row_id: str
    workspace_id: Identity | None
    operation: Literal["create", "update", "delete"]
    caller_kind: str
    caller_id: str
    address: str
    before: dict[str, Any]
    after: dict[str, Any]


class RevisionQuery(ListQuery):
    """Filters of revisions."""

    sort: Literal["number", "-number"] = "-number"
    workspace_id: Identity | None = None
    table_name: Name | None = None
    row_id: Annotated[str | None, Field(max_length=255)] = None
    caller_id: Identity | None = None
    at_ms_min: Ms | None = None
    at_ms_max: Ms | None = None


class AuditShape(Shape):
    """Something that was done."""

    number: int
    at_ms: Ms
    action: str
    workspace_id: Identity | None
    caller_kind: str
    caller_id: str
    address: str
    agent: str
    detail: dict[str, Any]


class AuditQuery(ListQuery):
    """Filters of the audit log."""

    sort: Literal["number", "-number"] = "-number"
    workspace_id: Identity | None = None
    action: Name | None = None
    caller_id: Identity | None = None
    at_ms_min: Ms | None = None
    at_ms_max: Ms | None = None
