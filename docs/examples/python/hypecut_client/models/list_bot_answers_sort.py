from typing import Literal

ListBotAnswersSort = Literal["-created_at_ms", "created_at_ms"]

LIST_BOT_ANSWERS_SORT_VALUES: set[ListBotAnswersSort] = {
    "-created_at_ms",
    "created_at_ms",
}


def check_list_bot_answers_sort(value: str) -> ListBotAnswersSort:
    if value in LIST_BOT_ANSWERS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_BOT_ANSWERS_SORT_VALUES!r}")
