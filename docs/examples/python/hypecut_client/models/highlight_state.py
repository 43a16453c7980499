from typing import Literal

HighlightState = Literal["dropped", "final", "grown", "opened"]

HIGHLIGHT_STATE_VALUES: set[HighlightState] = {
    "dropped",
    "final",
    "grown",
    "opened",
}


def check_highlight_state(value: str) -> HighlightState:
    if value in HIGHLIGHT_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HIGHLIGHT_STATE_VALUES!r}")
