from typing import Literal

TransferKind = Literal["claw_back", "expiry", "grant", "minute", "purchase", "refund", "restore"]

TRANSFER_KIND_VALUES: set[TransferKind] = {
    "claw_back",
    "expiry",
    "grant",
    "minute",
    "purchase",
    "refund",
    "restore",
}


def check_transfer_kind(value: str) -> TransferKind:
    if value in TRANSFER_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRANSFER_KIND_VALUES!r}")
