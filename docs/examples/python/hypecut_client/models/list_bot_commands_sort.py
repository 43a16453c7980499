from typing import Literal

ListBotCommandsSort = Literal["-created_at_ms", "-name", "created_at_ms", "name"]

LIST_BOT_COMMANDS_SORT_VALUES: set[ListBotCommandsSort] = {
    "-created_at_ms",
    "-name",
    "created_at_ms",
    "name",
}


def check_list_bot_commands_sort(value: str) -> ListBotCommandsSort:
    if value in LIST_BOT_COMMANDS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_BOT_COMMANDS_SORT_VALUES!r}")
