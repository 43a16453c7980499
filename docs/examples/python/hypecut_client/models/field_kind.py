from typing import Literal

FieldKind = Literal["boolean", "choice", "date", "json", "number", "text"]

FIELD_KIND_VALUES: set[FieldKind] = {
    "boolean",
    "choice",
    "date",
    "json",
    "number",
    "text",
}


def check_field_kind(value: str) -> FieldKind:
    if value in FIELD_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIELD_KIND_VALUES!r}")
