from typing import Literal

RequestOutcome = Literal["answered", "cooldown", "denied"]

REQUEST_OUTCOME_VALUES: set[RequestOutcome] = {
    "answered",
    "cooldown",
    "denied",
}


def check_request_outcome(value: str) -> RequestOutcome:
    if value in REQUEST_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REQUEST_OUTCOME_VALUES!r}")
