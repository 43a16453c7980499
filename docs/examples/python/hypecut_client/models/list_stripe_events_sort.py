from typing import Literal

ListStripeEventsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_STRIPE_EVENTS_SORT_VALUES: set[ListStripeEventsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_stripe_events_sort(value: str) -> ListStripeEventsSort:
    if value in LIST_STRIPE_EVENTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_STRIPE_EVENTS_SORT_VALUES!r}")
