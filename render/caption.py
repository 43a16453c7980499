"""Writes the text over the picture: the title, and each word as it is spoken.

In: the highlight's title and transcript, `ctx.footage`, `ctx.look`. Out: `ctx.captions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from render.ass import SpokenWord, document, title_events, word_events
from render.context import RenderContext, explained, made
from render.timeline import Timeline
from schemas.judging import Word

CAPTION_FILE = "captions.ass"


class Caption:
    """Puts title and words on the clip's own timeline."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "caption"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.captions`; None when there is nothing to show. Raises Hindered without room."""
        with explained("writing the captions"):
            write_captions(ctx)


def write_captions(ctx: RenderContext) -> None:
    """Make `ctx.captions` in the look of the clip. Raises OSError."""
    plan, footage, look = made(ctx.plan, "plan"), made(ctx.footage, "fetch"), ctx.look
    duration_ms = footage.timeline.duration_ms
    transcript = ctx.highlight.transcript
    words = heard(transcript.words if transcript else (), footage.timeline)
    title_ms = ctx.settings.render_title_ms if look.title else 0
    events = [
        *title_events(plan.title, min(title_ms, duration_ms)),
        *word_events(words, duration_ms, look),
    ]
    ctx.captions = None
    if not events:
        return
    file = ctx.folder / CAPTION_FILE
    file.write_text(document(events, plan.width, plan.height, look), encoding="utf-8")
    ctx.captions = file


def heard(words: Sequence[Word], timeline: Timeline) -> list[SpokenWord]:
    """The words whose middle is in the clip, at the time they have there."""
    found: list[SpokenWord] = []
    for word in sorted(words, key=lambda one: one.start_ms):
        middle_ms = timeline.clip_ms((word.start_ms + word.end_ms) // 2)
        if middle_ms is None or not word.text.strip():
            continue
        half_ms = max(0, word.end_ms - word.start_ms) // 2
        start_ms = max(0, middle_ms - half_ms, found[-1].start_ms + 1 if found else 0)
        end_ms = min(timeline.duration_ms, max(middle_ms + half_ms, start_ms + 1))
        found.append(SpokenWord(start_ms, end_ms, word.text.strip()))
    return found
