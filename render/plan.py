"""Decides what the clip shall be. In: the highlight and the settings. Out: `ctx.plan`."""

from __future__ import annotations

from render.context import Plan, RenderContext
from schemas.moment import Span
from streams.stage import Poison

SPAN_MS_MIN = 500
"""Shorter than any player shows; such a highlight is a mistake of the judge."""


class PlanClip:
    """Clamps the span and fixes size and title."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "plan"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.plan`. Raises Poison when the highlight has no length."""
        highlight, settings = ctx.highlight, ctx.settings
        start_ms = max(0, highlight.start_ms)
        end_ms = min(highlight.end_ms, start_ms + settings.render_length_ms_max)
        if end_ms - start_ms < SPAN_MS_MIN:
            raise Poison(
                f"the highlight from {highlight.start_ms} to {highlight.end_ms} ms is too short for a clip",
                "raise the minimum length of highlights",
            )
        ctx.plan = Plan(
            span=Span(start_ms, end_ms),
            width=settings.render_width,
            height=settings.render_height,
            title=" ".join(highlight.title.split()),
        )
