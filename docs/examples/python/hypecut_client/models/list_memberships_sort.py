from typing import Literal

ListMembershipsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_MEMBERSHIPS_SORT_VALUES: set[ListMembershipsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_memberships_sort(value: str) -> ListMembershipsSort:
    if value in LIST_MEMBERSHIPS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_MEMBERSHIPS_SORT_VALUES!r}")
