from typing import Literal

Sense = Literal["audio", "chat", "events", "fusion", "speech", "vision"]

SENSE_VALUES: set[Sense] = {
    "audio",
    "chat",
    "events",
    "fusion",
    "speech",
    "vision",
}


def check_sense(value: str) -> Sense:
    if value in SENSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SENSE_VALUES!r}")
