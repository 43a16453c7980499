"""Recorded segments, measured from the files themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from monitors.items import Item, Spooled
from monitors.pump import Pump, start_of
from monitors.recorder import Recorder
from monitors.seconds import SecondCloser
from monitors.sources.files import open_media, used_tracks
from monitors.timeline import JUMP_TICKS_FILE, Timeline
from schemas.capture import SegmentKind
from tests.fakes.media import Recipe, make

SYNC_MS_MAX = 20


def recorded(source: Path, folder: Path, target_ms: int = 2000) -> list[Spooled]:
    items: list[Item] = []
    timeline = Timeline(jump_ticks=JUMP_TICKS_FILE)
    container = open_media(str(source))
    tracks = used_tracks(container, "x")
    recorder = Recorder("s", folder, items.append, target_ms)
    pump = Pump("s", timeline, SecondCloser("s", items.append), emit=items.append, recorder=recorder)
    timeline.begin_part(start_of(container), 0, wraps=container.format.name == "mpegts")
    pump.run(container, tracks, lambda _: True)
    recorder.finish(whole=True)
    return [item for item in items if isinstance(item, Spooled)]


@dataclass
class Decoded:
    start_ms: float
    flashes_ms: list[float]
    loud_ms: list[float]
    pictures: int


def decoded(path: Path) -> Decoded:
    with av.open(str(path)) as container:
        start_ms = (container.start_time or 0) / 1000
        flashes: list[float] = []
        loud: list[float] = []
        pictures = 0
        bright = False
        for packet in container.demux():
            for frame in packet.decode():
                at_ms = float(frame.pts * frame.time_base) * 1000
                if isinstance(frame, av.VideoFrame):
                    pictures += 1
                    white = float(frame.to_ndarray(format="gray").mean()) > 180
                    if white and not bright:
                        flashes.append(at_ms)
                    bright = white
                else:
                    level = np.abs(frame.to_ndarray()).max(axis=0)
                    times = at_ms + np.arange(frame.samples) * 1000 / frame.sample_rate
                    loud += list(times[level > 0.1])
        return Decoded(start_ms, flashes, loud, pictures)


def assert_exact(segments: list[Spooled]) -> None:
    for segment in segments:
        found = decoded(segment.path)
        assert abs(found.start_ms - segment.span.start_ms) <= 1, segment.path.name


def assert_in_sync(segments: list[Spooled], beeps_at_least: int) -> None:
    found = [decoded(segment.path) for segment in segments]
    loud = sorted(at for one in found for at in one.loud_ms)
    beeps = [at for at, before in zip(loud, [-1e9, *loud], strict=False) if at - before > 300]
    flashes = [at for one in found for at in one.flashes_ms]
    compared = [min(abs(flash - beep) for beep in beeps) for flash in flashes]
    assert max(compared) <= SYNC_MS_MAX, (flashes, beeps)
    assert len(compared) >= beeps_at_least


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("plain.ts", Recipe(duration_s=8)),
        ("plain.mp4", Recipe(duration_s=8)),
        ("b_frames.ts", Recipe(duration_s=8, b_frames=3, start_s=7.3)),
        ("b_frames.mp4", Recipe(duration_s=8, b_frames=3)),
        ("open_gop.ts", Recipe(duration_s=8, b_frames=2, open_gop=True)),
        ("wrap.ts", Recipe(duration_s=8, b_frames=2, start_s=95_440)),
        ("slow.mp4", Recipe(duration_s=8, pts_of=lambda n: n / 25 + 0.013 * (n % 3 == 1), b_frames=0)),
    ],
)
def test_the_file_starts_where_its_name_says_and_stays_in_sync(
    tmp_path: Path, name: str, recipe: Recipe
) -> None:
    segments = recorded(make(tmp_path / name, recipe), tmp_path / "spool")
    assert len(segments) == 4
    assert segments[0].span.start_ms <= 1
    assert segments[-1].span.end_ms == pytest.approx(8000, abs=150)
    assert_exact(segments)
    assert_in_sync(segments, beeps_at_least=6)
    assert {segment.kind for segment in segments} == {SegmentKind.FULL}


def test_no_picture_is_lost_or_doubled_between_segments(tmp_path: Path) -> None:
    segments = recorded(make(tmp_path / "a.ts", Recipe(duration_s=8, b_frames=2)), tmp_path / "spool")
    assert sum(decoded(segment.path).pictures for segment in segments) == 200


def test_time_stamps_in_a_file_rise_without_a_hole(tmp_path: Path) -> None:
    for segment in recorded(make(tmp_path / "a.mp4", Recipe(duration_s=8, b_frames=2)), tmp_path / "spool"):
        with av.open(str(segment.path)) as container:
            times: dict[str, list[int]] = {"video": [], "audio": []}
            for packet in container.demux():
                if packet.pts is not None and packet.size:
                    times[packet.stream.type].append(packet.pts)
        for kind, step in (("video", 3600), ("audio", 1920)):
            gaps = np.diff(sorted(times[kind]))
            assert gaps.min() > 0
            assert gaps.max() <= step + 2


def test_a_start_in_the_middle_of_a_group_keeps_the_sound_and_waits_for_a_keyframe(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.ts", Recipe(duration_s=8, gop=50)).read_bytes()
    tables, rest = whole[: 188 * 3], whole[188 * 3 :]
    middle = tmp_path / "middle.ts"
    middle.write_bytes(tables + rest[len(rest) // 8 // 188 * 188 :])
    segments = recorded(middle, tmp_path / "spool")
    assert_exact(segments)
    assert_in_sync(segments, beeps_at_least=5)
    assert segments[0].kind is SegmentKind.SUSPECT
    assert {segment.kind for segment in segments[1:]} == {SegmentKind.FULL}


def test_a_pause_finishes_the_segment_and_the_next_begins_with_a_keyframe(tmp_path: Path) -> None:
    items: list[Item] = []
    container = open_media(str(make(tmp_path / "a.ts", Recipe(duration_s=8))))
    tracks = used_tracks(container, "x")
    timeline = Timeline(jump_ticks=JUMP_TICKS_FILE)
    recorder = Recorder("s", tmp_path / "spool", items.append, 4000)
    pump = Pump("s", timeline, SecondCloser("s", items.append), emit=items.append, recorder=recorder)
    timeline.begin_part(start_of(container), 0, wraps=True)
    paused = False

    def before(at_ms: int) -> bool:
        nonlocal paused
        if at_ms >= 1900 and not paused:
            paused = True
            recorder.pause()
            (spooled,) = (item for item in items if isinstance(item, Spooled))
            assert spooled.kind is SegmentKind.FULL
            assert spooled.span.end_ms == pytest.approx(1900, abs=100)
        return True

    pump.run(container, tracks, before)
    recorder.finish(whole=True)
    segments = [item for item in items if isinstance(item, Spooled)]
    assert {segment.kind for segment in segments} == {SegmentKind.FULL}
    assert segments[1].span.start_ms == pytest.approx(2000, abs=60)
    assert decoded(segments[1].path).pictures >= 100
    assert_exact(segments)


def test_sound_alone_is_cut_on_time(tmp_path: Path) -> None:
    segments = recorded(make(tmp_path / "a.ts", Recipe(duration_s=7, video=False)), tmp_path / "spool")
    assert [round(segment.span.duration_ms, -2) for segment in segments] == [2000, 2000, 2000, 1000]
    assert_exact(segments)


def test_pictures_alone_are_recorded(tmp_path: Path) -> None:
    segments = recorded(make(tmp_path / "a.mp4", Recipe(duration_s=6, audio=False)), tmp_path / "spool")
    assert len(segments) == 3
    assert_exact(segments)


def test_codecs_that_ts_does_not_carry_become_matroska(tmp_path: Path) -> None:
    recipe = Recipe(duration_s=4, codec="libvpx-vp9", audio_codec="libopus", width=64, height=64)
    segments = recorded(make(tmp_path / "a.mkv", recipe), tmp_path / "spool")
    assert {segment.suffix for segment in segments} == {"mkv"}
    assert_exact(segments)
    assert segments[-1].span.end_ms == pytest.approx(4000, abs=100)


def test_real_captures_are_exact(tmp_path: Path, shared_data: Path) -> None:
    for name in ("artkulak_clip2.mp4", "hougesen_highlight.mp4"):
        segments = recorded(shared_data / "video" / name, tmp_path / name, 4000)
        assert len(segments) >= 6
        for segment in segments:
            with av.open(str(segment.path)) as container:
                assert abs((container.start_time or 0) / 1000 - segment.span.start_ms) <= 1
                end_ms = ((container.start_time or 0) + (container.duration or 0)) / 1000
                assert end_ms == pytest.approx(segment.span.end_ms, abs=60)
