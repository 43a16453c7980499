from typing import Literal

ListFeedsSort = Literal["-created_at_ms", "-slug", "created_at_ms", "slug"]

LIST_FEEDS_SORT_VALUES: set[ListFeedsSort] = {
    "-created_at_ms",
    "-slug",
    "created_at_ms",
    "slug",
}


def check_list_feeds_sort(value: str) -> ListFeedsSort:
    if value in LIST_FEEDS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_FEEDS_SORT_VALUES!r}")
