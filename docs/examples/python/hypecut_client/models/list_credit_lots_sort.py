from typing import Literal

ListCreditLotsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_CREDIT_LOTS_SORT_VALUES: set[ListCreditLotsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_credit_lots_sort(value: str) -> ListCreditLotsSort:
    if value in LIST_CREDIT_LOTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_CREDIT_LOTS_SORT_VALUES!r}")
