from typing import Literal

CaptionStyle = Literal["lines", "none", "words"]

CAPTION_STYLE_VALUES: set[CaptionStyle] = {
    "lines",
    "none",
    "words",
}


def check_caption_style(value: str) -> CaptionStyle:
    if value in CAPTION_STYLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CAPTION_STYLE_VALUES!r}")
