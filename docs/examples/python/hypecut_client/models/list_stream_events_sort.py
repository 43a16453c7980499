from typing import Literal

ListStreamEventsSort = Literal["-at_ms", "-created_at_ms", "at_ms", "created_at_ms"]

LIST_STREAM_EVENTS_SORT_VALUES: set[ListStreamEventsSort] = {
    "-at_ms",
    "-created_at_ms",
    "at_ms",
    "created_at_ms",
}


def check_list_stream_events_sort(value: str) -> ListStreamEventsSort:
    if value in LIST_STREAM_EVENTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_STREAM_EVENTS_SORT_VALUES!r}")
