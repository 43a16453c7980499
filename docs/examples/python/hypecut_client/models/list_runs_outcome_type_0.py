from typing import Literal

ListRunsOutcomeType0 = Literal["done", "failed", "out-of-time", "too-deep"]

LIST_RUNS_OUTCOME_TYPE_0_VALUES: set[ListRunsOutcomeType0] = {
    "done",
    "failed",
    "out-of-time",
    "too-deep",
}


def check_list_runs_outcome_type_0(value: str) -> ListRunsOutcomeType0:
    if value in LIST_RUNS_OUTCOME_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RUNS_OUTCOME_TYPE_0_VALUES!r}")
