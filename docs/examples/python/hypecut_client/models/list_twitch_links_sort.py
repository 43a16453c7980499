from typing import Literal

ListTwitchLinksSort = Literal["-created_at_ms", "created_at_ms"]

LIST_TWITCH_LINKS_SORT_VALUES: set[ListTwitchLinksSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_twitch_links_sort(value: str) -> ListTwitchLinksSort:
    if value in LIST_TWITCH_LINKS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_TWITCH_LINKS_SORT_VALUES!r}")
