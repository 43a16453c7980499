from typing import Literal

Outcome = Literal["charged", "free", "refunded", "short", "unpaid"]

OUTCOME_VALUES: set[Outcome] = {
    "charged",
    "free",
    "refunded",
    "short",
    "unpaid",
}


def check_outcome(value: str) -> Outcome:
    if value in OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OUTCOME_VALUES!r}")
