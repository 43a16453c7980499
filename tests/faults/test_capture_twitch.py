"""A channel of a stand-in for Twitch: on air and off, and its advertisements, through the real streamlink."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from monitors.channel import Outcome
from monitors.settings import MonitorSettings
from schemas.capture import GapReason, WindowState
from streams.clock import SystemClock
from streams.topics import MEDIA_AUDIO
from tests.fakes.media import Recipe, cut, make
from tests.fakes.twitch_streams import TwitchStreams
from tests.monitors.capturing import Capturing

SECONDS = 14


@pytest.fixture
async def streams() -> AsyncIterator[TwitchStreams]:
    async with TwitchStreams(SystemClock()) as origin:
        yield origin


def film(tmp_path: Path) -> Sequence[Path]:
    paths = []
    for number, body in enumerate(cut(make(tmp_path / "film.ts", Recipe(duration_s=SECONDS)), 1.0)):
        paths.append(tmp_path / f"{number:05d}.ts")
        paths[-1].write_bytes(body)
    return paths


def capturing(tmp_path: Path, streams: TwitchStreams) -> Capturing:
    overrides = {"twitch_stream_url": streams.url, "twitch_low_latency": True}
    return Capturing(tmp_path, "twitch:streamer", overrides=overrides)


async def test_who_is_off_air_is_said_to_be(streams: TwitchStreams, tmp_path: Path) -> None:
    scene = capturing(tmp_path, streams)
    assert await scene.run() is Outcome.FAILED
    assert scene.failure.reason == "twitch:streamer is not live."


async def test_an_ad_break_is_marked_and_an_end_ends_it(streams: TwitchStreams, tmp_path: Path) -> None:
    clock = SystemClock()
    began_ms = clock.now_ms() - 3000
    streams.begin("streamer", film(tmp_path), 1000, began_ms)
    streams.ad_break("streamer", began_ms + 4500, 3000)
    overrides = {"twitch_stream_url": streams.url, "offline_ms": 4000, "reopen_ms": 2000}
    scene = Capturing(tmp_path, "twitch:streamer", overrides=overrides)
    running = asyncio.create_task(scene.run())
    while not scene.gaps(GapReason.AD):
        await asyncio.sleep(0.05)
        assert not running.done()
    while scene.states()[-1] is not WindowState.LIVE:  # noqa: ASYNC110 - what is waited for tells nobody
        await asyncio.sleep(0.05)
    streams.end("streamer")
    assert await running is Outcome.DONE
    (ad,) = scene.gaps(GapReason.AD)
    assert ad.end_ms - ad.start_ms == pytest.approx(3000, abs=150)
    assert WindowState.AD in scene.states(MEDIA_AUDIO)
    assert scene.ended.reason == "the channel went off air"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/live.m3u8", "file:///tmp/{login}.m3u8"])
def test_an_address_without_a_place_for_the_name_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write http"):
        MonitorSettings(twitch_stream_url=url)
