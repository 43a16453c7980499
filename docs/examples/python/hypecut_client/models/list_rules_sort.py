from typing import Literal

ListRulesSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_RULES_SORT_VALUES: set[ListRulesSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_rules_sort(value: str) -> ListRulesSort:
    if value in LIST_RULES_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RULES_SORT_VALUES!r}")
