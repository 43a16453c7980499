from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import TextIO

import msgspec
import pytest

from schemas.capture import SourceFailed
from schemas.codec import AnyEvent
from schemas.judging import HighlightState
from schemas.rendering import ClipState
from streams.clock import SystemClock
from streams.commands.story import Line
from streams.commands.views import JsonView
from streams.door import WatchRequest
from streams.store import DirectoryStore
from streams.watching import (
    BROKEN,
    ENDED,
    INTERRUPTED,
    UNOPENED,
    Bounds,
    EventsEnded,
    Interrupts,
    Outcome,
    Watching,
    one_sentence,
)
from tests.fakes.watched_session import (
    CLIP_KEY,
    HIGHLIGHT_ID,
    WATCH_ID,
    RecordingDoor,
    ScriptedRoad,
    clip,
    ended,
    highlight,
    judged,
    opened,
    whole_session,
)

REQUEST = WatchRequest(source="match.mp4", once=True)
SHORT = Bounds(open_s=0.1, silence_s=0.1, finish_s=0.1, ask_s=0.05, interrupt_s=0.1)


class NoticedView(JsonView):
    """The view of JSON lines; says when the first is written."""

    def __init__(self, noticed: asyncio.Event, out: TextIO, err: TextIO) -> None:
        super().__init__(out, err)
        self._noticed = noticed

    def told(self, line: Line) -> None:
        super().told(line)
        self._noticed.set()


class Desk:
    """A watch with everything around it faked, but for the store, which is a folder."""

    def __init__(self, tmp_path: Path, events: list[AnyEvent], *, silent: bool = True) -> None:
        self.out = tmp_path / "out"
        self.stdout, self.stderr = io.StringIO(), io.StringIO()
        self.door = RecordingDoor()
        self.interrupts = Interrupts()
        self.store = DirectoryStore(tmp_path / "store")
        self.store.put(CLIP_KEY, b"a film")
        self.told = asyncio.Event()
        self._road = ScriptedRoad(events, silent=silent)

    async def run(self, bounds: Bounds | None = None) -> Outcome:
        watching = Watching(
            self.door,
            aiter(self._road),
            store=self.store,
            view=NoticedView(self.told, self.stdout, self.stderr),
            clock=SystemClock(),
            out=self.out,
            bounds=bounds,
        )
        return await watching.run(REQUEST, self.interrupts)

    async def first_line(self) -> None:
        """Wait until something was told."""
        await asyncio.wait_for(self.told.wait(), 5)

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.stdout.getvalue().splitlines()]


async def test_a_session_ends_with_0_and_its_clip_in_the_folder(tmp_path: Path) -> None:
    desk = Desk(tmp_path, whole_session())
    outcome = await desk.run()
    assert outcome.code == ENDED
    assert [line["type"] for line in desk.lines] == [
        "session",
        "gap",
        "highlight",
        "highlight",
        "highlight",
        "clip",
        "end",
    ]
    path = Path(str(desk.lines[5]["path"]))
    assert (await asyncio.to_thread(path.read_bytes)) == b"a film"
    assert path.parent == desk.out
    assert outcome.delivered == {HIGHLIGHT_ID: path}
    assert desk.lines[-1] == {
        "type": "end",
        "end_s": 78.0,
        "reason": "end of stream",
        "highlights": 1,
        "clips": 1,
        "failed": 0,
        "error": "",
    }
    assert desk.door.stopped == []


async def test_a_clip_made_besides_is_copied_too(tmp_path: Path) -> None:
    *before, own = whole_session()
    extra = msgspec.structs.replace(clip(ClipState.READY), clip_id="extra-9999", extra=True)
    outcome = await Desk(tmp_path, [*before, extra, own]).run()
    assert outcome.code == ENDED
    assert set(outcome.delivered) == {HIGHLIGHT_ID, "extra-9999"}
    assert len({path.name for path in outcome.delivered.values()}) == 2


async def test_a_source_that_cannot_be_opened_ends_with_2_and_its_sentence(tmp_path: Path) -> None:
    failed = SourceFailed(watch_id=WATCH_ID, reason="there is no such channel", remedy="check the name")
    desk = Desk(tmp_path, [failed])
    outcome = await desk.run()
    assert (outcome.code, outcome.error) == (UNOPENED, "there is no such channel; check the name")
    assert desk.lines == []


