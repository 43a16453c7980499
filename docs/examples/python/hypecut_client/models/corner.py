from typing import Literal

Corner = Literal["bottom-left", "bottom-right", "top-left", "top-right"]

CORNER_VALUES: set[Corner] = {
    "bottom-left",
    "bottom-right",
    "top-left",
    "top-right",
}


def check_corner(value: str) -> Corner:
    if value in CORNER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CORNER_VALUES!r}")
