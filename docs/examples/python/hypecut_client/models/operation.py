from typing import Literal

Operation = Literal["create", "delete", "list", "update", "view"]

OPERATION_VALUES: set[Operation] = {
    "create",
    "delete",
    "list",
    "update",
    "view",
}


def check_operation(value: str) -> Operation:
    if value in OPERATION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OPERATION_VALUES!r}")
