"""A clip looks and sounds as its template says, to the pixel and to the decibel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from render.context import RenderContext
from render.typefaces import SHIPPED
from streams.looks import LookCaptions, LookColours, LookFont, LookTitle
from streams.store import DirectoryStore
from tests.render.brands import TEMPLATE, Brand, Picture, loudness, near, pictures
from tests.render.conftest import Rendered
from tests.render.recordings import ffmpeg, highlight, record

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
COLOURS = LookColours(text="#00ff00", outline="#0000ff", accent="#ff0000")
LARGE = {"render_width": 540, "render_height": 960}
SAID = [(1000, 1900, "left"), (1900, 2900, "right")]
"""Spoken from the first to the last frame."""


@pytest.fixture(scope="module")
def grey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of grey, with a quiet tone."""
    path = tmp_path_factory.mktemp("grey") / "grey.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "color=c=gray:s=144x256:r=30:d=4", "-f", "lavfi", "-i",
        "sine=f=500:r=48000:d=4,volume=-8dB", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "15",
        str(path),
    )  # fmt: skip
    return path


@pytest.fixture
def brand(store: DirectoryStore, tmp_path: Path, grey: Path) -> Brand:
    record(store, grey)
    return Brand(store, tmp_path)


def made(rendered: Rendered, brand: Brand, title: str = "", **settings: object) -> RenderContext:
    ctx = rendered(highlight(1000, 3000, title, SAID), asked_look=brand.look, **settings)
    assert ctx.fallback == ""
    assert ctx.product is not None
    return ctx


def shown(ctx: RenderContext) -> list[Picture]:
    assert ctx.product is not None
    return pictures(ctx.product.path)


def rows(mask: np.ndarray) -> tuple[float, float]:
    """Where something is between top and bottom, as shares."""
    found = np.flatnonzero(mask.any(axis=1))
    return found.min() / mask.shape[0], found.max() / mask.shape[0]


def test_captions_have_the_colours_of_the_template_and_the_word_is_lit(
    rendered: Rendered, brand: Brand
) -> None:
    brand.body["colours"] = COLOURS
    frames = shown(made(rendered, brand, **LARGE))
    for frame, lit_left in ((frames[10], True), (frames[45], False)):
        lit, plain = near(frame, RED), near(frame, GREEN)
        assert min(lit.sum(), plain.sum(), near(frame, BLUE).sum()) > 200
        lit_x, plain_x = (np.flatnonzero(mask.any(axis=0)).mean() for mask in (lit, plain))
        assert bool(lit_x < plain_x) is lit_left


def test_what_is_left_out_is_as_without_a_template(rendered: Rendered, brand: Brand) -> None:
    plain = shown(rendered(highlight(1000, 3000, "Got him", SAID), **LARGE))
    styled = shown(made(rendered, brand, "Got him", **LARGE))
    for one, other in zip(plain[::20], styled[::20], strict=True):
        assert np.abs(one - other).max() <= 2


@pytest.mark.parametrize(
    ("place", "least", "most"), [("top", 0.12, 0.22), ("middle", 0.44, 0.56), ("bottom", 0.66, 0.76)]
)
def test_captions_are_where_the_template_says(
    rendered: Rendered, brand: Brand, place: str, least: float, most: float
) -> None:
    brand.body |= {
        "captions": LookCaptions(place=place),
        "colours": COLOURS,
        "title": LookTitle(show=False),
    }
    frame = shown(made(rendered, brand, **LARGE))[10]
    top, bottom = rows(near(frame, GREEN) | near(frame, RED))
    assert least <= top < bottom <= most


def test_captions_on_top_stand_below_the_title(rendered: Rendered, brand: Brand) -> None:
    brand.body |= {"captions": LookCaptions(place="top"), "colours": COLOURS}
    frame = shown(made(rendered, brand, "What a shot this was", **LARGE))[10]
    lit_top, _ = rows(near(frame, RED))
    title = near(frame, GREEN)[: int(lit_top * frame.shape[0])]
    assert title.sum() > 500
    assert rows(title)[1] < 0.98


def test_size_capitals_and_lines(rendered: Rendered, brand: Brand) -> None:
    def height(**captions: object) -> float:
        brand.body |= {"captions": LookCaptions(**captions), "colours": COLOURS}  # type: ignore[arg-type]
        frame = shown(made(rendered, brand, **LARGE))[10]
        if captions.get("style") == "none":
            assert not (near(frame, GREEN) | near(frame, RED)).any()
            return 0
        assert bool(near(frame, RED).any()) is (captions.get("style") != "lines")
        top, bottom = rows(near(frame, GREEN) | near(frame, RED))
        return (bottom - top) * frame.shape[0]

    usual = height()
    assert height(size_percent=8) > usual * 1.4
    assert height(capitals=True) < usual * 0.95, "capitals have nothing below the line"
    assert abs(height(style="lines") - usual) <= 2
    assert height(style="none") == 0


def test_a_template_without_a_title_shows_none(rendered: Rendered, brand: Brand) -> None:
    band = slice(int(960 * 0.1), int(960 * 0.4))
    brand.body["colours"] = COLOURS
    assert near(shown(made(rendered, brand, "Got him", **LARGE))[5][band], GREEN).sum() > 200
    brand.body["title"] = LookTitle(show=False)
    assert not near(shown(made(rendered, brand, "Got him", **LARGE))[5][band], GREEN).any()


