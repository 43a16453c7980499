"""What the routes of custom fields take and give, and what other nouns take of custom values."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from api.custom_fields.models import NAME_LENGTH
from api.custom_fields.values import FieldKind
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery

CHOICES_MAX = 100

TableName = Annotated[Literal["channels", "clips", "highlights", "templates"], Field(examples=["clips"])]
FieldName = Annotated[
    str, Field(pattern=rf"^[a-z][a-z0-9_]{{0,{NAME_LENGTH - 1}}}$", examples=["priority"], max_length=40)
]
Label = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["Priority"])]
Choice = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Choices = Annotated[list[Choice], Field(max_length=CHOICES_MAX, description="Of kind `choice`.")]
Schema = Annotated[
    dict[str, Any] | None, Field(description="A JSON Schema that values of kind `json` must fit.")
]
Required = Annotated[bool, Field(description="Of rows that are made from now on.")]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    # Before anything else looks at them: a number that JSON does not have would silently become null.
    try:
        json.dumps(values, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise ValueError("has a number that is not finite, or is nested too deeply") from error
    return values


CustomValues = Annotated[
    dict[str, Any],
    AfterValidator(_plain),
    Field(
        max_length=100,
        description="Values of the workspace's own fields by name. Null takes one away; what is left out "
        "stays. GET /v1/workspaces/{row_id}/openapi.json has their types.",
    ),
]
ShownValues = Annotated[
    dict[str, Any],
    Field(
        validation_alias="shown_custom",
        description="Values of the workspace's own fields; GET /v1/custom-fields lists those.",
    ),
]


class FieldRequest(Request):
    """A field that is to be."""

    workspace_id: Identity | None = None
    table_name: TableName
    name: FieldName
    kind: FieldKind
    label: Label = ""
    choices: Choices = Field(default_factory=list)
    json_schema: Schema = None
    required: Required = False


class FieldChange(Request):
    """What can be changed of a field. Values that are there stay as they are until they are written."""

    label: Label | None = None
    choices: Choices | None = None
    json_schema: Schema = None
    required: Required | None = None


class FieldShape(Shape):
    """A field that a workspace has added."""

    field_id: Identity
    workspace_id: Identity
    table_name: str
    name: str
    label: str
    kind: FieldKind
    choices: list[str]
    json_schema: dict[str, Any] | None
    required: bool
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class RemovedFieldShape(FieldShape):
    """A field that was removed. Its values are kept until `kept_until_ms`."""

    removed_at_ms: Ms
    kept_until_ms: Ms


class FieldQuery(ListQuery):
    """Filters of custom fields."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    workspace_id: Identity | None = None
    table_name: TableName | None = None
    name: FieldName | None = None


class CustomQuery(ListQuery):
    """Filters of a list whose rows take custom fields: also `custom.NAME=VALUE`.

    What else comes is kept here for `service.conditions`, which refuses what it does not know.
    """

    model_config = ConfigDict(extra="allow")
