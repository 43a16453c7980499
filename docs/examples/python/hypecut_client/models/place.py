from typing import Literal

Place = Literal["bottom", "middle", "top"]

PLACE_VALUES: set[Place] = {
    "bottom",
    "middle",
    "top",
}


def check_place(value: str) -> Place:
    if value in PLACE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PLACE_VALUES!r}")
