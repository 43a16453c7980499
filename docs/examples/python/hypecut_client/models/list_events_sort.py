from typing import Literal

ListEventsSort = Literal["-number", "number"]

LIST_EVENTS_SORT_VALUES: set[ListEventsSort] = {
    "-number",
    "number",
}


def check_list_events_sort(value: str) -> ListEventsSort:
    if value in LIST_EVENTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_EVENTS_SORT_VALUES!r}")
