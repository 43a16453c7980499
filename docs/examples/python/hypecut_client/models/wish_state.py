from typing import Literal

WishState = Literal["answered", "bound", "waiting"]

WISH_STATE_VALUES: set[WishState] = {
    "answered",
    "bound",
    "waiting",
}


def check_wish_state(value: str) -> WishState:
    if value in WISH_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WISH_STATE_VALUES!r}")
