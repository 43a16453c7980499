"""What the routes of access rules take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.access.expressions import LENGTH_MAX
from api.access.rules import BUILT_IN, Operation
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery

TableName = Annotated[str, Field(pattern=r"^[a-z_]{1,64}$", examples=["clips"])]
Expression = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LENGTH_MAX,
        description="Over `caller` (kind, id, operator, viewer_of, editor_of, owner_of) and `row`.",
        examples=['row.state == "ready"'],
    ),
]
Note = Annotated[str, Field(max_length=500)]


class AccessRuleRequest(Request):
    """One more way to be allowed something, in one workspace."""

    workspace_id: Identity | None = None
    table_name: TableName
    operation: Operation
    expression: Expression
    note: Note = ""


class AccessRuleChange(Request):
    """What can be changed of a rule."""

    expression: Expression | None = None
    note: Note | None = None


class AccessRuleShape(Shape):
    """A rule that a workspace has added."""

    rule_id: Identity
    workspace_id: Identity
    table_name: str
    operation: Operation
    expression: str
    note: str
    version: Count
    created_at_ms: Ms


class RuleQuery(ListQuery):
    """Filters of rules."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    table_name: TableName | None = None
    operation: Operation | None = None


class BuiltInShape(Shape):
    """The rules that every installation begins with, of one table."""

    table_name: str
    list: str
    view: str
    create: str
    update: str
    delete: str


def built_in() -> list[BuiltInShape]:
    """All of them, by table."""
    return [
        BuiltInShape(table_name=table, **{operation.value: text for operation, text in rules.items()})
        for table, rules in sorted(BUILT_IN.items())
    ]
