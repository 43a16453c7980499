from typing import Literal

ListVersionsSort = Literal["-number", "number"]

LIST_VERSIONS_SORT_VALUES: set[ListVersionsSort] = {
    "-number",
    "number",
}


def check_list_versions_sort(value: str) -> ListVersionsSort:
    if value in LIST_VERSIONS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_VERSIONS_SORT_VALUES!r}")
