from typing import Literal

ListDeliveriesSort = Literal["-created_at_ms", "created_at_ms"]

LIST_DELIVERIES_SORT_VALUES: set[ListDeliveriesSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_deliveries_sort(value: str) -> ListDeliveriesSort:
    if value in LIST_DELIVERIES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_DELIVERIES_SORT_VALUES!r}")
