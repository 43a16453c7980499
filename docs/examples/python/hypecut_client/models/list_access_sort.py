from typing import Literal

ListAccessSort = Literal["-created_at_ms", "created_at_ms"]

LIST_ACCESS_SORT_VALUES: set[ListAccessSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_access_sort(value: str) -> ListAccessSort:
    if value in LIST_ACCESS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ACCESS_SORT_VALUES!r}")
