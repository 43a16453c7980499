"""What is on the network and no plain HLS playlist: media files, sound of its own, odd renditions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from streamlink.stream.dash import DASHStream

from monitors.channel import Outcome
from monitors.sources.hls import StreamlinkSource
from schemas.capture import GapReason, SessionOpened, WindowState
from streams.topics import MEDIA_FRAMES, SESSIONS
from tests.fakes.hls_origin import HlsOrigin, OriginSegment
from tests.fakes.media import Recipe, cut, make
from tests.monitors.capturing import Capturing

LIVE = WindowState.LIVE


@pytest.fixture
async def origin() -> AsyncIterator[HlsOrigin]:
    async with HlsOrigin() as server:
        yield server


def listed(path: Path, recipe: Recipe) -> list[OriginSegment]:
    return [OriginSegment(body, 1.0) for body in cut(make(path, recipe), 1.0)]


def in_two_playlists(origin: HlsOrigin, tmp_path: Path, seconds: int) -> None:
    origin.segments = listed(tmp_path / "v.ts", Recipe(duration_s=seconds, audio=False, start_s=500))
    origin.sound = listed(tmp_path / "a.ts", Recipe(duration_s=seconds, video=False, start_s=500))


async def test_a_recording_with_its_sound_in_a_playlist_of_its_own_is_captured_once(
    origin: HlsOrigin, tmp_path: Path
) -> None:
    in_two_playlists(origin, tmp_path, 8)
    origin.listed, origin.ended = 8, True
    capturing = Capturing(tmp_path, origin.master_url)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:7] == [LIVE] * 7
    assert capturing.states(MEDIA_FRAMES)[:7] == [LIVE] * 7
    assert capturing.ended.end_ms == pytest.approx(8000, abs=200)
    assert not capturing.ended.error


async def test_a_live_stream_with_its_sound_in_a_playlist_of_its_own_repeats_nothing(
    origin: HlsOrigin, tmp_path: Path
) -> None:
    in_two_playlists(origin, tmp_path, 12)
    # The playlists stand still until it is opened anew, and what they list then was captured before.
    capturing = Capturing(tmp_path, origin.master_url, overrides={"stall_ms": 2500, "reopen_ms": 2500})
    running = asyncio.create_task(capturing.run())
    async with asyncio.timeout(40):
        while origin.playlist_reads < 2 or not capturing.gaps(GapReason.STALL):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    origin.listed, origin.ended = 12, True
    assert await running is Outcome.DONE
    capturing.assert_whole()
    assert capturing.ended.end_ms == pytest.approx(12_000, abs=200)


async def test_renditions_of_odd_names_are_read(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = listed(tmp_path / "x.ts", Recipe(duration_s=4))
    origin.renditions = ("High", "Low")
    origin.listed, origin.ended = 4, True
    capturing = Capturing(tmp_path, origin.master_url)
    assert await capturing.run() is Outcome.DONE
    assert capturing.states()[:3] == [LIVE] * 3


async def test_what_streamlink_does_not_expect_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(self: StreamlinkSource, session: object) -> tuple[object, str]:
        raise KeyError("https://x/?sig=secret")

    monkeypatch.setattr(StreamlinkSource, "_stream", odd)
    capturing = Capturing(tmp_path, "https://example.com/x.m3u8?sig=secret")
    assert await capturing.run() is Outcome.FAILED
    assert "secret" not in capturing.failure.reason + capturing.failure.remedy


async def test_a_stream_that_cannot_be_opened_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlink.exceptions import StreamError

    def broken(self: DASHStream) -> None:
        raise StreamError("no")

    monkeypatch.setattr(DASHStream, "open", broken)
    monkeypatch.setattr(StreamlinkSource, "_stream", lambda *_: (DASHStream.__new__(DASHStream), "x"))
    capturing = Capturing(tmp_path, "https://example.com/x.mpd")
    assert await capturing.run() is Outcome.FAILED
    assert "could not be opened" in capturing.failure.reason


async def test_a_live_stream_that_no_demuxer_reads_is_given_up(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.segments = [OriginSegment(bytes(2_000_000), 1.0) for _ in range(40)]
    origin.listed, origin.window = 20, 20
    capturing = Capturing(tmp_path, origin.url)
    running = asyncio.create_task(capturing.run())

    async def goes_on() -> None:
        while True:
            reads = origin.playlist_reads
            while origin.playlist_reads == reads:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
            origin.segments.append(OriginSegment(bytes(2_000_000), 1.0))
            origin.listed = len(origin.segments)

    feeding = asyncio.create_task(goes_on())
    try:
        async with asyncio.timeout(60):
            assert await running is Outcome.FAILED
    finally:
        feeding.cancel()
    assert "sends nothing that can be read" in capturing.failure.reason


@pytest.mark.parametrize("name", ["a.mp4", "a.ts", "a.flv"])
async def test_a_file_on_a_web_server_is_played_at_its_speed(
    origin: HlsOrigin, tmp_path: Path, name: str
) -> None:
    recipe = Recipe(duration_s=6) if name != "a.flv" else Recipe(duration_s=6, audio=False)
    origin.file = make(tmp_path / name, recipe).read_bytes()
    capturing = Capturing(tmp_path, f"{origin.file_url(name)}?sig=secret", speed=10)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states(MEDIA_FRAMES)[:5] == [LIVE] * 5
    (opened,) = capturing.said(SESSIONS, SessionOpened)
    assert opened.speed == 10
    assert "secret" not in opened.source + opened.title
    assert not capturing.ended.error


async def test_a_connection_that_breaks_off_once_is_taken_up_again(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.file = make(tmp_path / "a.ts", Recipe(duration_s=6)).read_bytes()
    origin.file_breaks_at = len(origin.file) // 2
    capturing = Capturing(tmp_path, origin.file_url("a.ts"))
    assert await capturing.run() is Outcome.DONE
    assert capturing.states()[:5] == [LIVE] * 5
    assert not capturing.ended.error


async def test_a_server_that_breaks_off_for_good_is_an_error(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.file = make(tmp_path / "a.ts", Recipe(duration_s=20)).read_bytes()
    origin.file_breaks_at, origin.file_breaks = len(origin.file) // 2, 1000
    capturing = Capturing(tmp_path, origin.file_url("a.ts"))
    assert await capturing.run() is Outcome.FAILED
    capturing.assert_whole()
    assert capturing.states()[:5] == [LIVE] * 5
    assert capturing.ended.error
    assert "broke off" in capturing.ended.reason
    assert "watch it again" in capturing.ended.reason


async def test_a_file_without_an_end_is_live(origin: HlsOrigin, tmp_path: Path) -> None:
    origin.file = make(tmp_path / "a.ts", Recipe(duration_s=6)).read_bytes()
    origin.file_is_live = True
    capturing = Capturing(tmp_path, origin.file_url("a.ts"), speed=5)
    assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:5] == [LIVE] * 5
    (opened,) = capturing.said(SESSIONS, SessionOpened)
    assert opened.speed == 1.0


async def test_no_secret_of_an_address_is_said(origin: HlsOrigin, tmp_path: Path) -> None:
    place = origin.file_url("a.mp4").replace("http://", "http://user:password@") + "?sig=secret"
    origin.file = b"no media at all" * 1000
    capturing = Capturing(tmp_path, place)
    assert await capturing.run() is Outcome.FAILED
    said = capturing.failure.reason + capturing.failure.remedy
    assert "a.mp4" in said
    assert "secret" not in said
    assert "password" not in said
