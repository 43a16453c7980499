from typing import Literal

Kind = Literal[
    "clip.failed",
    "clip.published",
    "clip.ready",
    "clip.rendering",
    "clip.restored",
    "clip.reviewed",
    "clip.taken_down",
    "clip.unpublished",
    "gap.reported",
    "highlight.dropped",
    "highlight.final",
    "highlight.grown",
    "highlight.opened",
    "highlight.reviewed",
    "session.ended",
    "session.started",
]

KIND_VALUES: set[Kind] = {
    "clip.failed",
    "clip.published",
    "clip.ready",
    "clip.rendering",
    "clip.restored",
    "clip.reviewed",
    "clip.taken_down",
    "clip.unpublished",
    "gap.reported",
    "highlight.dropped",
    "highlight.final",
    "highlight.grown",
    "highlight.opened",
    "highlight.reviewed",
    "session.ended",
    "session.started",
}


def check_kind(value: str) -> Kind:
    if value in KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KIND_VALUES!r}")
