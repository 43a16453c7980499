from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from agents import closing
from agents.closing import Closings
from agents.recorded_audio import RecordedSound
from agents.speech_pool import SpeechFailed
from schemas.judging import Transcript
from schemas.moment import Span
from streams.door import DoorRefused, Session
from streams.store import DirectoryStore, ObjectStore
from streams.telemetry import Counters
from tests.fakes.judging_world import StillClock
from tests.fakes.simple_judges import _highlight

SESSION = "0190a000-0000-7000-8000-000000000001"
HIGHLIGHT = msgspec.structs.replace(_highlight(SESSION, 5000, 12.0), end_ms=9000)


class Desk:
    """Gets the answers in place of a `Case`."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, Transcript | None]] = []
        self.came = asyncio.Event()

    def transcribed(self, highlight_id: str, transcript: Transcript | None) -> None:
        self.answers.append((highlight_id, transcript))
        self.came.set()


class Door:
    """Says how far the recording is: each answer once, the last for ever."""

    def __init__(self, *answers: int | Exception | None, language: str = "") -> None:
        self.answers = list(answers)
        self.language = language
        self.asked = 0

    async def session(self, session_id: str) -> Session:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Session(
            session_id=session_id,
            watch_id="w",
            incarnation=1,
            started_at_ms=0,
            speed=1.0,
            source="s",
            title="",
            discontinuity=0,
            recorded_until_ms=answer or 0,
            ended_at_ms=6000 if answer is None else None,
            end_reason="",
            language=self.language,
        )


class Ears:
    def __init__(self, *, deaf: bool = False) -> None:
        self.heard: list[tuple[int, int]] = []
        self.languages: list[str] = []
        self.deaf = deaf

    async def transcribe(self, pcm: bytes, start_ms: int, language: str = "") -> Transcript:
        if self.deaf:
            raise SpeechFailed("2 workers were lost over it")
        self.heard.append((len(pcm), start_ms))
        self.languages.append(language)
        return Transcript(language="en", text="wow", words=(), model="fake")


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    monkeypatch.setattr(closing, "ASK_EVERY_S", 0.0)

    def covered(covered_ms: int) -> None:
        import numpy as np

        def load(_: ObjectStore, __: str, span: Span) -> RecordedSound:
            return RecordedSound(np.zeros(span.duration_ms * 16, dtype=np.int16), covered_ms)

        monkeypatch.setattr(closing, "load_sound", load)

    covered(4000)
    return covered


def make(tmp_path: Path, door: Door, ears: Ears | None, clock: StillClock | None = None) -> Closings:
    return Closings(
        door,
        DirectoryStore(tmp_path),
        ears=ears,
        counters=Counters(),
        clock=clock or StillClock(),
        recorded_wait_ms=30_000,
    )


async def ask(closings: Closings) -> tuple[str, Transcript | None]:
    desk = Desk()
    closings.close(desk, HIGHLIGHT)  # type: ignore[arg-type]
    await asyncio.wait_for(desk.came.wait(), 5)
    (answer,) = desk.answers
    return answer


@pytest.mark.usefixtures("sound")
async def test_it_waits_until_the_span_is_recorded(tmp_path: Path) -> None:
    door, ears = Door(4000, 8999, 9000), Ears()
    highlight_id, transcript = await ask(make(tmp_path, door, ears))
    assert highlight_id == HIGHLIGHT.highlight_id
    assert transcript is not None
    assert door.asked == 3
    assert ears.heard == [(4000 * 32, 5000)]


@pytest.mark.usefixtures("sound")
async def test_a_session_that_is_over_is_not_waited_for(tmp_path: Path) -> None:
    door = Door(4000, None)
    assert (await ask(make(tmp_path, door, Ears())))[1] is not None
    assert door.asked == 2


@pytest.mark.usefixtures("sound")
async def test_a_recording_that_never_comes_is_waited_for_in_bounds(tmp_path: Path) -> None:
    clock = StillClock()

    class Slow(Door):
        async def session(self, session_id: str) -> Session:
            clock.at_ms += 10_000
            return await super().session(session_id)

    door = Slow(4000)
    assert (await ask(make(tmp_path, door, Ears(), clock)))[1] is not None
    assert door.asked == 3


@pytest.mark.usefixtures("sound")
async def test_what_fails_is_a_highlight_without_a_transcript(tmp_path: Path) -> None:
    assert await ask(make(tmp_path, Door(9000), Ears(deaf=True))) == (HIGHLIGHT.highlight_id, None)
    assert await ask(make(tmp_path, Door(9000), None)) == (HIGHLIGHT.highlight_id, None)
    assert (await ask(make(tmp_path, Door(DoorRefused(404, "no session")), Ears())))[1] is not None


async def test_no_sound_is_not_sent_to_the_ears(tmp_path: Path, sound: Callable[[int], None]) -> None:
    sound(0)
    ears = Ears()
    assert await ask(make(tmp_path, Door(9000), ears)) == (HIGHLIGHT.highlight_id, None)
    assert ears.heard == []


@pytest.mark.usefixtures("sound")
async def test_the_same_span_is_transcribed_once(tmp_path: Path) -> None:
    ears = Ears()
    closings = make(tmp_path, Door(9000), ears)
    assert await ask(closings) == await ask(closings)
    assert len(ears.heard) == 1


@pytest.mark.usefixtures("sound")
async def test_the_ears_are_told_which_language_the_channel_speaks(tmp_path: Path) -> None:
    ears = Ears()
    await ask(make(tmp_path, Door(0, 9000, language="de"), ears))
    await ask(make(tmp_path, Door(9000), ears))
    assert ears.languages == ["de", ""]


@pytest.mark.usefixtures("sound")
async def test_all_speech_workers_work_at_the_same_time(tmp_path: Path) -> None:
    class Busy(Ears):
        def __init__(self) -> None:
            super().__init__()
            self.all_there = asyncio.Event()

        async def transcribe(self, pcm: bytes, start_ms: int, language: str = "") -> Transcript:
            self.heard.append((len(pcm), start_ms))
            if len(self.heard) == 4:
                self.all_there.set()
            await self.all_there.wait()
            return Transcript(language="en", text="wow", words=(), model="fake")

    ears, desk = Busy(), Desk()
    closings = Closings(
        Door(9000),
        DirectoryStore(tmp_path),
        ears=ears,
        counters=Counters(),
        clock=StillClock(),
        recorded_wait_ms=30_000,
        speech_workers=4,
    )
    for number in range(4):
        closings.close(desk, msgspec.structs.replace(HIGHLIGHT, highlight_id=f"h{number}"))  # type: ignore[arg-type]
    await asyncio.wait_for(ears.all_there.wait(), 5)
    await closings.forget()
