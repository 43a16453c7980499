"""The topic table: every road there is, what its events are keyed by, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
MIB = 1024 * 1024


@dataclass(frozen=True)
class Topic:
    """One topic.

    Attributes:
        keyed_by: what the key is; events of one key stay in order.
        retention_ms: how long an event is kept; None for a compacted topic.
        retention_bytes: bound for each partition, so that media cannot fill a disk.
        max_bytes: largest event.
    """

    name: str
    keyed_by: str
    retention_ms: int | None
    retention_bytes: int = 256 * MIB
    max_bytes: int = 1 * MIB

    @property
    def compacted(self) -> bool:
        """Whether only the newest event of each key is kept."""
        return self.retention_ms is None


WATCH_STATE = Topic("watch.state", "watch", None)
SESSIONS = Topic("sessions", "session (watch where there is none)", 7 * DAY_MS)
MEDIA_AUDIO = Topic("media.audio", "session", 15 * MINUTE_MS, 512 * MIB, 64 * 1024)
MEDIA_FRAMES = Topic("media.frames", "session", 15 * MINUTE_MS, 512 * MIB, 96 * 1024)
MEDIA_SEGMENTS = Topic("media.segments", "session", 6 * HOUR_MS)
CHAT_BATCHES = Topic("chat.batches", "session", 6 * HOUR_MS)
TWITCH_CHAT = Topic("twitch.chat", "broadcaster", 15 * MINUTE_MS)
SIGNALS = Topic("signals", "session", DAY_MS)
HIGHLIGHTS = Topic("highlights", "session", 7 * DAY_MS)
CLIPS = Topic("clips", "session", 7 * DAY_MS)
CREDIT_TICKS = Topic("credits.ticks", "session", 7 * DAY_MS)
CREDIT_BALANCES = Topic("credits.balances", "workspace", None)
DEAD_LETTERS = Topic("dead-letters", "origin", 7 * DAY_MS)

TOPICS: tuple[Topic, ...] = (
    WATCH_STATE,
    SESSIONS,
    MEDIA_AUDIO,
    MEDIA_FRAMES,
    MEDIA_SEGMENTS,
    CHAT_BATCHES,
    TWITCH_CHAT,
    SIGNALS,
    HIGHLIGHTS,
    CLIPS,
    CREDIT_TICKS,
    CREDIT_BALANCES,
    DEAD_LETTERS,
)
