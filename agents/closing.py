"""Gets the transcript of each closed highlight, once its span is recorded.

In: closed highlights. Out: for each, a transcript or none, told to its session. What speech cannot
do (no model, no sound, a worker that died twice) is one line in the log, and judging goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import Protocol

from agents.case import Case
from agents.recorded_audio import RecordedSound, load_sound
from agents.speech_pool import SpeechFailed
from schemas.judging import Highlight, Transcript
from schemas.moment import Span
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut, Session
from streams.store import ObjectStore
from streams.telemetry import Counters

log = logging.getLogger(__name__)

ASK_EVERY_S = 0.5
"""How often the door is asked how far the recording is; it is told every few seconds."""

LOADS_AHEAD = 1
"""Recordings that lie decoded beside those that are transcribed: more would only fill memory."""

REMEMBERED_MAX = 64
"""Transcripts kept in case the same highlight is closed again after a rebalance: some 300 kB."""


class SessionDoor(Protocol):
    """The part of the door that knows how far a recording is."""

    async def session(self, session_id: str) -> Session:
        """Raises DoorRefused (404), DoorShut."""
        ...


class Ears(Protocol):
    """What transcribes (`agents.speech_pool.SpeechPool`)."""

    async def transcribe(self, pcm: bytes, start_ms: int, language: str = "") -> Transcript:
        """Sound of 16 kHz, 16 bit, mono, in a language where it is known. Raises SpeechFailed."""
        ...


class Closings:
    """The closed highlights of this process that wait for their transcript.

    Args:
        ears: None when speech is off: every highlight goes on at once, without a transcript.
        speech_workers: how many highlights `ears` transcribes at the same time.
    """

    def __init__(
        self,
        door: SessionDoor,
        store: ObjectStore,
        *,
        ears: Ears | None,
        counters: Counters,
        clock: Clock,
        recorded_wait_ms: int,
        speech_workers: int = 1,
    ) -> None:
        self._door = door
        self._store = store
        self._ears = ears
        self._counters = counters
        self._clock = clock
        self._recorded_wait_ms = recorded_wait_ms
        self._loading = asyncio.Semaphore(speech_workers + LOADS_AHEAD)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._remembered: OrderedDict[tuple[str, int, int], Transcript] = OrderedDict()

    @property
    def pending(self) -> int:
        """Highlights that wait."""
        return len(self._tasks)

    def close(self, case: Case, highlight: Highlight) -> None:
        """See `agents.desk.Closer`."""
        if highlight.highlight_id in self._tasks:
            return
        if self._ears is None:
            case.transcribed(highlight.highlight_id, None)
            return
        task = asyncio.create_task(self._run(case, highlight), name=f"closing {highlight.highlight_id}")
        self._tasks[highlight.highlight_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(highlight.highlight_id, None))

    async def forget(self) -> None:
        """Give up what is under way; whoever has the session next asks again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()

    async def _run(self, case: Case, highlight: Highlight) -> None:
        transcript: Transcript | None = None
        try:
            transcript = await self._transcript(highlight)
        except SpeechFailed as failed:
            self._counters.add("transcripts_failed")
            log.warning("highlight %s goes on without a transcript: %s", highlight.highlight_id, failed)
        except Exception:
            self._counters.add("transcripts_failed")
            log.exception("a bug on the way to the transcript of highlight %s", highlight.highlight_id)
        case.transcribed(highlight.highlight_id, transcript)

    async def _transcript(self, highlight: Highlight) -> Transcript | None:
        span = Span(highlight.start_ms, highlight.end_ms)
        known = (highlight.highlight_id, span.start_ms, span.end_ms)
        if known in self._remembered:
            return self._remembered[known]
        language = await self._until_recorded(highlight.session_id, span.end_ms)
        async with self._loading:
            sound = await asyncio.to_thread(load_sound, self._store, highlight.session_id, span)
            transcript = await self._heard(sound, span, highlight.highlight_id, language)
        if transcript is not None:
            self._remembered[known] = transcript
            while len(self._remembered) > REMEMBERED_MAX:
                self._remembered.popitem(last=False)
        return transcript

    async def _heard(
        self, sound: RecordedSound, span: Span, highlight_id: str, language: str
    ) -> Transcript | None:
        if self._ears is None or sound.covered_ms == 0:
            log.info("highlight %s has no recorded sound, and so no transcript", highlight_id)
            return None
        transcript = await self._ears.transcribe(sound.pcm.tobytes(), span.start_ms, language)
        self._counters.add("transcripts")
        return transcript

    async def _until_recorded(self, session_id: str, end_ms: int) -> str:
        """Wait for the recording. Returns the language of the session, as its channel said last."""
        language = ""
        began_ms = self._clock.monotonic_ms()
        while self._clock.monotonic_ms() - began_ms < self._recorded_wait_ms:
            try:
                session = await self._door.session(session_id)
            except DoorShut:
                began_ms = self._clock.monotonic_ms()  # nobody can be told now anyway
            except DoorRefused as refused:
                log.warning("the door knows no session %s: %s", session_id, refused)
                return language
            else:
                language = session.language
                if session.recorded_until_ms >= end_ms or session.ended_at_ms is not None:
                    return language
            await asyncio.sleep(ASK_EVERY_S)
        self._counters.add("recordings_late")
        log.warning("session %s is not recorded up to %d ms in time", session_id, end_ms)
        return language
