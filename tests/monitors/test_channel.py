"""A whole channel on files: what it says at the door and on the road."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from monitors.channel import Outcome, end_orphan
from monitors.sources.base import Idle, Opened, SourceLost, SourceOffline
from monitors.sources.hls import StreamlinkSource
from schemas.capture import (
    ChatBatch,
    GapReason,
    SessionEnded,
    SessionOpened,
    SourceFailed,
    WatchState,
    Watermark,
    WindowState,
)
from streams.topics import CHAT_BATCHES, SESSIONS
from tests.fakes.media import Recipe, make
from tests.monitors.capturing import WATCH_ID, Capturing
from tests.monitors.twitchio_client import until


async def test_a_file_is_played_at_its_speed(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=12, b_frames=2))
    capturing = Capturing(tmp_path, str(source), speed=6)
    begun = time.monotonic()
    assert await capturing.run() is Outcome.DONE
    assert time.monotonic() - begun >= 1.9
    capturing.assert_whole()
    capturing.assert_recorded(0, 12_000)
    (opened,) = capturing.said(SESSIONS, SessionOpened)
    assert (opened.width, opened.height, opened.frame_rate_milli, opened.speed) == (160, 96, 25_000, 6.0)
    (session,) = capturing.door.kept.values()
    assert session.ended_at_ms == capturing.ended.end_ms
    assert session.recorded_until_ms == pytest.approx(12_000, abs=100)
    assert len(capturing.door.progress) > 5
    assert not (tmp_path / "spool" / session.session_id).exists()


async def test_a_recorded_chat_is_in_step(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=5))
    chat = tmp_path / "chat.jsonl"
    chat.write_text("".join(json.dumps({"t": n / 2, "u": "u", "m": f"n{n}"}) + "\n" for n in range(20)))
    capturing = Capturing(tmp_path, str(source), chat=str(chat))
    assert await capturing.run() is Outcome.DONE
    closed = 0
    for event in capturing.road.on(CHAT_BATCHES):
        if isinstance(event, Watermark):
            assert event.until_ms == closed + 1000
            closed = event.until_ms
        elif isinstance(event, ChatBatch):
            assert all(closed <= line.at_ms < closed + 1000 for line in event.messages)
    assert sum(len(batch.messages) for batch in capturing.said(CHAT_BATCHES, ChatBatch)) == 10


async def test_every_second_says_what_the_channel_is_about_by_then(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=12))
    capturing = Capturing(tmp_path, str(source), speed=6, category="Chess")
    channel = capturing.channel()
    running = asyncio.create_task(channel.run())
    await until(lambda: len(capturing.said(CHAT_BATCHES, Watermark)) >= 3)
    channel.is_about("Just Chatting")
    assert await running is Outcome.DONE
    said = [mark.category for mark in capturing.said(CHAT_BATCHES, Watermark)]
    assert said[:3] == ["Chess"] * 3
    changed_at = said.index("Just Chatting")
    assert said == ["Chess"] * changed_at + ["Just Chatting"] * (len(said) - changed_at)
    assert {mark.state for mark in capturing.said(CHAT_BATCHES, Watermark)} == {WindowState.ABSENT}


async def test_the_wanted_length_ends_it(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=20))
    capturing = Capturing(tmp_path, str(source), max_media_ms=4000)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:4] == [WindowState.LIVE] * 4
    assert len(capturing.states()) <= 5
    assert capturing.ended.reason == "the wanted length is reached"


@pytest.mark.parametrize(
    ("source", "chat", "word"),
    [
        ("/no/such/file.mp4", "none", "/no/such/file.mp4"),
        ("/", "none", "folder"),
        ("twitch:not a name", "none", "names no Twitch channel"),
        ("ftp://somewhere/x", "none", "ftp"),
        ("/no/such/file.mp4", "/no/such/chat.jsonl", "chat.jsonl"),
    ],
)
async def test_what_cannot_be_opened_is_said_with_a_remedy(
    tmp_path: Path, source: str, chat: str, word: str
) -> None:
    capturing = Capturing(tmp_path, source, chat=chat)
    assert await capturing.run() is Outcome.FAILED
    assert word in capturing.failure.reason
    assert capturing.failure.remedy
    assert capturing.door.kept == {}


@pytest.mark.parametrize(
    "error", [SourceOffline("It is off air.", "Wait."), SourceLost("It is away.", "Wait.")]
)
@pytest.mark.parametrize("kept", [True, False])
async def test_a_source_that_is_not_there_now_is_no_failure_of_a_kept_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, kept: bool
) -> None:
    def away(self: StreamlinkSource, idle: Idle, again: Opened | None) -> Opened:
        raise error

    monkeypatch.setattr(StreamlinkSource, "open", away)
    capturing = Capturing(tmp_path, "twitch:name", kept=kept)
    assert await capturing.run() is (Outcome.OFFLINE if kept else Outcome.FAILED)
    assert len(capturing.said(SESSIONS, SourceFailed)) == (0 if kept else 1)


async def test_a_bug_while_opening_is_said_as_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: StreamlinkSource, idle: Idle, again: Opened | None) -> Opened:
        raise TypeError("a bug")

    monkeypatch.setattr(StreamlinkSource, "open", broken)
    capturing = Capturing(tmp_path, "twitch:name", kept=True)
    assert await capturing.run() is Outcome.FAILED
    assert capturing.failure.reason
    assert "log" in capturing.failure.remedy


async def test_a_session_that_was_taken_over_is_left_alone(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=30))
    capturing = Capturing(tmp_path, str(source), speed=5)
    running = asyncio.create_task(capturing.run())
    async with asyncio.timeout(20):
        while not capturing.states():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
    (session,) = capturing.door.kept.values()
    capturing.door._put(session, incarnation=2)
    assert await running is Outcome.FENCED
    assert capturing.said(SESSIONS, SessionEnded) == []
    assert capturing.door.kept[session.session_id].ended_at_ms is None


async def test_capture_goes_on_while_the_door_is_shut(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=20))
    capturing = Capturing(tmp_path, str(source), speed=8)
    running = asyncio.create_task(capturing.run())
    async with asyncio.timeout(20):
        while len(capturing.states()) < 3:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
        capturing.door.shut = True
        while len(capturing.states()) < 12:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
    capturing.door.shut = False
    assert await running is Outcome.DONE
    assert capturing.states()[:19] == [WindowState.LIVE] * 19


async def test_an_open_session_that_nobody_captures_is_ended(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mp4", Recipe(duration_s=20))
    capturing = Capturing(tmp_path, str(source), speed=8)
    channel = capturing.channel()
    running = asyncio.create_task(channel.run())
    async with asyncio.timeout(20):
        while len(capturing.states()) < 3:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
    channel.stop()
    assert await running is Outcome.STOPPED
    watch = WatchState(watch_id=WATCH_ID, revision=2, wanted=False, source=str(source))
    await end_orphan(capturing.means, watch, "it is no longer wanted", error=False)
    capturing.assert_whole()
    (session,) = capturing.door.kept.values()
    assert session.ended_at_ms == 1000 * (len(capturing.states()) - 1)


async def test_a_real_stream_that_starts_in_the_middle(tmp_path: Path, shared_data: Path) -> None:
    capturing = Capturing(tmp_path, str(shared_data / "video" / "artkulak_clip2.mp4"), speed=40)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:60] == [WindowState.LIVE] * 60
    capturing.assert_recorded(20, 60_000)
    assert capturing.gaps(GapReason.UNDECODABLE) == []
