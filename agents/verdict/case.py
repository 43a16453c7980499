"""A closed highlight on its way through the verdict."""

from __future__ import annotations

import msgspec

from agents.judge import JudgingSettings
from schemas.judging import Highlight, HighlightState, Reason, Transcript


class VerdictCase:
    """What the stages of the verdict share.

    Attributes:
        highlight: as it closed; its span is fixed.
        transcript: what was said in the span, or None.
        title: of the clip. `reasons`: those of the highlight; stages may add.
        kept: false drops it.
    """

    def __init__(
        self, highlight: Highlight, transcript: Transcript | None, settings: JudgingSettings
    ) -> None:
        self.highlight = highlight
        self.transcript = transcript
        self.settings = settings
        self.title = highlight.title
        self.reasons: list[Reason] = list(highlight.reasons)
        self.kept = True


def judged(case: VerdictCase) -> Highlight:
    """The last revision of the highlight."""
    return msgspec.structs.replace(
        case.highlight,
        revision=case.highlight.revision + 1,
        state=HighlightState.FINAL if case.kept else HighlightState.DROPPED,
        title=case.title,
        reasons=tuple(case.reasons),
        transcript=case.transcript,
    )
