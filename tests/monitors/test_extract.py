from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitors.chat.message import AuthorHash
from monitors.chat.recorded import RecordedChat
from monitors.extract import extract
from monitors.sources.base import SourceUnusable
from schemas.capture import (
    AudioWindow,
    ChatBatch,
    Frame,
    Gap,
    GapReason,
    SessionEnded,
    SessionOpened,
    Watermark,
    WindowState,
)
from schemas.codec import AnyEvent
from streams.pipe import read_events
from tests.fakes.media import Recipe, make


def extracted(media: Path | None, chat: Path | None = None, until_ms: int | None = None) -> bytes:
    out = io.BytesIO()
    lines = None if chat is None else RecordedChat(chat, AuthorHash("key"))
    extract(None if media is None else str(media), lines, until_ms, out)
    return out.getvalue()


def events(body: bytes) -> list[tuple[str, AnyEvent]]:
    return list(read_events(io.BytesIO(body)))


def states(said: list[tuple[str, AnyEvent]], topic: str) -> list[WindowState]:
    return [event.state for name, event in said if name == topic and isinstance(event, Watermark)]


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.jsonl"
    path.write_text(
        "".join(json.dumps({"t": n / 3, "u": f"u{n % 5}", "m": f"wow {n}"}) + "\n" for n in range(20))
    )
    return path


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, chat: Path) -> None:
    media = make(tmp_path / "a.mp4", Recipe(duration_s=5, b_frames=2))
    assert extracted(media, chat) == extracted(media, chat)


def test_each_second_of_each_topic_is_closed_behind_its_events(tmp_path: Path, chat: Path) -> None:
    said = events(extracted(make(tmp_path / "a.mp4", Recipe(duration_s=5, b_frames=2)), chat))
    closed = {"media.audio": 0, "media.frames": 0, "chat.batches": 0}
    for name, event in said:
        if isinstance(event, Watermark):
            assert event.until_ms == closed[name] + 1000
            closed[name] = event.until_ms
        elif isinstance(event, AudioWindow):
            assert event.start_ms == closed[name]
            assert len(event.pcm) == 32_000
        elif isinstance(event, Frame):
            assert closed[name] <= event.at_ms < closed[name] + 1000
            assert event.jpeg[:2] == b"\xff\xd8"
        elif isinstance(event, ChatBatch):
            assert all(closed[name] <= line.at_ms < closed[name] + 1000 for line in event.messages)
    assert len(set(closed.values())) == 1
    finals = [name for name, event in said if isinstance(event, Watermark) and event.final]
    assert sorted(finals) == sorted(closed)


def test_chat_alone_has_no_media(chat: Path) -> None:
    said = events(extracted(None, chat))
    assert states(said, "media.audio") == [WindowState.ABSENT] * 7
    assert states(said, "media.frames") == [WindowState.ABSENT] * 7
    assert states(said, "chat.batches") == [WindowState.LIVE] * 7
    assert sum(len(event.messages) for _, event in said if isinstance(event, ChatBatch)) == 20
    assert isinstance(said[-1][1], SessionEnded)


def test_until_ends_it_early(tmp_path: Path, chat: Path) -> None:
    assert len(states(events(extracted(None, chat, until_ms=3000)), "chat.batches")) == 3
    media = make(tmp_path / "a.mp4", Recipe(duration_s=12))
    said = events(extracted(media, chat, until_ms=3000))
    assert len([state for state in states(said, "media.audio") if state is WindowState.LIVE]) == 3


@pytest.mark.parametrize(("video", "audio"), [(True, False), (False, True)])
def test_a_track_that_is_missing_is_absent_all_along(tmp_path: Path, video: bool, audio: bool) -> None:
    said = events(extracted(make(tmp_path / "a.mp4", Recipe(duration_s=4, video=video, audio=audio))))
    absent = "media.frames" if audio else "media.audio"
    present = "media.audio" if audio else "media.frames"
    assert set(states(said, absent)) == {WindowState.ABSENT}
    assert states(said, present)[:3] == [WindowState.LIVE] * 3
    opened = next(event for _, event in said if isinstance(event, SessionOpened))
    assert (opened.has_video, opened.has_audio) == (video, audio)


def test_a_slide_show_is_live_between_its_pictures(tmp_path: Path) -> None:
    recipe = Recipe(gop=1, count=5, pts_of=lambda n: n * 2.0, audio=False)
    said = events(extracted(make(tmp_path / "slides.mkv", recipe)))
    assert states(said, "media.frames")[:8] == [WindowState.LIVE] * 8
    assert [event for _, event in said if isinstance(event, Gap)] == []


