"""What the meter and the credit agent say: minutes that were captured, and what is left to spend."""

from __future__ import annotations

from schemas.event import Event

MINUTE_MS = 60_000


class CreditTick(Event, frozen=True, tag="credit.tick"):
    """A minute of a session's media time. Session and minute are its identity: said again, it is the same.

    Attributes:
        minute: 0 is [0, 60 s).
        covered_ms: recorded and offered for scoring. gap_ms, ad_ms: neither.
    """

    session_id: str
    minute: int
    covered_ms: int
    gap_ms: int = 0
    ad_ms: int = 0


class CreditBalance(Event, frozen=True, tag="credit.balance"):
    """What a workspace has left, after minutes of it were charged.

    Attributes:
        balance: credits. held: of those, what running sessions have reserved.
        minutes_left: how long it lasts at the present rate; None while nothing runs.
        unlimited: its minutes are counted and not charged.
    """

    workspace_id: str
    balance: int
    held: int
    minutes_left: int | None = None
    unlimited: bool = False