def test_the_title_that_somebody_wished_for_is_shown_instead(rendered: Rendered, brand: Brand) -> None:
    wished = rendered(
        highlight(1000, 3000, "Got him", SAID), asked_look=lambda: brand.look(title="What a shot"), **LARGE
    )
    assert wished.plan is not None
    assert wished.plan.title == "What a shot"
    same = shown(made(rendered, brand, "What a shot", **LARGE))
    for one, other in zip(shown(wished)[::20], same[::20], strict=True):
        assert np.abs(one - other).max() <= 2


@pytest.mark.parametrize(
    ("position", "left", "high"),
    [("top-left", True, True), ("top-right", False, True), ("bottom-left", True, False)],
)
def test_the_logo_is_in_its_corner_as_wide_as_it_is_to_be(
    rendered: Rendered, brand: Brand, position: str, left: bool, high: bool
) -> None:
    brand.with_logo("red", "200x100", position=position, width_percent=20)
    for frame in (frames := shown(made(rendered, brand)))[0], frames[30], frames[-1]:
        logo = near(frame, RED)
        columns = np.flatnonzero(logo.any(axis=0))
        assert abs(np.ptp(columns) + 1 - 144 * 0.2) <= 3
        assert bool(columns.mean() < 72) is left
        top, bottom = rows(logo)
        assert bottom < 0.15 if high else 0.7 < top < bottom < 0.8


def test_a_logo_may_be_seen_through(rendered: Rendered, brand: Brand) -> None:
    brand.with_logo("red", position="top-left", width_percent=30, opacity_percent=50)
    frame = shown(made(rendered, brand))[20]
    assert near(frame, (192, 64, 64), 25).sum() > 500, "half of red, half of grey"
    assert not near(frame, RED).any()


def test_intro_and_outro_are_joined_to_the_frame(rendered: Rendered, brand: Brand) -> None:
    brand.with_end("intro", "blue", 1.0, sound="sine=f=300:r=44100,volume=-3dB")
    brand.with_end("outro", "green", 1.4)
    ctx = made(rendered, brand)
    assert ctx.product is not None
    frames = pictures(ctx.product.path)
    assert len(frames) == 30 + 60 + 42
    assert abs(ctx.product.duration_ms - 4400) < 60
    for at, colour in ((0, BLUE), (28, BLUE), (92, (0, 128, 0)), (131, (0, 128, 0))):
        assert near(frames[at][110:146], colour).mean() > 0.95, at
    assert near(frames[32][60:120], (128, 128, 128), 30).mean() > 0.9
    assert near(frames[88][60:120], (128, 128, 128), 30).mean() > 0.9


def test_all_parts_are_equally_loud(rendered: Rendered, brand: Brand) -> None:
    brand.with_end("intro", "blue", 2.0, sound="sine=f=300:r=44100,volume=6dB")
    brand.with_end("outro", "green", 2.0, sound="sine=f=700:r=22050,volume=-12dB")
    path = made(rendered, brand).product.path  # type: ignore[union-attr]
    for part in ((0, 2), (2, 4), (4, 6), (0, 6)):
        assert abs(loudness(path, *part) + 14) < 1.2, part


def test_an_intro_without_sound_is_silent(rendered: Rendered, brand: Brand) -> None:
    brand.with_end("intro", "blue", 2.0)
    path = made(rendered, brand).product.path  # type: ignore[union-attr]
    assert loudness(path, 0, 1.8) < -60
    assert abs(loudness(path, 2, 4) + 14) < 1.2


def test_a_sound_is_heard_at_the_start_of_the_clip(rendered: Rendered, brand: Brand, tmp_path: Path) -> None:
    quiet = made(rendered, brand).product.path  # type: ignore[union-attr]
    sting = tmp_path / "sting.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=f=2000:r=22050:d=0.8", str(sting))
    brand.body["sound_asset_id"] = brand.add("sound", sting).asset_id
    ctx = made(rendered, brand)
    path = ctx.product.path  # type: ignore[union-attr]
    assert abs(ctx.product.duration_ms - 2000) < 60  # type: ignore[union-attr]
    assert loudness(path, 0, 0.8) > loudness(quiet, 0, 0.8) + 1.5
    assert abs(loudness(path, 1, 2) - loudness(quiet, 1, 2)) < 0.3


@pytest.mark.parametrize("by_name", [False, True], ids=["file", "name"])
def test_text_has_the_face_of_the_template(rendered: Rendered, brand: Brand, by_name: bool) -> None:
    usual = shown(made(rendered, brand, **LARGE))[10]
    if by_name:
        brand.body["font"] = LookFont(name="Noto Sans")
    else:
        file = brand.folder / "font.ttf"
        file.write_bytes((SHIPPED / "NotoSans-ExtraBold.ttf").read_bytes())
        brand.body["font"] = LookFont(asset_id=brand.add("font", file).asset_id)
    ctx = made(rendered, brand, **LARGE)
    assert ctx.look.face.startswith("Noto Sans")
    assert (np.abs(shown(ctx)[10] - usual) > 60).sum() > 500


def test_a_word_wider_than_the_picture_is_drawn_smaller(rendered: Rendered, brand: Brand) -> None:
    brand.body |= {"captions": LookCaptions(size_percent=12, capitals=True), "colours": COLOURS}
    ctx = rendered(
        highlight(1000, 3000, "", [(1000, 2900, "unbelievablynice")]), asked_look=brand.look, **LARGE
    )
    columns = np.flatnonzero(near(shown(ctx)[10], RED).any(axis=0))
    assert columns.min() > 540 * 0.03
    assert columns.max() < 540 * 0.97


def test_what_the_clip_says_of_its_template(rendered: Rendered, brand: Brand) -> None:
    ctx = made(rendered, brand)
    assert ctx.template is not None
    assert (ctx.template.template_id, ctx.template.template_version) == (TEMPLATE, 3)
