from typing import Literal

StripeEventState = Literal["done", "failed", "handling", "ignored", "waiting"]

STRIPE_EVENT_STATE_VALUES: set[StripeEventState] = {
    "done",
    "failed",
    "handling",
    "ignored",
    "waiting",
}


def check_stripe_event_state(value: str) -> StripeEventState:
    if value in STRIPE_EVENT_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STRIPE_EVENT_STATE_VALUES!r}")
