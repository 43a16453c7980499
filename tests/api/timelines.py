"""Minutes of a timeline, as judges send them."""

from __future__ import annotations

from typing import Any

MINUTE_MS = 60_000


def minute_of(session_id: str, start_ms: int = 0, sense: str = "chat", **more: object) -> dict[str, Any]:
    """A whole minute of one sense."""
    minute: dict[str, Any] = {
        "session_id": session_id,
        "start_ms": start_ms,
        "sense": sense,
        "seconds_count": 60,
        "score_mean": 1.1,
        "score_max": 3.5,
        "peak_ms": start_ms + 17_000,
        "covered_ms": MINUTE_MS,
    }
    return minute | more
