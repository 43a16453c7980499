from typing import Literal

FeedChangeVisibilityType0 = Literal["link", "private"]

FEED_CHANGE_VISIBILITY_TYPE_0_VALUES: set[FeedChangeVisibilityType0] = {
    "link",
    "private",
}


def check_feed_change_visibility_type_0(value: str) -> FeedChangeVisibilityType0:
    if value in FEED_CHANGE_VISIBILITY_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEED_CHANGE_VISIBILITY_TYPE_0_VALUES!r}")
