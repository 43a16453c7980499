from typing import Literal

RunShapeOutcome = Literal["done", "failed", "out-of-time", "too-deep"]

RUN_SHAPE_OUTCOME_VALUES: set[RunShapeOutcome] = {
    "done",
    "failed",
    "out-of-time",
    "too-deep",
}


def check_run_shape_outcome(value: str) -> RunShapeOutcome:
    if value in RUN_SHAPE_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_SHAPE_OUTCOME_VALUES!r}")
