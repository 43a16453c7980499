from typing import Literal

GapReason = Literal["ad", "disk", "missing", "overload", "restart", "stall", "undecodable"]

GAP_REASON_VALUES: set[GapReason] = {
    "ad",
    "disk",
    "missing",
    "overload",
    "restart",
    "stall",
    "undecodable",
}


def check_gap_reason(value: str) -> GapReason:
    if value in GAP_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GAP_REASON_VALUES!r}")
