from typing import Literal

FeedRequestVisibility = Literal["link", "private"]

FEED_REQUEST_VISIBILITY_VALUES: set[FeedRequestVisibility] = {
    "link",
    "private",
}


def check_feed_request_visibility(value: str) -> FeedRequestVisibility:
    if value in FEED_REQUEST_VISIBILITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEED_REQUEST_VISIBILITY_VALUES!r}")
