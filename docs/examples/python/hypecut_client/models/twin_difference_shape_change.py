from typing import Literal

TwinDifferenceShapeChange = Literal["change", "conflict", "create", "same"]

TWIN_DIFFERENCE_SHAPE_CHANGE_VALUES: set[TwinDifferenceShapeChange] = {
    "change",
    "conflict",
    "create",
    "same",
}


def check_twin_difference_shape_change(value: str) -> TwinDifferenceShapeChange:
    if value in TWIN_DIFFERENCE_SHAPE_CHANGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TWIN_DIFFERENCE_SHAPE_CHANGE_VALUES!r}")
