"""Live HLS, read through the real streamlink, with everything that goes wrong in it."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from streamlink.plugins.twitch import TwitchHLSStream

from monitors.channel import Outcome
from monitors.sources.base import SourceOffline
from monitors.sources.hls import About, StreamlinkSource
from schemas.capture import GapReason, SessionOpened, Watermark, WindowState
from streams.topics import MEDIA_AUDIO, MEDIA_FRAMES, SESSIONS
from tests.fakes.hls_origin import HlsOrigin, OriginSegment
from tests.fakes.media import Recipe, cut, make
from tests.monitors.capturing import Capturing

AES_KEY = bytes(range(16))
AES_IV = (1).to_bytes(16, "big")


@pytest.fixture
async def origin() -> AsyncIterator[HlsOrigin]:
    async with HlsOrigin() as server:
        yield server


def listed(tmp_path: Path, recipe: Recipe, dated: bool = True) -> list[OriginSegment]:
    """One-second segments; the third one's end is the present."""
    first_ms = round(time.time() * 1000) - 3000
    bodies = cut(make(tmp_path / f"{id(recipe)}.ts", recipe), 1.0)
    return [OriginSegment(body, 1.0, first_ms + 1000 * n if dated else None) for n, body in enumerate(bodies)]


async def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.02)


async def show_all_soon(origin: HlsOrigin) -> None:
    """The rest of the stream with its end, once capture has begun."""
    await eventually(lambda: origin.playlist_reads >= 2)
    origin.listed = len(origin.segments)
    origin.ended = True


async def captured(origin: HlsOrigin, capturing: Capturing) -> Outcome:
    rest = asyncio.create_task(show_all_soon(origin))
    try:
        return await capturing.run()
    finally:
        rest.cancel()


def live(states: list[WindowState]) -> str:
    return "".join(
        {WindowState.LIVE: "L", WindowState.GAP: "g", WindowState.AD: "A"}.get(s, "-") for s in states
    )


async def test_a_stream_is_captured_from_its_edge_to_its_end(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=9, b_frames=2, start_s=95_440))
    first_ms = origin.segments[0].date_ms
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:8] == "LLLLLLLL"
    assert live(capturing.states(MEDIA_FRAMES))[:8] == "LLLLLLLL"
    capturing.assert_recorded(0, 9000)
    (opened,) = capturing.said(SESSIONS, SessionOpened)
    assert opened.started_at_ms == first_ms
    assert not capturing.ended.error
    assert capturing.ended.end_ms == pytest.approx(9000, abs=150)


async def test_a_source_without_a_calendar_is_dated_by_its_distance_from_the_edge(
    origin: HlsOrigin, tmp_path: Path
) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=6), dated=False)
    capturing = Capturing(tmp_path, origin.url)
    before_ms = time.time() * 1000
    assert await captured(origin, capturing) is Outcome.DONE
    (opened,) = capturing.said(SESSIONS, SessionOpened)
    assert before_ms - 3000 <= opened.started_at_ms <= before_ms


async def test_a_segment_that_cannot_be_fetched_is_a_gap(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=9))
    origin.segments[4].body = None
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:8] == "LLLLgLLL"
    (gap,) = capturing.gaps(GapReason.MISSING)
    assert (gap.start_ms, gap.end_ms) == (pytest.approx(4000, abs=60), pytest.approx(5000, abs=60))
    assert capturing.ended.end_ms == pytest.approx(9000, abs=150)


async def test_noise_and_an_empty_segment_cost_their_own_seconds(
    origin: HlsOrigin, tmp_path: Path, shared_data: Path
) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=10))
    origin.segments[4].body = (shared_data / "hls" / "encrypted.ts").read_bytes()
    origin.segments[7].body = b""
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:9] == "LLLLgLLgL"
    assert len(capturing.gaps(GapReason.UNDECODABLE)) == 2


async def test_encrypted_segments_are_read_with_their_key(origin: HlsOrigin, tmp_path: Path) -> None:
    from streamlink.utils.crypto import AES, pad

    origin.segments = listed(tmp_path, Recipe(duration_s=6))
    origin.key = AES_KEY
    for segment in origin.segments:
        assert segment.body is not None
        segment.body = AES.new(AES_KEY, AES.MODE_CBC, AES_IV).encrypt(pad(segment.body, 16, style="pkcs7"))
        segment.encrypted = True
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    assert live(capturing.states())[:5] == "LLLLL"


