from typing import Literal

ListHighlightsSort = Literal["-created_at_ms", "-score", "-start_ms", "created_at_ms", "score", "start_ms"]

LIST_HIGHLIGHTS_SORT_VALUES: set[ListHighlightsSort] = {
    "-created_at_ms",
    "-score",
    "-start_ms",
    "created_at_ms",
    "score",
    "start_ms",
}


def check_list_highlights_sort(value: str) -> ListHighlightsSort:
    if value in LIST_HIGHLIGHTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_HIGHLIGHTS_SORT_VALUES!r}")
