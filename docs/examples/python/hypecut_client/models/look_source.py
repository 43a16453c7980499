from typing import Literal

LookSource = Literal["asked", "built-in", "channel", "watch", "workspace"]

LOOK_SOURCE_VALUES: set[LookSource] = {
    "asked",
    "built-in",
    "channel",
    "watch",
    "workspace",
}


def check_look_source(value: str) -> LookSource:
    if value in LOOK_SOURCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOOK_SOURCE_VALUES!r}")