async def test_encryption_without_a_key_is_refused_in_a_sentence(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = [OriginSegment(os.urandom(4096), 1.0, encrypted=True) for _ in range(3)]
    capturing = Capturing(tmp_path, origin.url)
    assert await capturing.run() is Outcome.FAILED
    assert "encrypted" in capturing.failure.reason
    assert capturing.failure.remedy


async def test_an_encoder_that_restarts_goes_on_in_a_new_stretch(origin: HlsOrigin, tmp_path: Path) -> None:
    before = listed(tmp_path, Recipe(duration_s=4, start_s=5000), dated=False)
    after = listed(tmp_path, Recipe(duration_s=4, start_s=1.4, width=320, height=180), dated=False)
    after[0].discontinuity = True
    origin.segments = before + after
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:8] == "LLLLLLLL"
    assert [mark.discontinuity for mark in capturing.said(MEDIA_AUDIO, Watermark)][-1] == 1
    assert {segment.discontinuity for segment in capturing.segments} == {0, 1}
    capturing.assert_recorded(0, 8000)


async def test_an_encoder_that_restarts_without_saying_so(origin: HlsOrigin, tmp_path: Path) -> None:
    before = listed(tmp_path, Recipe(duration_s=4, start_s=5000), dated=False)
    origin.segments = before + listed(tmp_path, Recipe(duration_s=4, start_s=1.4), dated=False)
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:8] == "LLLLLLLL"
    assert {segment.discontinuity for segment in capturing.segments} == {0, 1}


@pytest.mark.parametrize("recipe", [Recipe(duration_s=6, audio=False), Recipe(duration_s=6, video=False)])
async def test_a_stream_of_one_track(origin: HlsOrigin, tmp_path: Path, recipe: Recipe) -> None:
    origin.segments = listed(tmp_path, recipe)
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    present, absent = (MEDIA_FRAMES, MEDIA_AUDIO) if recipe.video else (MEDIA_AUDIO, MEDIA_FRAMES)
    assert live(capturing.states(present))[:5] == "LLLLL"
    assert set(capturing.states(absent)) == {WindowState.ABSENT}
    capturing.assert_recorded(0, 5500)


async def test_a_playlist_that_stalls_and_goes_on(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=9))
    capturing = Capturing(tmp_path, origin.url)
    running = asyncio.create_task(capturing.run())
    # The gap is told while it lasts, not when it is over.
    await eventually(lambda: any(g.end_ms - g.start_ms > 1500 for g in capturing.gaps(GapReason.STALL)))
    said_early = live(capturing.states())
    # So is the recording of what came before it: a clip that ends there waits for nothing.
    await eventually(lambda: any(abs(segment.end_ms - 3000) < 150 for segment in capturing.segments))
    origin.listed, origin.ended = len(origin.segments), True
    assert await running is Outcome.DONE
    capturing.assert_whole()
    assert said_early.startswith("LL")
    assert "g" in said_early
    # How long the stall lasted is up to the machine; what comes behind it is live to the end.
    assert re.fullmatch("LLLg+L+g?", live(capturing.states()))
    (gap,) = capturing.gaps(GapReason.STALL)
    assert gap.start_ms == pytest.approx(3000, abs=60)
    assert gap.end_ms >= 5000
    assert [mark.discontinuity for mark in capturing.said(MEDIA_AUDIO, Watermark)][-1] >= 1
    # What was held back is not pushed behind the gap: media time stays in step with the chat's.
    assert capturing.ended.end_ms == pytest.approx(9000, abs=150)


