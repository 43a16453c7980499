from typing import Literal

ListRendersSort = Literal["-created_at_ms", "created_at_ms"]

LIST_RENDERS_SORT_VALUES: set[ListRendersSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_renders_sort(value: str) -> ListRendersSort:
    if value in LIST_RENDERS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RENDERS_SORT_VALUES!r}")
