"""The client of the governance API: how every process but the API reads and changes state.

Each call is safe to repeat: what it makes has an identity made by the caller. A door that is shut
is knocked on again with growing waits, up to `patience_s`; then `DoorShut` is raised and the
caller keeps its Kafka offset uncommitted.
"""

from __future__ import annotations

import asyncio
import secrets
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from schemas.capture import Gap
from schemas.credits import CreditTick
from schemas.judging import Highlight
from schemas.moment import Span
from schemas.rendering import Clip
from streams.clock import Clock, SystemClock
from streams.door_shapes import (
    CreditAccount,
    Deducted,
    Heartbeat,
    Memory,
    RegisteredWorker,
    Session,
    SessionProgress,
    SessionRequest,
    TimelineMinute,
    Watch,
    WatchRequest,
    WorkerRegistration,
)
from streams.looks import ClipLook

__all__ = [
    "CreditAccount",
    "Deducted",
    "Door",
    "DoorRefused",
    "DoorShut",
    "Fenced",
    "Heartbeat",
    "Memory",
    "RegisteredWorker",
    "Session",
    "SessionProgress",
    "SessionRequest",
    "TimelineMinute",
    "Watch",
    "WatchRequest",
    "WorkerRegistration",
]

T = TypeVar("T")

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
"""A door that restarts is back within seconds; knocking more often would slow its start."""

CALL_TIMEOUT_S = 20.0
"""Longer than any call takes on a loaded machine; a hung connection is dropped and tried again."""

PAGE_ITEMS = 500
"""Items asked for at a time; the most that the API gives."""

DETAIL_CHARS = 2000
"""Of an answer that is an error, this much is kept: it goes into logs."""

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class DoorShut(ConnectionError):
    """The governance API did not answer for longer than the caller's patience."""


