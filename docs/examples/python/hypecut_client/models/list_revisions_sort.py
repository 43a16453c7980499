from typing import Literal

ListRevisionsSort = Literal["-number", "number"]

LIST_REVISIONS_SORT_VALUES: set[ListRevisionsSort] = {
    "-number",
    "number",
}


def check_list_revisions_sort(value: str) -> ListRevisionsSort:
    if value in LIST_REVISIONS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_REVISIONS_SORT_VALUES!r}")
