from typing import Literal

ListSettingsOfBotsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_SETTINGS_OF_BOTS_SORT_VALUES: set[ListSettingsOfBotsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_settings_of_bots_sort(value: str) -> ListSettingsOfBotsSort:
    if value in LIST_SETTINGS_OF_BOTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_SETTINGS_OF_BOTS_SORT_VALUES!r}")
