from typing import Literal

LinkState = Literal["linked", "revoked", "stopped"]

LINK_STATE_VALUES: set[LinkState] = {
    "linked",
    "revoked",
    "stopped",
}


def check_link_state(value: str) -> LinkState:
    if value in LINK_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LINK_STATE_VALUES!r}")
