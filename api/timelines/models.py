"""The table of minutes."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

SENSE_LENGTH = 32


class SignalsMinuteRow(Owned, Row):
    """What one sense said in one minute of a session. Scores are times normal: 1.0 is as always.

    The session is no foreign key, as with memories: writing 500 rows looks it up once, in the service.

    Attributes:
        start_ms: of the minute, in media time.
        seconds_count: seconds that were scored.
        peak_ms: start of the second with the highest score.
        covered_ms: how much of the minute the sense could see or hear; gaps and ads are left out.
    """

    __tablename__ = "signals_minutes"
    __table_args__ = (Index("ix_signals_minutes_created", "created_at_ms"),)

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    start_ms: Mapped[int] = mapped_column(primary_key=True)
    sense: Mapped[str] = mapped_column(String(SENSE_LENGTH), primary_key=True)
    seconds_count: Mapped[int]
    score_mean: Mapped[float]
    score_max: Mapped[float]
    peak_ms: Mapped[int]
    covered_ms: Mapped[int]
