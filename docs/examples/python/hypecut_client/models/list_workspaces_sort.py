from typing import Literal

ListWorkspacesSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_WORKSPACES_SORT_VALUES: set[ListWorkspacesSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_workspaces_sort(value: str) -> ListWorkspacesSort:
    if value in LIST_WORKSPACES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_WORKSPACES_SORT_VALUES!r}")
