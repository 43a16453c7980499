from typing import Literal

ListChannelsSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_CHANNELS_SORT_VALUES: set[ListChannelsSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_channels_sort(value: str) -> ListChannelsSort:
    if value in LIST_CHANNELS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_CHANNELS_SORT_VALUES!r}")
