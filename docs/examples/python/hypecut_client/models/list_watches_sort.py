from typing import Literal

ListWatchesSort = Literal["-created_at_ms", "created_at_ms"]

LIST_WATCHES_SORT_VALUES: set[ListWatchesSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_watches_sort(value: str) -> ListWatchesSort:
    if value in LIST_WATCHES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_WATCHES_SORT_VALUES!r}")
