"""Forms: in, the shape of a request and the values there are; out, its fields, and back what was typed.

The shape is the one that the API takes, so that a page refuses what the API refuses, in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from api.problems import FieldError

LONG_TEXT = 200
"""A text that may be longer is typed into a larger field."""

_Json = dict[str, Any]


@dataclass
class Field:
    """One field of a form.

    Attributes:
        kind: `text`, `long`, `number`, `choice`, `lines` (a text each) or `json`.
        text: as it stands in the field.
        choices: of kind `choice`.
        error: what is wrong with it.
    """

    name: str
    label: str
    kind: str
    help: str
    required: bool
    choices: list[str] = field(default_factory=list)
    text: str = ""
    error: str = ""


def fields_of(shape: type[BaseModel], values: Mapping[str, Any]) -> list[Field]:
    """The fields of a form with the values that there are."""
    document = shape.model_json_schema()
    required = document.get("required", [])
    return [
        _field(name, part, document.get("$defs", {}), name in required, values)
        for name, part in document.get("properties", {}).items()
    ]


def _field(name: str, part: _Json, shapes: _Json, required: bool, values: Mapping[str, Any]) -> Field:
    whole = part
    options = [one for one in part.get("anyOf", []) if one.get("type") != "null"]
    optional = "anyOf" in part
    if len(options) == 1:
        part = {**options[0], **{key: part[key] for key in ("description",) if key in part}}
    if "$ref" in part:
        part = {**shapes.get(part["$ref"].rsplit("/", 1)[-1], {}), **part}
        part.setdefault("description", "")
        part["description"] = whole.get("description", "")
    kind, choices = _kind(part, optional or not required)
    made = Field(name, name.replace("_", " "), kind, part.get("description", ""), required, choices)
    value = values.get(name, whole.get("default"))
    made.text = _text(value, kind)
    return made


def _kind(part: _Json, optional: bool) -> tuple[str, list[str]]:
    if "enum" in part:
        return "choice", [""] * optional + [str(one) for one in part["enum"]]
    match part.get("type"):
        case "boolean":
            return "choice", [""] * optional + ["true", "false"]
        case "integer" | "number":
            return "number", []
        case "string":
            return ("long" if part.get("maxLength", 0) > LONG_TEXT else "text"), []
        case "array" if part.get("items", {}).get("type") == "string":
            return "lines", []
        case _:
            return "json", []


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "lines" and isinstance(value, list):
        return "\n".join(map(str, value))
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value)


def fill(fields: list[Field], sent: Mapping[str, Any]) -> None:
    """Put what was typed into the fields."""
    for one in fields:
        typed = sent.get(one.name)
        if isinstance(typed, str):
            one.text = typed.replace("\r\n", "\n")


def typed(fields: list[Field], there: Mapping[str, Any] | None = None) -> _Json:
    """The body of the request; with the values that are there, only what is different.

    A field that cannot be read gets its `error`.
    """
    body: _Json = {}
    for one in fields:
        try:
            value = _value(one)
        except ValueError as error:
            one.error = str(error)
            continue
        if there is None:
            if one.text or one.required:
                body[one.name] = value
        elif value != there.get(one.name) and (one.text or there.get(one.name) is not None):
            body[one.name] = value
    return body


def _value(one: Field) -> Any:
    match one.kind:
        case "number":
            return _number(one.text)
        case "choice":
            return {"true": True, "false": False, "": None}.get(one.text, one.text)
        case "lines":
            return [line.strip() for line in one.text.split("\n") if line.strip()]
        case "json":
            return _json(one.text)
        case _:
            return one.text


def _number(text: str) -> int | float | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError as error:
            raise ValueError("is no number") from error


def _json(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is no JSON: {error}") from error


def put_errors(fields: list[Field], errors: list[FieldError]) -> list[str]:
    """Tell each field what is wrong with it; what belongs to none of them comes back."""
    by_name = {one.name: one for one in fields}
    others = []
    for error in errors:
        name, _, rest = error.field.partition(".")
        if name in by_name:
            message = f"{rest}: {error.message}" if rest else error.message
            known = by_name[name].error
            by_name[name].error = f"{known}; {message}" if known else message
        else:
            others.append(f"{error.field}: {error.message}")
    return others


def errors_of(error: ValidationError) -> list[FieldError]:
    """What Pydantic found, as the API tells it."""
    return [
        FieldError(
            field=".".join(map(str, one["loc"])) or "body", message=one["msg"].removeprefix("Value error, ")
        )
        for one in error.errors()
    ]
