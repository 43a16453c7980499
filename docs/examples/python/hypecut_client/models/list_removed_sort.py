from typing import Literal

ListRemovedSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_REMOVED_SORT_VALUES: set[ListRemovedSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_removed_sort(value: str) -> ListRemovedSort:
    if value in LIST_REMOVED_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_REMOVED_SORT_VALUES!r}")
