"""One custom value: in, what somebody sent for a field; out, what is stored, or what is wrong with it."""

from __future__ import annotations

import datetime
import functools
import json
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import jsonschema_rs

from api.custom_fields.models import CustomFieldRow
from api.fields import WHOLE_MAX

TEXT_LENGTH_MAX = 2000
"""A field is for a remark, not for a document: every list carries it."""

JSON_BYTES_MAX = 16 * 1024
"""Of one value; fifty of them stay below a MB a row."""

SCHEMA_BYTES_MAX = 16 * 1024

DEPTH_MAX = 20
"""Of a JSON value or schema; deeper ones are a mistake or an attack."""

DATE_LENGTH = 10


class FieldKind(StrEnum):
    """What a value is."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"
    JSON = "json"


class BadValue(ValueError):
    """The value does not fit its field; says what would."""


def checked(field: CustomFieldRow, value: Any) -> Any:
    """The value as it is stored. Raises BadValue."""
    match FieldKind(field.kind):
        case FieldKind.TEXT:
            return _text(value)
        case FieldKind.NUMBER:
            return _number(value)
        case FieldKind.BOOLEAN:
            if not isinstance(value, bool):
                raise BadValue("is true or false")
            return value
        case FieldKind.CHOICE:
            if value not in field.choices:
                raise BadValue(f"is one of {', '.join(map(str, field.choices))}")
            return value
        case FieldKind.DATE:
            return _date(value)
        case FieldKind.JSON:
            return _json(field, value)


def from_text(field: CustomFieldRow, text: str) -> Any:
    """A value that came in a query. Raises BadValue."""
    match FieldKind(field.kind):
        case FieldKind.NUMBER:
            try:
                return _number(float(text))
            except ValueError as error:
                raise BadValue("is a number") from error
        case FieldKind.BOOLEAN:
            if text not in {"true", "false"}:
                raise BadValue("is true or false")
            return text == "true"
        case FieldKind.JSON:
            raise BadValue("is JSON, by which nothing can be filtered")
        case _:
            return checked(field, text)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > TEXT_LENGTH_MAX:
        raise BadValue(f"is a text of at most {TEXT_LENGTH_MAX} characters")
    _check_characters(value)
    return value


def _check_characters(text: str) -> None:
    # Neither database stores them inside JSON in a way that can be read back.
    if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise BadValue("has a character that cannot be stored")


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadValue("is a number")
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) > WHOLE_MAX):
        raise BadValue(f"is a number of at most {WHOLE_MAX} in size")
    return value


def _date(value: Any) -> str:
    try:
        text = value if isinstance(value, str) and len(value) == DATE_LENGTH else ""
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadValue("is a date such as 2026-03-01") from error


def _json(field: CustomFieldRow, value: Any) -> Any:
    check_plain(value, JSON_BYTES_MAX)
    if field.json_schema is not None:
        validator = _validator(json.dumps(field.json_schema, sort_keys=True))
        for error in validator.iter_errors(value):
            place = ".".join(map(str, error.instance_path))
            raise BadValue(f"{place + ': ' if place else ''}{error.message[:300]}")
    return value


def check_plain(value: Any, bytes_max: int) -> None:
    """A JSON value that is neither too large, too deep nor unstorable. Raises BadValue."""
    _check_depth(value, DEPTH_MAX)
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise BadValue("has a number that is not finite") from error
    _check_characters(text)
    if "\\u0000" in text:
        raise BadValue("has a character that cannot be stored")
    if len(text.encode()) > bytes_max:
        raise BadValue(f"is JSON of at most {bytes_max} bytes")


def _check_depth(value: Any, left: int) -> None:
    if left < 0:
        raise BadValue("is nested too deeply")
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        _check_depth(one, left - 1)


def check_schema(schema: Mapping[str, Any]) -> None:
    """A JSON Schema that can be used here: by itself, without anything from the network. Raises BadValue."""
    check_plain(schema, SCHEMA_BYTES_MAX)
    try:
        _validator(json.dumps(schema, sort_keys=True))
    except ValueError as error:
        raise BadValue(f"is no JSON Schema: {str(error).splitlines()[0][:300]}") from error


@functools.lru_cache(maxsize=256)
def _validator(schema: str) -> jsonschema_rs.Validator:
    # Regular expressions run in linear time: a pattern of one member must not hold up everybody.
    return jsonschema_rs.validator_for(
        json.loads(schema), offline=True, pattern_options=jsonschema_rs.RegexOptions()
    )
