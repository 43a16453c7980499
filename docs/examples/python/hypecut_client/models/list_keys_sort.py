from typing import Literal

ListKeysSort = Literal["-created_at_ms", "created_at_ms"]

LIST_KEYS_SORT_VALUES: set[ListKeysSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_keys_sort(value: str) -> ListKeysSort:
    if value in LIST_KEYS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_KEYS_SORT_VALUES!r}")
