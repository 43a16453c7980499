from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from agents.recorded_audio import SpanTooLong, load_sound
from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.recording import segment_key
from streams.store import DirectoryStore

SESSION = "0190a000-0000-7000-8000-000000000001"
RATE = 48_000


def _segment(
    path: Path, seconds: float, clicks_s: tuple[float, ...], *, start_s: float, video: bool = True
) -> None:
    """A segment as the recorder makes it: AAC in MPEG-TS, time stamps far from 0, silence and clicks."""
    sound = np.zeros((2, int(seconds * RATE)), dtype=np.float32)
    for click_s in clicks_s:
        at = int(click_s * RATE)
        sound[:, at : at + RATE // 50] = 0.8 * np.sin(np.arange(RATE // 50) * 0.3)
    with av.open(str(path), "w", format="mpegts") as container:
        audio = container.add_stream("aac", rate=RATE)
        picture = container.add_stream("mpeg2video", rate=25) if video else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            for number in range(int(seconds * 25)):
                frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, dtype=np.uint8), "rgb24")
                frame.pts = number + int(start_s * 25)
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        for begin in range(0, sound.shape[1] - 1023, 1024):
            frame = av.AudioFrame.from_ndarray(sound[:, begin : begin + 1024], "fltp", "stereo")
            frame.sample_rate = RATE
            frame.pts = begin + int(start_s * RATE)
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))


def _clicks_ms(pcm: NDArray[np.int16]) -> list[int]:
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > 3000)
    if not len(loud):
        return []
    firsts = loud[np.concatenate([[True], np.diff(loud) > 1600])]
    return [int(first) // 16 for first in firsts]


def _store(tmp_path: Path, *segments: tuple[int, int, tuple[float, ...]]) -> DirectoryStore:
    store = DirectoryStore(tmp_path / "store")
    for number, (start_ms, end_ms, clicks_s) in enumerate(segments):
        path = tmp_path / f"{number}.ts"
        _segment(path, (end_ms - start_ms) / 1000, clicks_s, start_s=100.0 + number * 7)
        store.put(segment_key(SESSION, Span(start_ms, end_ms), 0, SegmentKind.FULL, "ts"), path)
    return store


def test_sound_is_where_it_was_across_segments_and_a_gap(tmp_path: Path) -> None:
    store = _store(tmp_path, (10_000, 14_000, (1.0, 3.0)), (14_000, 18_000, (2.0,)), (20_000, 22_000, (0.5,)))
    sound = load_sound(store, SESSION, Span(10_500, 21_500))
    assert len(sound.pcm) == 11_000 * 16
    found = _clicks_ms(sound.pcm)
    assert len(found) == 4
    for at_ms, expected_ms in zip(found, (500, 2500, 5500, 10_000), strict=True):
        assert abs(at_ms - expected_ms) <= 45  # two AAC frames: encoders start with padding
    assert 8_900 <= sound.covered_ms <= 9_100  # two of eleven seconds were never recorded
    assert not sound.pcm[7600 * 16 : 9400 * 16].any()


def test_a_span_nobody_recorded_is_silence(tmp_path: Path) -> None:
    sound = load_sound(_store(tmp_path), SESSION, Span(0, 5000))
    assert (len(sound.pcm), sound.covered_ms) == (80_000, 0)


def test_a_broken_or_silent_segment_does_not_spoil_the_others(tmp_path: Path) -> None:
    store = _store(tmp_path, (0, 2000, (1.0,)))
    garbage = segment_key(SESSION, Span(2000, 4000), 0, SegmentKind.SUSPECT, "ts")
    store.put(garbage, b"\x47" + bytes(3000))
    mute = tmp_path / "mute.ts"
    with av.open(str(mute), "w", format="mpegts") as container:
        picture = container.add_stream("mpeg2video", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, dtype=np.uint8), "rgb24")
        container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
    store.put(segment_key(SESSION, Span(4000, 6000), 0, SegmentKind.FULL, "ts"), mute)
    sound = load_sound(store, SESSION, Span(0, 6000))
    assert len(_clicks_ms(sound.pcm)) == 1
    assert sound.covered_ms <= 2050


def test_a_real_capture_gives_its_sound(shared_data: Path, tmp_path: Path) -> None:
    """It starts in the middle of a group of pictures, with errors, and its sound starts later."""
    store = DirectoryStore(tmp_path)
    source = shared_data / "video" / "artkulak_clip2.mp4"
    store.put(segment_key(SESSION, Span(0, 60_000), 0, SegmentKind.SUSPECT, "ts"), source)
    sound = load_sound(store, SESSION, Span(5000, 15_000))
    assert sound.covered_ms == 10_000
    assert np.abs(sound.pcm.astype(np.int32)).max() > 500


def test_a_span_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpanTooLong):
        load_sound(DirectoryStore(tmp_path), SESSION, Span(0, 3_600_000))
