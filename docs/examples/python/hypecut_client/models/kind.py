from typing import Literal

Kind = Literal[
    "balance.empty",
    "balance.low",
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
    "payment.failed",
    "purchase.made",
    "purchase.refunded",
    "session.ended",
    "session.started",
    "subscription.changed",
    "top_up.disabled",
    "top_up.failed",
    "top_up.paid",
]

KIND_VALUES: set[Kind] = {
    "balance.empty",
    "balance.low",
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
    "payment.failed",
    "purchase.made",
    "purchase.refunded",
    "session.ended",
    "session.started",
    "subscription.changed",
    "top_up.disabled",
    "top_up.failed",
    "top_up.paid",
}


def check_kind(value: str) -> Kind:
    if value in KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KIND_VALUES!r}")
