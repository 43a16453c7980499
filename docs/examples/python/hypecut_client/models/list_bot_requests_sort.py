from typing import Literal

ListBotRequestsSort = Literal["-created_at_ms", "created_at_ms"]

LIST_BOT_REQUESTS_SORT_VALUES: set[ListBotRequestsSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_bot_requests_sort(value: str) -> ListBotRequestsSort:
    if value in LIST_BOT_REQUESTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_BOT_REQUESTS_SORT_VALUES!r}")