class DoorRefused(Exception):
    """The governance API said no. `status` is HTTP's; the text is its problem detail."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{detail} (HTTP {status})")
        self.status = status
        self.detail = detail


class Fenced(DoorRefused):
    """Another process has this session, or it is over, or no longer wanted (409): stop working on it."""


class _Minute(msgspec.Struct, frozen=True):
    minute: int


class _Minutes(msgspec.Struct, frozen=True):
    minutes: list[CreditTick]


class _Page(msgspec.Struct, frozen=True):
    items: list[msgspec.Raw]
    next_cursor: str | None = None


class _StoredMinutes(msgspec.Struct, frozen=True):
    unknown_sessions: tuple[str, ...] = ()


class _StoredClip(msgspec.Struct, frozen=True):
    wait_ms: int = 0


class _ProblemDetail(msgspec.Struct, frozen=True):
    detail: str
    remedy: str = ""


class Door:
    """One process's way to the governance API. Use as an async context manager."""

    def __init__(
        self,
        url: str,
        token: str,
        patience_s: float = 60.0,
        clock: Clock | None = None,
        *,
        call_timeout_s: float = CALL_TIMEOUT_S,
    ) -> None:
        self._clock = clock or SystemClock()
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._patience_s = patience_s
        self._call_timeout_s = call_timeout_s
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=self._call_timeout_s)
        self._http = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def health(self) -> None:
        """Return when the API answers. Raises DoorShut."""
        await self._call("GET", "/v1/health")

    async def ask(self, method: str, path: str, answer: type[T]) -> T:
        """A call without a body, of a command that knows what it asks for."""
        return await self._send(method, path, None, answer)

    async def create_watch(self, request: WatchRequest) -> Watch:
        """Ask for a source to be watched; the API tells the monitors.

        Each call asks anew; within a call, a request whose answer was lost makes no second watch.
        """
        key = {"Idempotency-Key": secrets.token_urlsafe(24)}
        content = await self._call("POST", "/v1/watches", msgspec.json.encode(request), key)
        return msgspec.json.decode(content, type=Watch)

    async def watches(self, wanted: bool | None = None) -> list[Watch]:
        """All watches, newest first."""
        query = "" if wanted is None else f"?wanted={str(wanted).lower()}"
        return await self._list(f"/v1/watches{query}", Watch)

    async def stop_watch(self, watch_id: str) -> Watch:
        """The source is no longer wanted; its session ends."""
        return await self._send("PATCH", f"/v1/watches/{watch_id}", {"wanted": False}, Watch)

    async def open_session(self, request: SessionRequest) -> Session:
        """Open a session, or take over the open one of the watch with the next incarnation."""
        return await self._send("POST", "/v1/sessions", request, Session)

    async def session(self, session_id: str) -> Session:
        """One session. Raises DoorRefused with 404."""
        return await self._send("GET", f"/v1/sessions/{session_id}", None, Session)

    async def sessions(self, watch_id: str) -> list[Session]:
        """The sessions of a watch, newest first."""
        return await self._list(f"/v1/sessions?watch_id={watch_id}", Session)

    async def report_progress(self, session_id: str, progress: SessionProgress) -> Session:
        """How far capture is. Raises Fenced when another process has the session now."""
        return await self._send("PATCH", f"/v1/sessions/{session_id}", progress, Session)

    async def report_gap(self, gap: Gap) -> None:
        """A stretch that was not captured; the same start and reason again changes its end."""
        await self._call("PUT", f"/v1/sessions/{gap.session_id}/gaps", msgspec.json.encode(gap))

    async def gaps_of(self, session_id: str) -> list[Gap]:
        """The gaps of a session, oldest first."""
        return await self._list(f"/v1/sessions/{session_id}/gaps", Gap)

    async def last_minute(self, session_id: str) -> int | None:
        """The last minute of a session that was charged, or found to be free; None before the first."""
        path = f"/v1/sessions/{session_id}/minutes?newest_first=true&limit=1"
        page = msgspec.json.decode(await self._call("GET", path), type=_Page)
        return msgspec.json.decode(page.items[0], type=_Minute).minute if page.items else None

    async def deduct(self, ticks: list[CreditTick]) -> Deducted:
        """Charge minutes, all or nothing; one that was charged before costs nothing."""
        return await self._send("POST", "/v1/credits/deductions", _Minutes(ticks), Deducted)

    async def holds(self, session_id: str) -> list[Span]:
        """Spans whose segments must be kept beyond the DVR window."""
        return await self._list(f"/v1/sessions/{session_id}/holds", Span)

    async def put_highlight(self, highlight: Highlight) -> None:
        """Store a revision; an older or equal one than the API has changes nothing."""
        body = msgspec.json.encode(highlight)
        await self._call("PUT", f"/v1/highlights/{highlight.highlight_id}", body)

    async def highlights(self, session_id: str) -> list[Highlight]:
        """The newest revision of each highlight of a session, oldest first."""
        return await self._list(f"/v1/highlights?session_id={session_id}&sort=start_ms", Highlight)

    async def highlight(self, highlight_id: str) -> Highlight:
        """The newest revision of one highlight. Raises DoorRefused with 404."""
        return await self._send("GET", f"/v1/highlights/{highlight_id}", None, Highlight)

    async def clip_look(self, clip_id: str) -> ClipLook:
        """How a clip is to look, and whether somebody waits for it. Raises DoorRefused with 404."""
        return await self._send("GET", f"/v1/clips/{clip_id}/look", None, ClipLook)

    async def put_clip(self, clip: Clip) -> int:
        """Store how far a clip is; a late `rendering` after `ready` changes nothing.

        Returns:
            In how many ms it may be asked again whether the clip may be begun; 0: it may.
        """
        answer = await self._call("PUT", f"/v1/clips/{clip.clip_id}", msgspec.json.encode(clip))
        return msgspec.json.decode(answer, type=_StoredClip).wait_ms

    async def clips(self, session_id: str) -> list[Clip]:
        """The clips of a session, oldest first."""
        return await self._list(f"/v1/clips?session_id={session_id}&sort=start_ms", Clip)

    async def save_memories(self, memories: list[Memory]) -> None:
        """Store what judges remember, all or nothing; a lower position than stored is refused."""
        await self._call("PUT", "/v1/memories", msgspec.json.encode(memories))

    async def memory(self, judge: str, session_id: str) -> Memory | None:
        """What a judge remembered last of a session; None when it is new to it."""
        try:
            return await self._send("GET", f"/v1/memories/{judge}/{session_id}", None, Memory)
        except DoorRefused as refused:
            if refused.status == 404:
                return None
            raise

    async def put_minutes(self, minutes: list[TimelineMinute]) -> tuple[str, ...]:
        """Store minutes of timelines, 500 at most; what covers less than is stored changes nothing.

        Returns:
            The sessions that the API does not know; their minutes were skipped.
        """
        return (await self._send("PUT", "/v1/timelines", minutes, _StoredMinutes)).unknown_sessions

    async def register_worker(self, registration: WorkerRegistration) -> RegisteredWorker:
        """Say that this process works; the same node and kind again is the same worker."""
        return await self._send("POST", "/v1/workers", registration, RegisteredWorker)

    async def heartbeat(self, worker_id: str, beat: Heartbeat) -> RegisteredWorker:
        """Say that it lives, and hear whether it is to leave. Raises DoorRefused with 404."""
        return await self._send("PUT", f"/v1/workers/{worker_id}/heartbeat", beat, RegisteredWorker)

    async def _send(self, method: str, path: str, body: object, answer: type[T]) -> T:
        content = None if body is None else msgspec.json.encode(body)
        return msgspec.json.decode(await self._call(method, path, content), type=answer)

    async def _list(self, path: str, item: type[T]) -> list[T]:
        items: list[T] = []
        joint = "&" if "?" in path else "?"
        at = f"{path}{joint}limit={PAGE_ITEMS}"
        while True:  # ends with the list: each page begins behind the one before
            page = msgspec.json.decode(await self._call("GET", at), type=_Page)
            items.extend(msgspec.json.decode(raw, type=item) for raw in page.items)
            if page.next_cursor is None:
                return items
            at = f"{path}{joint}limit={PAGE_ITEMS}&cursor={quote(page.next_cursor, safe='')}"

    async def _call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        began_ms = self._clock.monotonic_ms()
        wait_s = FIRST_WAIT_S
        while True:
            try:
                return await self._once(method, path, body, headers or {})
            except (aiohttp.ClientError, TimeoutError, _Busy) as error:
                waited_s = (self._clock.monotonic_ms() - began_ms) / 1000
                if waited_s >= self._patience_s:
                    raise DoorShut(
                        f"the governance API at {self._url} did not answer for {waited_s:.0f} s: {error}; "
                        "is `python -m api` running, and HYPECUT_API_URL right?"
                    ) from error
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        if self._http is None:
            raise RuntimeError("the door is not open: use `async with Door(...)`")
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
        async with self._http.request(method, self._url + path, data=body, headers=headers) as answer:
            content = await answer.read()
            if answer.status in _RETRIED:
                raise _Busy(f"HTTP {answer.status}: {_detail(content)}")
            if answer.status >= 400:
                detail = _detail(content)
                refused = Fenced if answer.status == 409 else DoorRefused
                raise refused(answer.status, detail)
            return content


def _detail(content: bytes) -> str:
    """What a problem says (RFC 9457), or the start of the answer where it is none."""
    try:
        problem = msgspec.json.decode(content, type=_ProblemDetail)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return content.decode(errors="replace")[:DETAIL_CHARS]
    return "; ".join(part for part in (problem.detail, problem.remedy) if part)[:DETAIL_CHARS]


class _Busy(Exception):
    """An answer that may be another one next time."""
