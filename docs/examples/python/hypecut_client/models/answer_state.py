from typing import Literal

AnswerState = Literal["claimed", "dropped", "due", "expired", "said"]

ANSWER_STATE_VALUES: set[AnswerState] = {
    "claimed",
    "dropped",
    "due",
    "expired",
    "said",
}


def check_answer_state(value: str) -> AnswerState:
    if value in ANSWER_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANSWER_STATE_VALUES!r}")
