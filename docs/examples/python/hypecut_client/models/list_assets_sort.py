from typing import Literal

ListAssetsSort = Literal["-bytes_count", "-created_at_ms", "bytes_count", "created_at_ms"]

LIST_ASSETS_SORT_VALUES: set[ListAssetsSort] = {
    "-bytes_count",
    "-created_at_ms",
    "bytes_count",
    "created_at_ms",
}


def check_list_assets_sort(value: str) -> ListAssetsSort:
    if value in LIST_ASSETS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ASSETS_SORT_VALUES!r}")
