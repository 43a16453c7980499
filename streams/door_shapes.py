"""What the governance API takes and gives, as its client knows it: the shapes of `streams.door`."""

from __future__ import annotations

import msgspec


class WatchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to watch; the fields are those of `WatchState`."""

    source: str
    chat: str = "none"
    speed: float = 1.0
    max_media_ms: int | None = None
    once: bool = False


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """A watch as the API shows it. `once`: it is not taken up again by a later start."""

    watch_id: str
    revision: int
    wanted: bool
    source: str
    chat: str
    speed: float
    max_media_ms: int | None
    once: bool
    created_at_ms: int
    workspace_id: str


class SessionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Open the session of a watch, or take it over when it is still open.

    Attributes:
        broadcaster: of a recording of Twitch's: the login of its channel; empty where it is not known.
    """

    watch_id: str
    node: str
    started_at_ms: int
    source: str
    speed: float = 1.0
    title: str = ""
    broadcaster: str = ""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the API shows it.

    Attributes:
        incarnation: what the caller must show from now on; lower ones are fenced off.
        discontinuity: last number used; a process that takes over begins one higher.
        recorded_until_ms: media time up to which segments are in the object store.
        ended_at_ms: media time of the end; None while it runs.
        language: spoken, as the channel said last: `en`, `de`; empty where it is not known.
    """

    session_id: str
    watch_id: str
    incarnation: int
    started_at_ms: int
    speed: float
    source: str
    title: str
    discontinuity: int
    recorded_until_ms: int
    ended_at_ms: int | None
    end_reason: str
    language: str = ""


class SessionProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far capture is. Sent every few seconds, and at the end with `ended_at_ms`."""

    incarnation: int
    discontinuity: int
    recorded_until_ms: int
    ended_at_ms: int | None = None
    end_reason: str = ""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge remembers of a session.

    Attributes:
        judge: `chat`, `audio`, `vision` or `fusion`.
        position: the last offset that is in `body`, in the partition of the judge's own topic.
        body: the judge's own encoding.
    """

    judge: str
    session_id: str
    position: int
    body: bytes


class TimelineMinute(msgspec.Struct, frozen=True, kw_only=True):
    """What one sense said in one minute of a session; scores are times normal.

    Attributes:
        start_ms: a whole minute of media time.
        sense: `chat`, `audio`, `vision`, `speech` or `fusion`.
        seconds_count: seconds that were scored.
        peak_ms: start of the second with the highest score.
        covered_ms: how much of the minute the sense could see or hear.
    """

    session_id: str
    start_ms: int
    sense: str
    seconds_count: int
    score_mean: float
    score_max: float
    peak_ms: int
    covered_ms: int


class WorkerRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """A process that starts to work: who it is, what it can do, how many jobs it takes at a time."""

    node: str
    kind: str
    release: str = ""
    abilities: tuple[str, ...] = ()
    slots: int = 0


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """A sign of life, with the load. `abilities`: when they have changed."""

    busy: int = 0
    slots: int = 0
    abilities: tuple[str, ...] | None = None


class RegisteredWorker(msgspec.Struct, frozen=True, kw_only=True):
    """A worker as the API shows it; `state` is `draining` when it is to take nothing new."""

    worker_id: str
    node: str
    kind: str
    state: str

    @property
    def draining(self) -> bool:
        """Whether it is to finish what it has, and to end."""
        return self.state == "draining"


class CreditAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A workspace's credits as the API shows them."""

    workspace_id: str
    balance: int
    held: int
    unlimited: bool
    minutes_left: int | None


class Deducted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of minutes that were sent to be charged.

    Attributes:
        charged, known: paid for just now, and reported before.
        unknown: sessions that there are none of. ended: watches that the last credit ended.
    """

    accounts: list[CreditAccount]
    charged: int
    known: int
    unknown: list[str]
    ended: list[str]
