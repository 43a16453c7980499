from typing import Literal

PurchaseKind = Literal["pack", "plan", "top_up"]

PURCHASE_KIND_VALUES: set[PurchaseKind] = {
    "pack",
    "plan",
    "top_up",
}


def check_purchase_kind(value: str) -> PurchaseKind:
    if value in PURCHASE_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PURCHASE_KIND_VALUES!r}")