def test_a_clock_that_jumps_back_loses_nothing(tmp_path: Path) -> None:
    first = make(tmp_path / "a.ts", Recipe(duration_s=4, start_s=100)).read_bytes()
    second = make(tmp_path / "b.ts", Recipe(duration_s=4, start_s=1.4)).read_bytes()
    path = tmp_path / "both.ts"
    path.write_bytes(first + second)
    said = events(extracted(path))
    assert states(said, "media.audio")[:8] == [WindowState.LIVE] * 8
    assert states(said, "media.frames")[:8] == [WindowState.LIVE] * 8
    numbers = {event.discontinuity for _, event in said if isinstance(event, Watermark)}
    assert numbers == {0, 1}


def test_a_wrap_at_33_bits_loses_nothing(tmp_path: Path) -> None:
    said = events(extracted(make(tmp_path / "a.ts", Recipe(duration_s=8, start_s=95_440))))
    assert states(said, "media.audio")[:7] == [WindowState.LIVE] * 7
    assert {event.discontinuity for _, event in said if isinstance(event, Watermark)} == {0}


def test_a_hole_is_a_gap(tmp_path: Path) -> None:
    first = make(tmp_path / "a.ts", Recipe(duration_s=3, start_s=10)).read_bytes()
    second = make(tmp_path / "b.ts", Recipe(duration_s=3, start_s=20)).read_bytes()
    path = tmp_path / "both.ts"
    path.write_bytes(first + second)
    said = events(extracted(path))
    live = [state is WindowState.LIVE for state in states(said, "media.audio")]
    assert live[:13] == [True] * 3 + [False] * 7 + [True] * 3
    (gap,) = [event for _, event in said if isinstance(event, Gap)]
    assert gap.reason is GapReason.MISSING
    assert gap.start_ms == pytest.approx(3000, abs=50)
    assert gap.end_ms == pytest.approx(10_000, abs=50)


def test_noise_in_the_middle_costs_only_itself(tmp_path: Path) -> None:
    body = bytearray(make(tmp_path / "a.ts", Recipe(duration_s=8)).read_bytes())
    middle = len(body) // 2
    body[middle : middle + 3000] = os.urandom(3000)
    (tmp_path / "b.ts").write_bytes(body)
    live = [
        state is WindowState.LIVE for state in states(events(extracted(tmp_path / "b.ts")), "media.audio")
    ]
    assert sum(live) >= 7


@pytest.mark.parametrize(
    ("name", "content"), [("empty.mp4", b""), ("text.mp4", b"no media at all\n" * 100), ("nothing.mp4", None)]
)
def test_what_is_no_media_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceUnusable, match=name) as refused:
        extracted(tmp_path / name)
    assert refused.value.remedy


def test_the_real_files(shared_data: Path) -> None:
    clip = events(extracted(shared_data / "video" / "artkulak_clip2.mp4"))
    assert states(clip, "media.audio")[:60] == [WindowState.LIVE] * 60
    assert states(clip, "media.frames")[4:60] == [WindowState.LIVE] * 56
    frames = [event for _, event in clip if isinstance(event, Frame)]
    assert len(frames) >= 10
    sharp = events(extracted(shared_data / "video" / "hougesen_highlight.mp4"))
    assert {(event.width, event.height) for _, event in sharp if isinstance(event, Frame)} == {(640, 360)}
    assert max(len(event.jpeg) for _, event in sharp if isinstance(event, Frame)) <= 64_000
    assert states(sharp, "media.audio")[2:20] == [WindowState.LIVE] * 18


def test_real_segments_of_every_kind(shared_data: Path) -> None:
    for path in sorted((shared_data / "hls").glob("*.ts")):
        if path.name == "encrypted.ts":
            with pytest.raises(SourceUnusable):
                extracted(path)
            continue
        said = events(extracted(path))
        assert isinstance(said[-1][1], SessionEnded), path.name
        assert said[-1][1].end_ms <= 1100, path.name


def test_the_command(tmp_path: Path, chat: Path) -> None:
    media = make(tmp_path / "a.ts", Recipe(duration_s=3))
    environment = {**os.environ, "HYPECUT_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-m", "monitors", "extract"]
    with media.open("rb") as piped:
        done = subprocess.run(
            [*command, "-", "--chat", str(chat)],
            stdin=piped,
            env=environment,
            capture_output=True,
            check=True,
        )
    assert states(events(done.stdout), "media.audio")[:2] == [WindowState.LIVE] * 2
    gone = subprocess.run(
        [*command, str(tmp_path / "no.mp4")], env=environment, capture_output=True, check=False
    )
    assert gone.returncode == 2
    assert b"no.mp4" in gone.stderr
    assert b"Traceback" not in gone.stderr
