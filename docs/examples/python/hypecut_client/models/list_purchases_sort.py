from typing import Literal

ListPurchasesSort = Literal["-created_at_ms", "created_at_ms"]

LIST_PURCHASES_SORT_VALUES: set[ListPurchasesSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_purchases_sort(value: str) -> ListPurchasesSort:
    if value in LIST_PURCHASES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_PURCHASES_SORT_VALUES!r}")
