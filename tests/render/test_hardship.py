"""Recordings that lack something, and sound that is hard to level, still give a clip."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from render.context import RenderContext
from render.ffmpeg import default_ffmpeg
from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.recording import segment_key
from streams.stage import Poison
from streams.store import DirectoryStore
from tests.render.clapper import make_clapper
from tests.render.conftest import Rendered
from tests.render.recordings import SESSION, ffmpeg, highlight, record


def picture_of(ctx: RenderContext, at: int = 10) -> np.ndarray:
    assert ctx.product is not None
    with av.open(str(ctx.product.path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number == at:
                return frame.to_ndarray(format="gray").astype(int)
    pytest.fail(f"the clip has no frame {at}")


def loudness_of(path: Path) -> tuple[float, float]:
    command = [str(default_ffmpeg()), "-hide_banner", "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = re.findall(r"(?:I|Peak):\s+(-?[\d.]+|-inf)", said)
    return float(found[-2]), float(found[-1])


def test_a_recording_without_sound_gets_a_silent_track(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    film = tmp_path / "mute.mp4"
    make_clapper(film, 5, sound=False)
    record(store, film)
    ctx = rendered(highlight(1000, 4000))
    assert ctx.product is not None
    lufs, peak = loudness_of(ctx.product.path)
    assert (lufs, peak) == (-70.0, float("-inf"))
    assert picture_of(ctx).std() > 50


def test_a_recording_without_a_picture_gets_a_ground_with_the_title_and_the_wave(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    sound = tmp_path / "sound.m4a"
    ffmpeg("-f", "lavfi", "-i", "sine=f=300:d=6", "-c:a", "aac", str(sound))
    record(store, sound)
    ctx = rendered(highlight(1000, 4000, "Only heard"))
    picture = picture_of(ctx)
    height = picture.shape[0]
    assert picture[int(height * 0.1) : int(height * 0.3)].max() > 180, "no title"
    assert picture[int(height * 0.45) : int(height * 0.55)].max() > 80, "no wave"
    assert picture[int(height * 0.8) :].std() < 3, "the ground is not plain"


def test_a_picture_that_cannot_be_decoded_does_not_cost_the_clip(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    make_clapper(film, 5)
    record(store, film)
    for info in list(store.list("sessions/")):
        body = bytearray(store.path_of(info.key).read_bytes())
        rng = np.random.default_rng(1)
        for at in range(0, len(body), 188):  # spoil what the video's packets carry
            pid = (body[at + 1] & 0x1F) << 8 | body[at + 2]
            if pid == 0x100 and not body[at + 1] & 0x40:
                body[at + 60 : at + 188] = rng.bytes(128)
        store.put(info.key, bytes(body))
    ctx = rendered(highlight(500, 4500))
    assert ctx.product is not None
    assert abs(ctx.product.duration_ms - 4000) < 60


def test_a_segment_that_is_no_media_is_left_out(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    make_clapper(film, 5)
    until = record(store, film)
    bad = Span(until.end_ms, until.end_ms + 2000)
    store.put(segment_key(SESSION, bad, 0, SegmentKind.SUSPECT, "ts"), b"\x00" * 4000)
    empty = Span(bad.end_ms, bad.end_ms + 2000)
    store.put(segment_key(SESSION, empty, 0, SegmentKind.PARTIAL, "ts"), b"")
    ctx = rendered(highlight(3000, 8000))
    assert ctx.product is not None
    assert abs(ctx.product.duration_ms - (until.end_ms - 3000)) < 60


def test_nothing_recorded_is_said_in_a_sentence(store: DirectoryStore, rendered: Rendered) -> None:
    with pytest.raises(Poison, match="nothing was recorded between 1000 and 4000 ms") as refusal:
        rendered(highlight(1000, 4000))
    assert refusal.value.remedy


BURSTS = "aevalsrc='if(lt(mod(t,0.5),0.2),random(0),0.05*random(1))':d=6"


@pytest.mark.parametrize(
    ("shape", "volume_db"),
    [("sine=f=440:d=6,tremolo=f=3:d=0.6", -10), ("anoisesrc=a=0.9:c=pink:d=6:seed=3", 12), (BURSTS, -6)],
    ids=["quiet", "clipped noise", "bursts"],
)
def test_every_clip_is_as_loud_as_the_others(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path, shape: str, volume_db: int
) -> None:
    sound = tmp_path / "sound.m4a"
    source = f"{shape},volume={volume_db}dB"
    ffmpeg("-f", "lavfi", "-i", source, "-ar", "48000", "-c:a", "aac", "-b:a", "192k", str(sound))
    record(store, sound)
    ctx = rendered(highlight(500, 5500))
    assert ctx.product is not None
    lufs, peak = loudness_of(ctx.product.path)
    assert abs(lufs + 14) < 1.5
    assert peak <= -0.5


def test_the_hiss_of_an_empty_room_is_not_made_loud(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    sound = tmp_path / "sound.m4a"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=a=0.0005:d=4:seed=3", "-ar", "48000", "-c:a", "aac", str(sound))
    record(store, sound)
    ctx = rendered(highlight(500, 3500))
    assert ctx.product is not None
    lufs, _ = loudness_of(ctx.product.path)
    assert lufs < -40


def test_a_stream_that_starts_in_the_middle_of_a_picture_group(
    shared_data: Path, store: DirectoryStore, rendered: Rendered
) -> None:
    record(store, shared_data / "video" / "artkulak_clip2.mp4", segment_s=4)
    ctx = rendered(highlight(0, 8000, "Mid"), render_layout="fit")
    assert ctx.product is not None
    assert abs(ctx.product.duration_ms - 8000) < 60


def test_a_real_film_of_sixty_frames_a_second(
    shared_data: Path, store: DirectoryStore, rendered: Rendered
) -> None:
    record(store, shared_data / "video" / "hougesen_highlight.mp4")
    ctx = rendered(highlight(7530, 9530))
    assert ctx.product is not None
    assert abs(ctx.product.duration_ms - 2000) < 60
    assert ctx.picture_filters[0].startswith("crop=")
