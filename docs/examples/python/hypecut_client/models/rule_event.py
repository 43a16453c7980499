from typing import Literal

RuleEvent = Literal[
    "balance.empty",
    "balance.low",
    "clip.ready",
    "clip.reviewed",
    "highlight.final",
    "highlight.opened",
    "highlight.reviewed",
    "session.ended",
    "session.started",
]

RULE_EVENT_VALUES: set[RuleEvent] = {
    "balance.empty",
    "balance.low",
    "clip.ready",
    "clip.reviewed",
    "highlight.final",
    "highlight.opened",
    "highlight.reviewed",
    "session.ended",
    "session.started",
}


def check_rule_event(value: str) -> RuleEvent:
    if value in RULE_EVENT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RULE_EVENT_VALUES!r}")
