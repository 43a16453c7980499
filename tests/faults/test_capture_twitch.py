"""A channel of a stand-in for Twitch, and its recordings, through the real streamlink."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlink.session.http import HTTPSession

from monitors.channel import Outcome
from monitors.settings import MonitorSettings
from schemas.capture import GapReason, WindowState
from streams.clock import SystemClock
from streams.door import DoorRefused, Session, SessionRequest
from streams.topics import MEDIA_AUDIO
from tests.fakes.door import FakeDoor
from tests.fakes.hls_origin import HlsOrigin, OriginSegment
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


TOKEN = {"value": '{"chansub": {"restricted_bitrates": []}}', "signature": "s"}
CLIP = {"id": "c1", "broadcaster": {"displayName": "StreamEr"}, "game": {"name": "Chess"}, "title": "Mate"}
VOD = {
    "id": "123",
    "owner": {"displayName": "StreamEr"},
    "game": {"displayName": "Rocket League"},
    "title": "A long night",
}


@pytest.fixture
async def origin(tmp_path: Path) -> AsyncIterator[HlsOrigin]:
    body = make(tmp_path / "vod.ts", Recipe(duration_s=4))
    async with HlsOrigin() as server:
        server.segments = [OriginSegment(part, 1.0) for part in cut(body, 1.0)]
        server.listed, server.ended = len(server.segments), True
        server.file = make(tmp_path / "clip.mp4", Recipe(duration_s=4)).read_bytes()
        yield server


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, origin: HlsOrigin) -> dict[str, Any]:
    """What Twitch answers to streamlink's questions, by their names; a test changes it."""
    quality = {"frameRate": 30, "quality": "480", "sourceURL": origin.file_url("clip.mp4")}
    answers: dict[str, Any] = {
        "VideoMetadata": {"video": VOD},
        "PlaybackAccessToken": {"videoPlaybackAccessToken": TOKEN},
        "ShareClipRenderStatus": {"clip": CLIP},
        "VideoAccessToken_Clip": {"clip": {"playbackAccessToken": TOKEN, "videoQualities": [quality]}},
    }

    real = HTTPSession.request

    def request(self: HTTPSession, method: str, url: str, *args: Any, **more: Any) -> Any:
        if url.startswith("https://gql.twitch.tv/"):
            return more["schema"].validate(json.dumps({"data": answers[more["json"]["operationName"]]}))
        at_usher = url.startswith("https://usher.ttvnw.net/vod/v2/123.m3u8?")
        return real(self, method, origin.master_url if at_usher else url, *args, **more)

    monkeypatch.setattr(HTTPSession, "request", request)
    return answers


def opened(scene: Capturing) -> tuple[str, str]:
    (request,) = scene.door.requests
    return request.broadcaster, request.title


@pytest.mark.usefixtures("said")
async def test_whose_a_recording_is_and_its_title_come_from_twitch(tmp_path: Path) -> None:
    scene = Capturing(tmp_path, "vod:https://www.twitch.tv/videos/123", speed=50.0)
    assert await scene.run() is Outcome.DONE
    assert opened(scene) == ("streamer", "A long night")
    assert scene.states().count(WindowState.LIVE) >= 4


@pytest.mark.usefixtures("said")
async def test_a_clip_of_twitchs_is_the_broadcasters_whatever_its_address_says(tmp_path: Path) -> None:
    scene = Capturing(tmp_path, "https://www.twitch.tv/somebody/clip/Slug", speed=50.0)
    assert await scene.run() is Outcome.DONE
    assert opened(scene) == ("streamer", "Mate")


@pytest.mark.parametrize(
    "changed", [{"owner": {"displayName": "\u5b9f\u6cc1"}}, {"game": None}, {"owner": {"displayName": ""}}]
)
async def test_what_twitch_does_not_tell_is_not_known(
    said: dict[str, Any], tmp_path: Path, changed: dict[str, Any]
) -> None:
    said["VideoMetadata"] = {"video": VOD | changed}
    scene = Capturing(tmp_path, "vod:https://www.twitch.tv/videos/123", speed=50.0)
    assert await scene.run() is Outcome.DONE
    assert opened(scene)[0] == ""


@pytest.mark.usefixtures("said")
async def test_a_recording_that_may_not_be_watched_is_left_with_the_reason(tmp_path: Path) -> None:
    class Strict(FakeDoor):
        async def open_session(self, request: SessionRequest) -> Session:
            raise DoorRefused(403, f"{request.broadcaster} does not want to be watched")

    scene = Capturing(tmp_path, "vod:https://www.twitch.tv/videos/123", door=Strict())
    assert await scene.run() is Outcome.FAILED
    assert scene.failure.reason == "It may not be watched."
    assert scene.failure.remedy == "streamer does not want to be watched"
