from typing import Literal

ListOptOutsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_OPT_OUTS_SORT_VALUES: set[ListOptOutsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_opt_outs_sort(value: str) -> ListOptOutsSort:
    if value in LIST_OPT_OUTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_OPT_OUTS_SORT_VALUES!r}")
