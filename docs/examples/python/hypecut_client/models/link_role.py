from typing import Literal

LinkRole = Literal["bot", "broadcaster", "editor", "moderator"]

LINK_ROLE_VALUES: set[LinkRole] = {
    "bot",
    "broadcaster",
    "editor",
    "moderator",
}


def check_link_role(value: str) -> LinkRole:
    if value in LINK_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LINK_ROLE_VALUES!r}")
