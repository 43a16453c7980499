"""Every shape of picture fills the clip, and the part that matters is in it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from render.context import RenderContext
from streams.store import DirectoryStore
from tests.render.conftest import Rendered
from tests.render.recordings import ffmpeg, highlight, record

MOVING = "color=c=gray:s={size}:r=15:d=3[g];testsrc2=s=60x60:r=15:d=3[m];[g][m]overlay={x}:60"


def film(folder: Path, size: str, x: int) -> Path:
    path = folder / "film.mp4"
    ffmpeg(
        *["-filter_complex", MOVING.format(size=size, x=x), "-c:v", "libx264", "-preset", "ultrafast"],
        *["-g", "5", "-pix_fmt", "yuv420p", str(path)],
    )
    return path


def first_picture(ctx: RenderContext) -> np.ndarray:
    assert ctx.product is not None
    with av.open(str(ctx.product.path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)


def colourful_share(picture: np.ndarray) -> float:
    return float((np.ptp(picture, axis=2) > 60).mean())


@pytest.mark.parametrize("x", [0, 130, 260])
def test_a_crop_goes_where_something_moves(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path, x: int
) -> None:
    record(store, film(tmp_path, "320x180", x), segment_s=1)
    ctx = rendered(highlight(500, 2500))
    assert ctx.picture_filters[0].startswith("crop=")
    assert colourful_share(first_picture(ctx)) > 0.09


@pytest.mark.parametrize("layout", ["crop", "fit"])
@pytest.mark.parametrize("size", ["320x180", "240x180", "180x180", "144x256", "120x300", "640x120"])
def test_every_shape_fills_the_clip(
    store: DirectoryStore, rendered: Rendered, tmp_path: Path, size: str, layout: str
) -> None:
    record(store, film(tmp_path, size, 20), segment_s=1)
    ctx = rendered(highlight(500, 2000), render_layout=layout)
    picture = first_picture(ctx)
    assert picture.shape == (256, 144, 3)
    corners = [picture[4, 4], picture[4, -5], picture[-5, 4], picture[-5, -5]]
    assert all(corner.max() > 40 for corner in corners), "a black bar"
    assert colourful_share(picture) > 0.002