async def test_long_segments_are_no_stalls(origin: HlsOrigin, tmp_path: Path) -> None:
    bodies = cut(make(tmp_path / "long.ts", Recipe(duration_s=12)), 2.0)
    origin.segments = [OriginSegment(body, 2.0) for body in bodies]
    capturing = Capturing(tmp_path, origin.url, overrides={"stall_ms": 500, "reopen_ms": 1200})
    running = asyncio.create_task(capturing.run())
    await eventually(lambda: origin.playlist_reads >= 2)
    for listed_by_now in (4, 5, 6):
        reads = origin.playlist_reads  # each takes a second or two, as long as a segment
        await eventually(lambda reads=reads: origin.playlist_reads >= reads + 2)
        origin.listed = listed_by_now
    origin.ended = True
    assert await running is Outcome.DONE
    assert capturing.gaps(GapReason.STALL) == []
    assert {mark.discontinuity for mark in capturing.said(MEDIA_AUDIO, Watermark)} == {0}
    assert capturing.ended.end_ms == pytest.approx(12_000, abs=150)


async def test_a_playlist_that_fails_for_a_while(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=8))
    capturing = Capturing(
        tmp_path, origin.url, overrides={"stall_ms": 8000, "reopen_ms": 1500, "offline_ms": 20_000}
    )
    running = asyncio.create_task(capturing.run())
    await eventually(lambda: origin.playlist_reads >= 2)
    origin.status = 500
    reads = origin.playlist_reads
    await eventually(lambda: origin.playlist_reads >= reads + 4)
    origin.status = 200
    origin.listed, origin.ended = len(origin.segments), True
    assert await running is Outcome.DONE
    capturing.assert_whole()
    # Reopened behind what was read, so that nothing is lost or doubled.
    assert live(capturing.states())[:7] == "LLLLLLL"
    capturing.assert_recorded(0, 8000)
    assert capturing.ended.end_ms == pytest.approx(8000, abs=150)


async def test_a_source_that_never_comes_back_ends_with_an_error(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=3))
    capturing = Capturing(tmp_path, origin.url, overrides={"reopen_ms": 1500, "offline_ms": 3500})
    running = asyncio.create_task(capturing.run())
    await eventually(lambda: origin.playlist_reads >= 2)
    origin.status = 404
    assert await running is Outcome.OFFLINE
    capturing.assert_whole()
    assert capturing.ended.error
    assert "404" in capturing.ended.reason
    capturing.assert_recorded(0, 3000)