async def test_a_failed_clip_is_told_and_the_watch_does_not_end_with_0(tmp_path: Path) -> None:
    events = [*whole_session()[:-1], clip(ClipState.FAILED, reason="no room", remedy="make room")]
    desk = Desk(tmp_path, events)
    outcome = await desk.run()
    assert outcome.code == BROKEN
    assert desk.lines[-2]["state"] == "failed"
    assert (desk.lines[-1]["clips"], desk.lines[-1]["failed"]) == (0, 1)


async def test_a_clip_that_cannot_be_copied_is_told_as_failed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, whole_session())
    desk.store.delete(CLIP_KEY)
    outcome = await desk.run()
    assert outcome.code == BROKEN
    assert desk.lines[-2]["state"] == "failed"
    assert "no object" in str(desk.lines[-2]["reason"])


async def test_a_source_that_broke_off_does_not_end_with_0(tmp_path: Path) -> None:
    desk = Desk(tmp_path, [opened(), ended(error=True), judged()])
    outcome = await desk.run()
    assert outcome.code == BROKEN
    assert "broke off" in outcome.error


async def test_watches_left_behind_by_a_killed_run_are_stopped_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path, whole_session())
    once = desk.door.watch("old", WatchRequest(source="x", once=True))
    lasting = desk.door.watch("lasting", WatchRequest(source="y", once=False))
    desk.door.leftovers = [once, lasting]
    await desk.run()
    assert desk.door.stopped == ["old"]


async def test_a_session_that_never_opens_ends_in_one_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path, [])
    outcome = await desk.run(SHORT)
    assert outcome.code == BROKEN
    assert "not opened within" in outcome.error
    assert desk.door.stopped == [WATCH_ID]


@pytest.mark.parametrize(
    ("events", "phase"),
    [([opened()], "while the source ran"), ([opened(), ended()], "after the source had ended")],
)
async def test_silence_ends_in_one_line(tmp_path: Path, events: list[AnyEvent], phase: str) -> None:
    outcome = await Desk(tmp_path, events).run(SHORT)
    assert outcome.code == BROKEN
    assert phase in outcome.error


async def test_an_event_lost_on_the_road_is_made_up_for_by_the_door(tmp_path: Path) -> None:
    desk = Desk(tmp_path, whole_session()[:-1])
    desk.door.known_highlights = [highlight(3, HighlightState.FINAL)]
    desk.door.known_clips = [clip(ClipState.READY)]
    outcome = await desk.run(Bounds(ask_s=0.05))
    assert outcome.code == ENDED
    assert HIGHLIGHT_ID in outcome.delivered


async def test_a_road_that_ends_is_an_error_with_a_name(tmp_path: Path) -> None:
    with pytest.raises(EventsEnded):
        await Desk(tmp_path, [opened()], silent=False).run()


async def test_ctrl_c_stops_the_watch_and_waits_for_open_clips_within_its_bound(tmp_path: Path) -> None:
    desk = Desk(tmp_path, [opened(), highlight(1, HighlightState.OPENED)])
    run = asyncio.create_task(desk.run(Bounds(interrupt_s=0.1)))
    await desk.first_line()
    desk.interrupts.interrupt()
    outcome = await run
    assert outcome.code == INTERRUPTED
    assert "1 open clip" in outcome.error
    assert desk.door.stopped[0] == WATCH_ID
    assert "Ctrl-C again stops at once" in desk.stderr.getvalue()


async def test_ctrl_c_with_nothing_open_is_a_good_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path, [opened(), ended()])
    run = asyncio.create_task(desk.run())
    await desk.first_line()
    desk.interrupts.interrupt()
    assert (await run).code == ENDED


async def test_a_second_ctrl_c_cancels_at_once() -> None:
    interrupts = Interrupts()
    task: asyncio.Task[object] = asyncio.create_task(asyncio.Event().wait())  # type: ignore[arg-type]
    interrupts.install(task)
    interrupts.orderly = True
    interrupts.interrupt()
    await asyncio.sleep(0)
    assert not task.done()
    interrupts.interrupt()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("reason", "remedy", "sentence"),
    [
        ("It is gone.", "Check the name.", "It is gone; check the name"),
        ("it is gone", "HYPECUT_DATA is wrong", "it is gone; HYPECUT_DATA is wrong"),
        ("it is gone.", "", "it is gone"),
    ],
)
def test_reason_and_remedy_make_one_sentence(reason: str, remedy: str, sentence: str) -> None:
    assert one_sentence(reason, remedy) == sentence
