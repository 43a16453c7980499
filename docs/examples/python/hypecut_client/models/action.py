from typing import Literal

Action = Literal["best", "clip", "clips", "credits", "help", "hype", "say", "watch"]

ACTION_VALUES: set[Action] = {
    "best",
    "clip",
    "clips",
    "credits",
    "help",
    "hype",
    "say",
    "watch",
}


def check_action(value: str) -> Action:
    if value in ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ACTION_VALUES!r}")
