"""What minutes should have been charged: from the recorder's files and the reported gaps, and nothing else.

This does not use the meter: it marks every millisecond, and counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from schemas.capture import Gap
from streams.door import Session

MINUTE_MS = 60_000
HALF_MS = 30_000

_NAME = re.compile(r"(\d{12})-(\d{12})-\d{6}-(?:full|suspect|partial)\.(?:ts|mkv)")


def expected_minutes(store: Path, session: Session, gaps: Iterable[Gap]) -> set[int]:
    """The minutes of a session of which at least half was recorded and not lost."""
    names = [
        match
        for path in (store / "sessions" / session.session_id / "segments").glob("*")
        if (match := _NAME.fullmatch(path.name))
    ]
    end_ms = max((int(match.group(2)) for match in names), default=0)
    recorded = np.zeros(-(-end_ms // MINUTE_MS) * MINUTE_MS, dtype=bool)
    for match in names:
        recorded[int(match.group(1)) : int(match.group(2))] = True
    # A recorder that was killed may have been ahead of what was said; a session that then ended ends there.
    recorded[session.ended_at_ms :] = False
    for gap in gaps:
        recorded[gap.start_ms : gap.end_ms] = False
    covered = recorded.reshape(-1, MINUTE_MS).sum(axis=1)
    return {minute for minute, length in enumerate(covered.tolist()) if length >= HALF_MS}
