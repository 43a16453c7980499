from typing import Literal

Promoted = Literal["custom_fields", "feeds", "rules", "templates"]

PROMOTED_VALUES: set[Promoted] = {
    "custom_fields",
    "feeds",
    "rules",
    "templates",
}


def check_promoted(value: str) -> Promoted:
    if value in PROMOTED_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROMOTED_VALUES!r}")
