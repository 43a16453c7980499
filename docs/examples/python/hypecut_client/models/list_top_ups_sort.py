from typing import Literal

ListTopUpsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_TOP_UPS_SORT_VALUES: set[ListTopUpsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_top_ups_sort(value: str) -> ListTopUpsSort:
    if value in LIST_TOP_UPS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_TOP_UPS_SORT_VALUES!r}")