async def test_a_streamer_who_restarts_goes_on_with_the_same_session(
    origin: HlsOrigin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_air, looks = True, 0

    def twitch(self: StreamlinkSource, session: object) -> tuple[TwitchHLSStream, About]:
        nonlocal looks
        looks += 1
        if not on_air:
            raise SourceOffline("It is off air.", "Wait.")
        return TwitchHLSStream(session, origin.url), About("a title")

    monkeypatch.setattr(StreamlinkSource, "_stream", twitch)
    origin.segments = listed(tmp_path, Recipe(duration_s=3))
    patient = {"reopen_ms": 1500, "offline_ms": 2000, "stream_grace_ms": 60_000}
    capturing = Capturing(tmp_path, "twitch:name", kept=True, overrides=patient)
    channel = capturing.channel()
    running = asyncio.create_task(channel.run())
    await eventually(lambda: origin.playlist_reads >= 2)
    on_air, origin.ended = False, True
    await eventually(lambda: looks >= 4)  # for longer than any other source is waited for
    again = listed(tmp_path, Recipe(duration_s=4, start_s=0))
    origin.segments, origin.sequence_start, origin.listed = again, 0, 3
    on_air, origin.ended, reads = True, False, origin.playlist_reads
    await eventually(lambda: origin.playlist_reads >= reads + 2)
    origin.listed, origin.ended, on_air = 4, True, False
    await eventually(lambda: live(capturing.states()).count("L") >= 6)
    (session,) = capturing.door.kept.values()
    assert session.ended_at_ms is None
    channel.unwanted("the channel went off air")
    assert await running is Outcome.DONE
    capturing.assert_whole()
    states = live(capturing.states())
    assert re.match("LLLg{2,}LLL", states), states
    assert len(capturing.said(SESSIONS, SessionOpened)) == 1
    assert capturing.gaps(GapReason.STALL)


async def test_advertisements_are_marked_and_nothing_of_them_is_said(
    origin: HlsOrigin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twitch(self: StreamlinkSource, session: object) -> tuple[TwitchHLSStream, About]:
        return TwitchHLSStream(session, self._address.removeprefix("hls://")), About("a title")

    monkeypatch.setattr(StreamlinkSource, "_stream", twitch)
    content = listed(tmp_path, Recipe(duration_s=8))
    ad = listed(tmp_path, Recipe(duration_s=4, start_s=700, width=320, height=180))
    for number, segment in enumerate(ad):
        segment.title = "Amazon"
        segment.date_ms = (content[3].date_ms or 0) + 1000 * number
    for segment in content[3:]:
        segment.date_ms = (segment.date_ms or 0) + 4000
    ad[0].discontinuity = content[3].discontinuity = True
    origin.segments = content[:3] + ad + content[3:]
    capturing = Capturing(tmp_path, origin.url)
    assert await captured(origin, capturing) is Outcome.DONE
    capturing.assert_whole()
    assert live(capturing.states())[:12] == "LLLAAAALLLLL"
    (gap,) = capturing.gaps(GapReason.AD)
    assert (gap.start_ms, gap.end_ms) == (pytest.approx(3000, abs=60), pytest.approx(7000, abs=60))


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [("live.m3u8", 404, "404"), ("live.m3u8", 403, "403"), ("segment/0.ts?x", 200, "no")],
)
async def test_what_is_no_stream_is_refused_in_a_sentence(
    origin: HlsOrigin, tmp_path: Path, path: str, status: int, word: str
) -> None:
    origin.segments = [OriginSegment(b"<html>", 1.0)]
    origin.status = status
    capturing = Capturing(tmp_path, "hls://" + origin.url.replace("live.m3u8", path))
    assert await capturing.run() is Outcome.FAILED
    assert word in capturing.failure.reason
    assert "?" not in capturing.failure.reason
    assert capturing.failure.remedy.endswith(".")


async def test_a_refused_connection_is_named(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path, "http://127.0.0.1:9/live.m3u8")
    assert await capturing.run() is Outcome.FAILED
    assert "refused" in capturing.failure.reason


async def test_an_unwanted_source_ends_and_a_stopped_one_is_taken_up_again(
    origin: HlsOrigin, tmp_path: Path
) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=14))
    capturing = Capturing(tmp_path, origin.url, overrides={"stall_ms": 60_000, "reopen_ms": 60_000})
    first = capturing.channel()
    running = asyncio.create_task(first.run())
    await eventually(lambda: len(capturing.states()) >= 2)
    first.stop()
    assert await running is Outcome.STOPPED
    said_before = len(capturing.states())
    origin.listed = 12
    second = capturing.channel()
    running = asyncio.create_task(second.run())
    await eventually(lambda: len(capturing.states()) >= 11)
    second.unwanted()
    assert await running is Outcome.DONE
    capturing.assert_whole()
    opened = capturing.said(SESSIONS, SessionOpened)
    assert [event.incarnation for event in opened] == [1, 2]
    assert live(capturing.states())[:said_before] == "L" * said_before
    (gap,) = capturing.gaps(GapReason.RESTART)
    assert gap.start_ms == 1000 * said_before
    marks = capturing.said(MEDIA_AUDIO, Watermark)
    assert marks[-2].discontinuity > marks[0].discontinuity
    assert capturing.ended.reason == "it is no longer wanted"
    (session,) = capturing.door.kept.values()
    assert session.ended_at_ms is not None


async def test_a_recording_on_the_network_is_played_faster_than_it_was_made(
    origin: HlsOrigin, tmp_path: Path
) -> None:
    recording = Recipe(duration_s=60)
    origin.segments = listed(tmp_path, recording)
    origin.listed, origin.ended = len(origin.segments), True
    capturing = Capturing(tmp_path, f"vod:{origin.master_url}", speed=50.0)
    began = time.monotonic()
    assert await capturing.run() is Outcome.DONE
    assert time.monotonic() - began < recording.duration_s
    marks = capturing.said(MEDIA_AUDIO, Watermark)
    assert marks[-1].final
    assert marks[-1].until_ms in (60_000, 61_000)  # AAC ends a little after the picture


async def test_a_live_stream_is_no_recording(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path, Recipe(duration_s=8))
    capturing = Capturing(tmp_path, f"vod:{origin.master_url}")
    assert await capturing.run() is Outcome.FAILED
    assert "is live, and no recording" in capturing.failure.reason
