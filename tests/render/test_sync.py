"""Picture and sound stay together and begin at the very frame, wherever the cut falls."""

from __future__ import annotations

from pathlib import Path

import pytest

from render.context import RenderContext
from streams.store import DirectoryStore
from tests.render.clapper import FLASH_EVERY_MS, FLASH_FIRST_MS, Seen, look, make_clapper
from tests.render.conftest import Rendered
from tests.render.recordings import first_picture_ms, highlight, record

FRAME_MS = 1000 / 30


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "clapper.mp4"
    make_clapper(path, 12)
    return path


def seen_in(ctx: RenderContext, off_ms_max: float = FRAME_MS) -> Seen:
    assert ctx.product is not None
    seen = look(ctx.product.path)
    assert len(seen.flashes_ms) >= 2
    assert len(seen.flashes_ms) == len(seen.beeps_ms)
    for flash_ms, beep_ms in zip(seen.flashes_ms, seen.beeps_ms, strict=True):
        assert abs(flash_ms - beep_ms) <= off_ms_max
    return seen


def check_numbers(numbers: list[int], start_ms: float) -> None:
    """Each frame shows what was on at its time, to half a frame."""
    for place, number in enumerate(numbers):
        assert abs(number - (start_ms / FRAME_MS + place)) <= 0.55, f"frame {place} shows {number}"


@pytest.mark.parametrize("start_ms", [2010, 3333, 4990])
def test_a_cut_between_keyframes_is_exact(
    film: Path, store: DirectoryStore, rendered: Rendered, start_ms: int
) -> None:
    record(store, film)
    zero_ms = first_picture_ms(store)
    seen = seen_in(rendered(highlight(zero_ms + start_ms, zero_ms + start_ms + 4000)))
    assert len(seen.numbers) == 120
    check_numbers(seen.numbers, start_ms)
    first_ms = (FLASH_FIRST_MS - start_ms) % FLASH_EVERY_MS
    whole = [beep_ms for beep_ms in seen.beeps_ms if beep_ms > 0]
    assert min(abs(beep_ms - first_ms) for beep_ms in whole) <= 4


def test_a_hole_in_the_recording_is_cut_out_and_both_sides_stay_in_step(
    film: Path, store: DirectoryStore, rendered: Rendered
) -> None:
    record(store, film, skip=[2])
    zero_ms = first_picture_ms(store)
    ctx = rendered(highlight(zero_ms + 1010, zero_ms + 9010))
    assert ctx.footage is not None
    first, second = ctx.footage.timeline.parts
    seen = seen_in(ctx)
    cut = ctx.footage.timeline.frames(30)[0]
    check_numbers(seen.numbers[: cut - 1], first.span.start_ms - zero_ms)
    # The sound of a segment begins up to two frames before its picture, which is held there.
    shown_from_ms = second.span.start_ms - first.span.duration_ms - zero_ms
    check_numbers(seen.numbers[cut + 2 :], shown_from_ms + (cut + 2) * FRAME_MS)
    assert second.span.start_ms - first.span.end_ms > 1000
    assert abs(seen.sound_ms - ctx.footage.timeline.duration_ms) < 60


def test_runs_of_a_restarted_source_are_joined(
    film: Path, store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    other = tmp_path / "other.mp4"
    make_clapper(other, 6, fps=60, gop=91)
    until = record(store, film)
    zero_ms = first_picture_ms(store)
    record(store, other, at_ms=until.end_ms + 300, discontinuity=1)
    ctx = rendered(highlight(zero_ms + 9010, until.end_ms + 3300))
    assert ctx.footage is not None
    assert len(ctx.footage.timeline.parts) == 2
    seen = seen_in(ctx)
    check_numbers(seen.numbers[: ctx.footage.timeline.frames(30)[0] - 12], 9010)


def test_a_variable_frame_rate_keeps_step(store: DirectoryStore, rendered: Rendered, tmp_path: Path) -> None:
    film = tmp_path / "vfr.mp4"
    make_clapper(film, 8, jitter=True)
    record(store, film)
    zero_ms = first_picture_ms(store)
    seen = seen_in(
        rendered(highlight(zero_ms + 3010, zero_ms + 7010)), 2 * FRAME_MS
    )  # a flash may lack its first
    assert len(seen.numbers) == 120
    for place, number in enumerate(seen.numbers):
        assert abs(number - (3010 / FRAME_MS + place)) <= 1.55


def test_sixty_frames_a_second_are_kept_on_request(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path
) -> None:
    film = tmp_path / "smooth.mp4"
    make_clapper(film, 6, fps=60, gop=91)
    record(store, film)
    zero_ms = first_picture_ms(store)
    seen = seen_in(rendered(highlight(zero_ms + 1005, zero_ms + 4005), render_smooth=True))
    assert len(seen.numbers) == 180
    for place, number in enumerate(seen.numbers):
        assert abs(number - (1005 * 60 / 1000 + place)) <= 0.55


def test_the_end_of_a_recording_ends_the_clip(film: Path, store: DirectoryStore, rendered: Rendered) -> None:
    until = record(store, film)
    ctx = rendered(highlight(9000, until.end_ms + 20_000))
    assert ctx.product is not None
    assert abs(ctx.product.duration_ms - (until.end_ms - 9000)) < 100
