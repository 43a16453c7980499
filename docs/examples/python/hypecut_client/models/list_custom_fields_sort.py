from typing import Literal

ListCustomFieldsSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_CUSTOM_FIELDS_SORT_VALUES: set[ListCustomFieldsSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_custom_fields_sort(value: str) -> ListCustomFieldsSort:
    if value in LIST_CUSTOM_FIELDS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_CUSTOM_FIELDS_SORT_VALUES!r}")
