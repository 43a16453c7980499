from typing import Literal

RevisionShapeOperation = Literal["create", "delete", "update"]

REVISION_SHAPE_OPERATION_VALUES: set[RevisionShapeOperation] = {
    "create",
    "delete",
    "update",
}


def check_revision_shape_operation(value: str) -> RevisionShapeOperation:
    if value in REVISION_SHAPE_OPERATION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REVISION_SHAPE_OPERATION_VALUES!r}")
