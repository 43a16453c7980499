from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import aiohttp
import av
import numpy as np
import pytest

from monitors.demo import generator
from monitors.demo.generator import NoDemo, Recording, recording
from monitors.demo.match import CENTRE_X, course, goal_of
from monitors.demo.picture import Painter
from monitors.demo.script import DURATION_S, FPS, HEIGHT, MOMENTS, SPOKEN, WIDTH, chat_lines
from monitors.demo.server import AHEAD, LiveServer, slide_at
from monitors.demo.sound import RATE_HZ, match_sound
from monitors.demo.voice import PHONES, Delivery, speak
from monitors.demo.voice import RATE_HZ as VOICE_HZ

SHORT_S = 6


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return recording(tmp_path_factory.mktemp("demo"), lambda _: None, SHORT_S)


def test_the_recording_is_cut_on_keyframes_every_two_seconds(short: Recording) -> None:
    assert len(short.segments) == SHORT_S // 2
    for number, name in enumerate(short.segments):
        with av.open(str(short.folder / name)) as segment:
            video = segment.streams.video[0]
            first = next(segment.demux(video))
            assert first.is_keyframe
            assert (video.width, video.height, float(video.average_rate or 0)) == (WIDTH, HEIGHT, FPS)
            assert segment.streams.audio[0].rate == RATE_HZ
            assert number == 0 or first.pts is not None


def test_a_recording_is_made_once_and_found_again(short: Recording) -> None:
    said: list[float] = []
    again = recording(short.folder.parent, said.append, SHORT_S)
    assert again == short
    assert said == []


def test_a_recording_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    first = recording(tmp_path, lambda _: None, 4)
    (first.folder / "recipe").unlink()
    (first.folder / first.segments[0]).unlink()
    said: list[float] = []
    assert (recording(tmp_path, said.append, 4).folder / first.segments[0]).is_file()
    assert said[-1] == 1.0


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoDemo, match="HYPECUT_DATA"):
        recording(tmp_path / "file" / "demo", lambda _: None, 4)


def test_other_code_makes_another_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    before = generator._recipe(4)
    monkeypatch.setattr(generator, "_RECIPE_FILES", ("script",))
    assert generator._recipe(4) != before


def test_chat_bursts_behind_each_moment_with_many_people() -> None:
    lines = chat_lines()
    assert lines == sorted(lines, key=lambda line: line.t)
    quiet = [line for line in lines if line.t < 20]
    for moment in MOMENTS:
        burst = [line for line in lines if moment.at_s + 3 <= line.t < moment.at_s + 10]
        assert len(burst) / 7 > 6 * len(quiet) / 20
        assert len({line.u for line in burst}) > 25
        before = [line for line in lines if moment.at_s - 3 <= line.t < moment.at_s + 2.9]
        assert len(before) < 10


def test_chat_file_has_the_fields_of_a_recorded_chat(short: Recording) -> None:
    lines = [json.loads(line) for line in short.chat.read_text().splitlines()]
    assert lines
    assert all(set(line) == {"t", "u", "m"} for line in lines)


def test_the_crowd_is_loud_at_the_moments_and_only_there() -> None:
    seconds, moments = 40, MOMENTS[:1]
    sound = match_sound(seconds, moments, (), ())
    assert sound.shape == (2, seconds * RATE_HZ)
    assert float(np.abs(sound).max()) <= 1.0
    level = np.sqrt(np.mean(sound[0].reshape(seconds, RATE_HZ) ** 2, axis=1))
    ordinary = float(np.median(level))
    for moment in moments:
        assert level[int(moment.at_s) + 1] > 3 * ordinary
        assert level[int(moment.at_s) - 3] < 1.5 * ordinary


def test_speech_has_voice_and_pauses_and_every_line_can_be_said() -> None:
    rng = np.random.default_rng(1)
    for line in SPOKEN:
        assert set(line.phonemes.replace("1", "").split()) <= {*PHONES, ",", "|"}
    said = speak("HH IY | S K AO1 R Z", Delivery(pitch_hz=120), rng)
    assert 0.5 < len(said) / VOICE_HZ < 1.6
    assert np.abs(said).max() == pytest.approx(1.0)
    vowel = speak("AA1 AA1 AA1", Delivery(pitch_hz=120, swing=0.0), rng)[2000:6000]
    again = [float(np.corrcoef(vowel[:-lag], vowel[lag:])[0, 1]) for lag in range(100, 180)]
    assert VOICE_HZ / (100 + int(np.argmax(again))) == pytest.approx(120, abs=6)
    assert max(again) > 0.8


