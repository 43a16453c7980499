from typing import Literal

ListWishesSort = Literal["-created_at_ms", "created_at_ms"]

LIST_WISHES_SORT_VALUES: set[ListWishesSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_wishes_sort(value: str) -> ListWishesSort:
    if value in LIST_WISHES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_WISHES_SORT_VALUES!r}")
