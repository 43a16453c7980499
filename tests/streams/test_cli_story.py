from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from schemas.capture import SourceFailed
from schemas.codec import AnyEvent
from schemas.ids import new_id
from schemas.judging import HighlightState
from schemas.rendering import ClipState
from streams.commands.delivery import (
    ClipUndelivered,
    FolderUnwritable,
    clip_name,
    deliver,
    prepare_folder,
)
from streams.commands.story import Story, clip_line
from streams.store import DirectoryStore
from tests.fakes.watched_session import (
    CLIP_KEY,
    HIGHLIGHT_ID,
    SESSION_ID,
    WATCH_ID,
    clip,
    ended,
    gap,
    highlight,
    judged,
    opened,
    signal,
    whole_session,
)


def lines_of(story: Story, events: list[AnyEvent]) -> list[dict[str, object]]:
    told = [line for event in events for _, line in story.hear(event) if line is not None]
    return [json.loads(msgspec.json.encode(line)) for line in told]


def test_highlight_line_has_the_promised_fields_in_media_seconds() -> None:
    lines = lines_of(Story(WATCH_ID), [opened(), highlight(1, HighlightState.OPENED)])
    assert lines[1] == {
        "type": "highlight",
        "id": HIGHLIGHT_ID,
        "state": "opened",
        "start_s": 30.5,
        "peak_s": 40.0,
        "end_s": 52.25,
        "score": 6.543,
        "decided_at_s": 42.0,
        "reasons": ["chat is 8 times its normal"],
        "title": "Crowd goes wild!",
    }


def test_session_and_gap_lines() -> None:
    session, hole = lines_of(Story(WATCH_ID), [opened(), gap()])
    assert (session["type"], session["id"], session["frame_rate"]) == ("session", SESSION_ID, 30.0)
    assert hole == {"type": "gap", "start_s": 10.0, "end_s": 12.0, "reason": "stall", "detail": ""}


def test_clip_line_has_the_promised_fields() -> None:
    line = json.loads(msgspec.json.encode(clip_line(clip(ClipState.READY), Path("/out/a.mp4"))))
    assert line["type"] == "clip"
    assert line["state"] == "ready"
    assert line["path"] == "/out/a.mp4"
    assert (line["highlight_id"], line["duration_s"], line["ready_at_s"]) == (HIGHLIGHT_ID, 21.75, 58.9)
    assert (line["width"], line["height"], line["transcript"]) == (1080, 1920, "oh my god")
    assert line["stages_ms"] == {"fetch": 120, "encode": 3400}


def test_failed_clip_is_told_with_reason_and_remedy() -> None:
    failed = clip(ClipState.FAILED, reason="the disk is full", remedy="free some space")
    *_, line = lines_of(Story(WATCH_ID), [opened(), failed])
    assert (line["state"], line["path"]) == ("failed", None)
    assert (line["reason"], line["remedy"]) == ("the disk is full", "free some space")


def test_events_that_overtake_their_session_are_held_back() -> None:
    lines = lines_of(Story(WATCH_ID), [highlight(1, HighlightState.OPENED), opened()])
    assert [line["type"] for line in lines] == ["session", "highlight"]


def test_other_watches_on_the_same_road_are_passed_over() -> None:
    story = Story(WATCH_ID)
    other = new_id(5)
    events = [
        opened(watch_id=new_id(6), session_id=other),
        opened(),
        highlight(1, HighlightState.FINAL, session_id=other),
        SourceFailed(watch_id=other, reason="r", remedy="m"),
    ]
    assert [line["type"] for line in lines_of(story, events)] == ["session"]
    assert story.failure is None


def test_an_older_or_repeated_revision_is_not_told_again() -> None:
    story = Story(WATCH_ID)
    events = [opened(), *[highlight(number, HighlightState.GROWN) for number in (2, 2, 1, 3)]]
    assert len([line for line in lines_of(story, events) if line["type"] == "highlight"]) == 2


def test_whole_only_when_capture_and_judges_ended_and_every_final_highlight_has_its_clip() -> None:
    story = Story(WATCH_ID)
    states = []
    for event in whole_session():
        story.hear(event)
        states.append(story.whole)
    assert states == [False] * 9 + [True]


def test_a_late_rendering_does_not_undo_ready() -> None:
    story = Story(WATCH_ID)
    lines_of(story, [*whole_session(), clip(ClipState.RENDERING)])
    assert story.clips[HIGHLIGHT_ID].state is ClipState.READY
    assert story.whole


def test_near_misses_are_not_told_and_not_awaited() -> None:
    story = Story(WATCH_ID)
    miss = msgspec.structs.replace(highlight(1, HighlightState.DROPPED), near_miss=True)
    lines = lines_of(story, [opened(), miss, ended(), judged()])
    assert [line["type"] for line in lines] == ["session"]
    assert story.whole


def test_signals_are_heard_and_have_no_line() -> None:
    story = Story(WATCH_ID)
    story.hear(opened())
    assert story.hear(signal(1000)) == [(signal(1000), None)]


@pytest.mark.parametrize(
    ("title", "middle"),
    [
        ("Crowd goes wild!", "crowd-goes-wild"),
        ("Don't stop", "dont-stop"),
        ("../../etc/passwd", "etc-passwd"),
        ("🔥🔥", "moment"),
        ("مرحبا", "moment"),
        ("Éclair à gogo", "eclair-a-gogo"),
        ("", "moment"),
        ("x" * 300, "x" * 48),
    ],
)
def test_clip_names_are_safe_and_say_when_and_what(title: str, middle: str) -> None:
    name = clip_name(clip(ClipState.READY, title=title, start_ms=102_900))
    assert name.startswith(f"1m42s-{middle}-")
    assert name.endswith(".mp4")
    assert "/" not in name


def test_a_clip_is_delivered_whole_and_again_over_itself(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "store")
    ready = clip(ClipState.READY)
    for body in (b"first", b"second"):
        store.put(CLIP_KEY, body)
        assert deliver(store, ready, tmp_path / "out").read_bytes() == body
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_clip_that_is_gone_from_the_store_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ClipUndelivered, match="no object"):
        deliver(DirectoryStore(tmp_path / "store"), clip(ClipState.READY), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_below_a_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnwritable, match="choose another one with --out"):
        prepare_folder(tmp_path / "file" / "clips")


def test_a_clip_that_is_only_said_again_is_no_news() -> None:
    story = Story(WATCH_ID)
    story.hear(opened())
    rendering = clip(ClipState.RENDERING)
    assert story.hear(rendering)
    assert story.hear(rendering) == []


def test_a_clip_made_besides_is_told_and_ends_no_waiting_for_the_highlights_own() -> None:
    story = Story(WATCH_ID)
    extra = msgspec.structs.replace(clip(ClipState.READY), clip_id="extra", extra=True)
    *before, own = whole_session()
    for event in (*before, extra):
        story.hear(event)
    assert story.extras == {"extra": extra}
    assert story.hear(extra) == [], "what is only said again is no sign of life"
    assert story.awaited == {HIGHLIGHT_ID}
    assert not story.whole
    story.hear(own)
    assert story.whole
    failed = msgspec.structs.replace(extra, clip_id="other", state=ClipState.FAILED, reason="no")
    ((_, line),) = story.hear(failed)
    assert line is not None
    assert story.clips[HIGHLIGHT_ID].state is ClipState.READY