def test_no_line_is_spoken_over_the_next() -> None:
    rng = np.random.default_rng(1)
    ends = [line.at_s + len(speak(line.phonemes, line.delivery, rng)) / VOICE_HZ for line in SPOKEN]
    assert all(end <= after.at_s for end, after in zip(ends, SPOKEN[1:], strict=False))


def test_the_ball_reaches_the_goal_at_each_moment_and_stays_in_the_middle_of_the_picture() -> None:
    path = course(DURATION_S, FPS, WIDTH)
    for moment in MOMENTS:
        assert path.ball_x[int(moment.at_s * FPS)] == pytest.approx(goal_of(moment), abs=120)
    middle = np.abs(path.ball_x - path.camera_x - WIDTH / 2)
    assert np.quantile(middle[path.shown], 0.9) < 260
    assert path.ball_x[0] == CENTRE_X


def test_the_picture_flashes_at_a_moment() -> None:
    path = course(DURATION_S, FPS, WIDTH)
    painter = Painter(path, MOMENTS, np.zeros(DURATION_S * FPS), FPS)
    at = int(MOMENTS[0].at_s * FPS)
    quiet = float(painter._frame(at - 30)[:HEIGHT].mean())
    flash = float(painter._frame(at + 2)[:HEIGHT].mean())
    later = float(painter._frame(at + 60)[:HEIGHT].mean())
    assert flash > 1.5 * quiet
    assert later < 1.2 * quiet


def test_the_playlist_slides_and_stands_still_at_the_end() -> None:
    assert slide_at(0, 39) == slide_at(1999, 39)
    assert (slide_at(0, 39).first, slide_at(0, 39).last) == (0, AHEAD)
    assert (slide_at(20_000, 39).first, slide_at(20_000, 39).last) == (7, 13)
    late = slide_at(10**9, 39)
    assert (late.first, late.last, late.ended) == (33, 39, True)
    assert slide_at(10_000, 39, speed=2.0) == slide_at(20_000, 39)


def _read_with_streamlink(url: str) -> bytes:
    from streamlink import Streamlink

    session = Streamlink()
    stream = session.streams(f"hls://{url}")["best"]
    handle = stream.open()
    body = b""
    while piece := handle.read(1 << 16):
        body += piece
    handle.close()
    return body


async def test_the_stream_is_read_whole_by_streamlink(short: Recording, tmp_path: Path) -> None:
    async with LiveServer(short, speed=4.0) as server:
        body = await asyncio.to_thread(_read_with_streamlink, server.url)
    (tmp_path / "read.ts").write_bytes(body)
    with av.open(str(tmp_path / "read.ts")) as read:
        kinds = Counter(packet.stream.type for packet in read.demux() if packet.pts is not None)
    assert kinds["video"] == SHORT_S * FPS
    assert kinds["audio"] > 0


async def _get(http: aiohttp.ClientSession, url: str) -> tuple[int, str, bytes]:
    async with http.get(url) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_playlist_has_dates_and_an_end_and_names_nothing_else(short: Recording) -> None:
    async with LiveServer(short, speed=1000.0) as server, aiohttp.ClientSession() as http:
        text = ""
        for _ in range(500):
            text = (await _get(http, server.url))[2].decode()
            if "#EXT-X-ENDLIST" in text:
                break
        assert text.count("#EXT-X-PROGRAM-DATE-TIME:") == text.count("#EXTINF:2.000,") == len(short.segments)
        assert "#EXT-X-MEDIA-SEQUENCE:0" in text
        assert text.endswith("#EXT-X-ENDLIST\n")
        assert (await _get(http, server.url.replace("live.m3u8", "recipe")))[0] == 404
        assert (await _get(http, server.url.replace("live.m3u8", "..%2f.lock")))[0] == 404
        status, kind, _ = await _get(http, server.url.replace("live.m3u8", short.segments[0]))
        assert (status, kind) == (200, "video/mp2t")
