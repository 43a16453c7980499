from typing import Literal

Feature = Literal["bot", "chat", "clips", "editor", "editors", "events", "stream_state"]

FEATURE_VALUES: set[Feature] = {
    "bot",
    "chat",
    "clips",
    "editor",
    "editors",
    "events",
    "stream_state",
}


def check_feature(value: str) -> Feature:
    if value in FEATURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEATURE_VALUES!r}")
