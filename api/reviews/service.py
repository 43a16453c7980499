"""What a review changes: in, a row and what somebody says of it; out, the columns to write."""

from __future__ import annotations

from typing import Any

from api.nouns import Making, Values
from api.reviews.columns import ReviewState


async def reviewing(making: Making, row: Any, values: Values) -> None:
    """The hook of a change: null changes nothing, a tag counts once, a verdict has its author."""
    for name in [name for name, value in values.items() if value is None]:
        del values[name]
    if "tags" in values:
        values["tags"] = list(dict.fromkeys(values["tags"]))
    verdict = values.get("review", row.review)
    if verdict != row.review:
        given = verdict != ReviewState.PENDING.value
        values["reviewed_by"] = making.caller.caller_id if given else None
        values["reviewed_at_ms"] = making.now_ms if given else None
