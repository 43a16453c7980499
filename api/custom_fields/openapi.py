"""A workspace's own OpenAPI: in, that of the installation and the workspace's fields; out, both in one.

The tables' shapes are found by their routes, so that a noun that takes custom fields needs to say
nothing more than that it does.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from api.custom_fields.models import CustomFieldRow
from api.custom_fields.service import PREFIX
from api.custom_fields.values import TEXT_LENGTH_MAX, FieldKind

_Json = dict[str, Any]

_TYPES: dict[FieldKind, _Json] = {
    FieldKind.TEXT: {"type": "string", "maxLength": TEXT_LENGTH_MAX},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.BOOLEAN: {"type": "boolean"},
    FieldKind.CHOICE: {"type": "string"},
    FieldKind.DATE: {"type": "string", "format": "date"},
    FieldKind.JSON: {},
}

_RANGES = frozenset({FieldKind.NUMBER, FieldKind.DATE})


def described(document: _Json, workspace: str, fields: Sequence[CustomFieldRow]) -> _Json:
    """The document with the types of the fields.

    Args:
        document: of the installation; it is not changed.
        workspace: its name.
        fields: that there are.
    """
    own = copy.deepcopy(document)
    own["info"]["title"] = f"{own['info']['title']}: {workspace}"
    for table in sorted({field.table_name for field in fields}):
        of_table = [field for field in fields if field.table_name == table]
        _describe(own, f"/v1/{table}", of_table)
    return own


def _describe(document: _Json, path: str, fields: Sequence[CustomFieldRow]) -> None:
    listed: _Json = document["paths"].get(path, {})
    one: _Json = document["paths"].get(f"{path}/{{row_id}}", {})
    shapes = document["components"]["schemas"]
    answers = set(_named(one.get("get", {}).get("responses", {}).get("200", {})))
    bodies = {
        name
        for operation in (listed.get("post", {}), one.get("patch", {}))
        for name in _named(operation.get("requestBody", {}))
    }
    for name in sorted(answers | bodies):
        if "custom" in shapes.get(name, {}).get("properties", {}):
            shapes[name]["properties"]["custom"] = _object(fields, writes=name in bodies)
    listed.get("get", {}).setdefault("parameters", []).extend(_filters(fields))


def _named(part: Any) -> Iterator[str]:
    """The names of the shapes that a part of the document refers to."""
    if isinstance(part, dict):
        reference = part.get("$ref")
        if isinstance(reference, str):
            yield reference.rsplit("/", 1)[-1]
        for value in part.values():
            yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)


def _object(fields: Sequence[CustomFieldRow], *, writes: bool) -> _Json:
    properties = {field.name: _typed(field) for field in fields}
    if writes:  # null takes a value away
        properties = {
            name: {"anyOf": [shape, {"type": "null"}], "title": shape["title"]}
            for name, shape in properties.items()
        }
    return {"type": "object", "title": "Custom", "properties": properties, "additionalProperties": False}


def _typed(field: CustomFieldRow) -> _Json:
    kind = FieldKind(field.kind)
    shape: _Json = dict(_TYPES[kind])
    if kind is FieldKind.CHOICE:
        shape["enum"] = list(field.choices)
    schema = field.json_schema or {}
    if not any(_named(schema)):  # a reference within it would lead somewhere else in this document
        shape = {**shape, **schema}
    return {**shape, "title": field.label}


def _filters(fields: Sequence[CustomFieldRow]) -> Iterator[_Json]:
    for field in fields:
        kind = FieldKind(field.kind)
        if kind is FieldKind.JSON:
            continue
        for suffix in ("", "_min", "_max") if kind in _RANGES else ("",):
            yield {
                "name": f"{PREFIX}{field.name}{suffix}",
                "in": "query",
                "required": False,
                "schema": _typed(field),
            }
