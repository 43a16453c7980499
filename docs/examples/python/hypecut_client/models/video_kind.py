from typing import Literal

VideoKind = Literal["all", "archive", "highlight", "upload"]

VIDEO_KIND_VALUES: set[VideoKind] = {
    "all",
    "archive",
    "highlight",
    "upload",
}


def check_video_kind(value: str) -> VideoKind:
    if value in VIDEO_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VIDEO_KIND_VALUES!r}")
