from __future__ import annotations

import av
import numpy as np

from monitors.audio import WINDOW_BYTES
from monitors.items import Lost, MediaSecond
from monitors.seconds import SLACK_MS, SecondCloser
from schemas.capture import GapReason, WindowState
from schemas.moment import Span

TICKS = 90


def closer(audio: bool = True, video: bool = True) -> tuple[SecondCloser, list[MediaSecond | Lost]]:
    said: list[MediaSecond | Lost] = []
    made = SecondCloser("s", said.append)
    made.has_audio, made.has_video = audio, video
    return made, said


def tone(milliseconds: int, rate: int = 48_000, level: float = 0.5) -> av.AudioFrame:
    count = rate * milliseconds // 1000
    frame = av.AudioFrame.from_ndarray(np.full((1, count), level, np.float32), format="fltp", layout="mono")
    frame.sample_rate = rate
    return frame


def seconds(said: list[MediaSecond | Lost]) -> list[MediaSecond]:
    return [item for item in said if isinstance(item, MediaSecond)]


def test_a_window_is_whole_and_says_how_much_was_captured() -> None:
    made, said = closer(video=False)
    made.audio.write(tone(600), 300 * TICKS)
    made.finish(900)
    (second,) = seconds(said)
    assert second.audio is not None
    assert len(second.audio.pcm) == WINDOW_BYTES
    assert 595 <= second.audio.covered_ms <= 600
    pcm = np.frombuffer(second.audio.pcm, "<i2")
    assert not pcm[: 290 * 16].any()
    assert (np.abs(pcm[400 * 16 : 800 * 16]) > 10_000).all()
    assert not pcm[905 * 16 :].any()


def test_a_second_is_live_from_half_of_it_on() -> None:
    made, said = closer()
    made.audio.write(tone(1490), 0)
    made.video(0, 1510, 1510)
    made.finish(1510)
    first, second = seconds(said)
    assert (first.audio_state, first.frames_state) == (WindowState.LIVE, WindowState.LIVE)
    assert (second.audio_state, second.frames_state) == (WindowState.GAP, WindowState.LIVE)
    assert second.audio is None
    assert second.final


def test_a_track_that_does_not_exist_is_absent() -> None:
    made, said = closer(video=False)
    made.audio.write(tone(1000), 0)
    made.finish(1000)
    assert [item.frames_state for item in seconds(said)] == [WindowState.ABSENT]


def test_seconds_wait_for_both_tracks_and_not_for_ever() -> None:
    made, said = closer()
    made.video(0, 2000, 2000)
    made.advance()
    assert seconds(said) == []
    made.video(2000, 3000 + SLACK_MS, 3000 + SLACK_MS)
    made.advance()
    assert [item.until_ms for item in seconds(said)] == [1000, 2000, 3000]
    assert {item.audio_state for item in seconds(said)} == {WindowState.GAP}


def test_the_last_second_is_final_also_when_it_holds_nothing() -> None:
    made, said = closer(video=False)
    made.audio.write(tone(2000), 0)
    made.advance()
    made.finish(made.audio.until_ms)
    assert [item.final for item in seconds(said)][-1]
    assert sum(item.final for item in seconds(said)) == 1


def test_silence_of_the_source_is_told_as_it_passes() -> None:
    made, said = closer()
    made.audio.write(tone(1000), 0)
    made.video(0, 1000, 1000)
    made.advance()
    made.idle(Span(1000, 3400), GapReason.AD, "an advertisement")
    assert [item.audio_state for item in seconds(said)] == [WindowState.LIVE, WindowState.AD, WindowState.AD]
    assert [item for item in said if isinstance(item, Lost)] == [
        Lost(Span(1000, 3000), GapReason.AD, "an advertisement")
    ]


def test_a_break_changes_the_number_from_its_second_on() -> None:
    made, said = closer(video=False)
    made.stretch(0, 0)
    made.audio.write(tone(3000), 0)
    made.stretch(1200, 1)
    made.finish(3000)
    assert [item.discontinuity for item in seconds(said)] == [0, 1, 1]


def test_sound_that_comes_twice_is_kept_once() -> None:
    made, said = closer(video=False)
    made.audio.write(tone(800, level=0.5), 0)
    made.audio.write(tone(400, level=-0.5), 600 * TICKS)
    made.finish(1000)
    (second,) = seconds(said)
    assert second.audio is not None
    pcm = np.frombuffer(second.audio.pcm, "<i2")
    assert (pcm[100 * 16 : 790 * 16] > 10_000).all()
    assert (pcm[810 * 16 : 990 * 16] < -10_000).all()


def test_other_rates_and_layouts_fill_the_same_window() -> None:
    for rate in (8_000, 22_050, 44_100, 96_000):
        made, said = closer(video=False)
        for start in range(0, 1000, 20):
            made.audio.write(tone(20, rate), start * TICKS)
        made.finish(1000)
        (second,) = seconds(said)
        assert second.audio is not None
        assert second.audio.covered_ms >= 995, rate
