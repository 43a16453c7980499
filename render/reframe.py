"""Turns a picture of any shape into a tall one.

In: `ctx.footage`. Out: `ctx.picture_filters`, one chain of ffmpeg filters for each run with a picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.context import Plan, RenderContext, made
from render.saliency import best_window, column_weights
from render.settings import Layout
from render.timeline import Picture, Run

KEPT_MIN = 0.40
"""A crop that keeps less of what goes on is not taken by itself: the whole picture is fitted. A
16:9 picture with action spread evenly keeps 0.32."""

NARROWED = ((1.0, 0.72), (4 / 3, 0.86))
"""Before the whole picture is fitted, which leaves it small: a square or a 4:3 window, when that
keeps nearly all that goes on."""

NEARLY = 0.12
"""Of a picture that is this close to the wanted shape, the overhang is cut off unseen."""

BLUR_SCALE = 10
"""The backdrop is blurred at a tenth of its size, which costs next to nothing."""


class Reframe:
    """Chooses crop or fit for each run, and the place of the crop."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "reframe"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.picture_filters`."""
        plan, footage = made(ctx.plan, "plan"), made(ctx.footage, "fetch")
        ctx.picture_filters = {}
        for number in sorted({part.run for part in footage.timeline.parts}):
            run = footage.runs[number]
            if run.shape.picture is not None:
                ctx.picture_filters[number] = self._chain(ctx, plan, run, run.shape.picture, f"r{number}")

    @staticmethod
    def _chain(ctx: RenderContext, plan: Plan, run: Run, picture: Picture, label: str) -> str:
        have = picture.width * picture.aspect[0] / (picture.height * picture.aspect[1])
        share = plan.width / plan.height / have
        if share >= 1 - NEARLY and share <= 1 / (1 - NEARLY):
            return _cover(plan)
        if share > 1:
            return fit(plan, label)
        layout = ctx.settings.render_layout
        weights = None
        if layout is not Layout.FIT:
            weights = column_weights([one.path for one in run.segments], ctx.cancelled)
        if layout is Layout.CROP:
            left = best_window(weights, share)[0] if weights is not None else (1 - share) / 2
            return _crop(plan, share, left)
        return fit(plan, label) if weights is None else _chosen(plan, weights, have, label)


def _chosen(plan: Plan, weights: NDArray[np.float64], have: float, label: str) -> str:
    """The narrowest window that keeps enough of what goes on, for a picture of that aspect."""
    share = plan.width / plan.height / have
    left, kept = best_window(weights, share)
    if kept >= KEPT_MIN:
        return _crop(plan, share, left)
    for aspect, kept_min in NARROWED:
        if aspect < have:
            left, kept = best_window(weights, aspect / have)
            if kept >= kept_min:
                return fit(plan, label, aspect / have, left)
    return fit(plan, label)


def _window(share: float, left: float) -> str:
    return f"crop=w='max(2,trunc(iw*{share:.5f}/2)*2)':h=ih:x='min(iw-ow,iw*{left:.5f})':y=0"


def _crop(plan: Plan, share: float, left: float) -> str:
    return f"{_window(share, left)},scale={plan.width}:{plan.height}:flags=bicubic,setsar=1"


def _cover(plan: Plan) -> str:
    return (
        f"scale='trunc(iw*sar/2)*2':ih,setsar=1,"
        f"scale={plan.width}:{plan.height}:force_original_aspect_ratio=increase:flags=bicubic,"
        f"crop={plan.width}:{plan.height}"
    )


def fit(plan: Plan, label: str, share: float = 1.0, left: float = 0.0) -> str:
    """The picture, or that window of it, over a blurred and darkened copy that fills the clip."""
    small_width, small_height = (max(16, side // BLUR_SCALE // 2 * 2) for side in (plan.width, plan.height))
    window = f"{_window(share, left)}," if share < 1 else ""
    return (
        f"{window}scale='trunc(iw*sar/2)*2':ih,setsar=1,split[{label}f][{label}b];"
        f"[{label}b]scale={small_width}:{small_height}:force_original_aspect_ratio=increase:flags=area,"
        f"crop={small_width}:{small_height},gblur=sigma=3,lutyuv=y=val*0.6,"
        f"scale={plan.width}:{plan.height}:flags=bilinear,setsar=1[{label}s];"
        f"[{label}f]scale={plan.width}:{plan.height}:force_original_aspect_ratio=decrease"
        f":force_divisible_by=2:flags=bicubic,setsar=1[{label}t];"
        f"[{label}s][{label}t]overlay=x=(W-w)/2:y=(H-h)/2:shortest=1"
    )
