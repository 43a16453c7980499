from typing import Literal

TopUpState = Literal["failed", "paid", "paying", "wanted"]

TOP_UP_STATE_VALUES: set[TopUpState] = {
    "failed",
    "paid",
    "paying",
    "wanted",
}


def check_top_up_state(value: str) -> TopUpState:
    if value in TOP_UP_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TOP_UP_STATE_VALUES!r}")
