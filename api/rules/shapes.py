"""What the routes of rules take and give."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.access.expressions import LENGTH_MAX
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from api.rules.actions import Actions
from api.rules.subjects import RuleEvent

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Expression = Annotated[
    str,
    Field(
        max_length=LENGTH_MAX,
        description="Over `event` (kind, at_ms, number), `row` (what the API answers for it) and `workspace` "
        "(id, slug, name). Empty: always.",
        examples=['row.duration_ms < 60000 && row.title.contains("ace")'],
    ),
]
Note = Annotated[str, Field(max_length=2000)]
Number = Annotated[int, Field(ge=1, le=2**31)]
Moment = Annotated[int, Field(ge=0, le=2**53)]


class RuleRequest(Request):
    """A rule that is to be. It is a draft: it does nothing until it is published."""

    workspace_id: Identity | None = None
    name: Annotated[Name, Field(examples=["Short aces go to the wall"])]
    event: RuleEvent
    expression: Expression = ""
    actions: Actions
    note: Note = ""


class RuleChange(Request):
    """What can be changed of a rule. Anything but the name makes a new version, which is a draft."""

    name: Name | None = None
    event: RuleEvent | None = None
    expression: Expression | None = None
    actions: Actions | None = None
    note: Note | None = None


class RuleShape(Shape):
    """A rule in its newest version. `published_number` is the version that is live; null for none."""

    rule_id: Identity
    workspace_id: Identity
    name: str
    event: RuleEvent
    expression: str
    actions: list[dict[str, Any]]
    note: str
    newest_number: Count
    published_number: Count | None
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class RuleQuery(ListQuery):
    """Filters of rules."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    workspace_id: Identity | None = None
    event: RuleEvent | None = None


class VersionShape(Shape):
    """One version of a rule. `made_by` wrote it."""

    rule_id: Identity
    number: Count
    event: RuleEvent
    expression: str
    actions: list[dict[str, Any]]
    note: str
    made_by: str
    created_at_ms: Ms


class VersionQuery(ListQuery):
    """A page of versions."""

    sort: Literal["number", "-number"] = "-number"


class PublishRequest(Request):
    """Which version is to be live; left out, the newest."""

    number: Number | None = None


class RollBackRequest(Request):
    """To which earlier version."""

    number: Number


class DiffQuery(Request):
    """Which two versions."""

    before: Number
    after: Number


class DifferenceShape(Shape):
    """One part of a rule that differs."""

    field: str
    before: Any
    after: Any


class TryRequest(Request):
    """What a rule is to be held against: sessions by identity, or those that began in a stretch of time."""

    number: Annotated[Number | None, Field(description="Of the version; left out, the newest.")] = None
    session_ids: Annotated[list[Identity], Field(max_length=100)] = Field(default_factory=list)
    from_ms: Annotated[Moment | None, Field(description="Epoch ms.")] = None
    until_ms: Moment | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.session_ids and self.from_ms is None and self.until_ms is None:
            raise ValueError("name `session_ids`, or a stretch of time by `from_ms` and `until_ms`")
        return self


class TryShape(Shape):
    """What would have fired. `more`: there were more rows than one trial looks at."""

    number: Count
    looked_at: Count
    fired: Count
    more: bool
    actions: Annotated[list[dict[str, Any]], Field(description="What would be done with each of the rows.")]
    rows: Annotated[list[dict[str, Any]], Field(description="The first that fire.")]


class ResultShape(Shape):
    """What came of one action."""

    kind: str
    done: bool
    sentence: str


class RunShape(Shape):
    """One time that a rule fired."""

    run_id: Identity
    rule_id: Identity
    workspace_id: Identity
    number: Count
    event: str
    event_number: Count
    subject_id: Identity
    depth: Count
    outcome: Literal["done", "failed", "too-deep", "out-of-time"]
    results: list[ResultShape]
    created_at_ms: Ms


class RunQuery(ListQuery):
    """Filters of what rules did."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    rule_id: Identity | None = None
    outcome: Literal["done", "failed", "too-deep", "out-of-time"] | None = None
    subject_id: Identity | None = None
