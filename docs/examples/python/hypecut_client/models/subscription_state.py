from typing import Literal

SubscriptionState = Literal["active", "cancelled", "none", "past_due", "unpaid"]

SUBSCRIPTION_STATE_VALUES: set[SubscriptionState] = {
    "active",
    "cancelled",
    "none",
    "past_due",
    "unpaid",
}


def check_subscription_state(value: str) -> SubscriptionState:
    if value in SUBSCRIPTION_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SUBSCRIPTION_STATE_VALUES!r}")
