from typing import Literal

ListFeedsVisibilityType0 = Literal["link", "private"]

LIST_FEEDS_VISIBILITY_TYPE_0_VALUES: set[ListFeedsVisibilityType0] = {
    "link",
    "private",
}


def check_list_feeds_visibility_type_0(value: str) -> ListFeedsVisibilityType0:
    if value in LIST_FEEDS_VISIBILITY_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_FEEDS_VISIBILITY_TYPE_0_VALUES!r}")
