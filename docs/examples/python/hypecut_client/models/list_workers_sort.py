from typing import Literal

ListWorkersSort = Literal[
    "-created_at_ms", "-last_seen_at_ms", "-node", "created_at_ms", "last_seen_at_ms", "node"
]

LIST_WORKERS_SORT_VALUES: set[ListWorkersSort] = {
    "-created_at_ms",
    "-last_seen_at_ms",
    "-node",
    "created_at_ms",
    "last_seen_at_ms",
    "node",
}


def check_list_workers_sort(value: str) -> ListWorkersSort:
    if value in LIST_WORKERS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_WORKERS_SORT_VALUES!r}")
