from typing import Literal

WishOutcome = Literal[
    "dropped", "ended", "failed", "late", "nothing", "ready", "spent", "stopped", "taken_down"
]

WISH_OUTCOME_VALUES: set[WishOutcome] = {
    "dropped",
    "ended",
    "failed",
    "late",
    "nothing",
    "ready",
    "spent",
    "stopped",
    "taken_down",
}


def check_wish_outcome(value: str) -> WishOutcome:
    if value in WISH_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WISH_OUTCOME_VALUES!r}")
