"""What a watch looks like where nobody draws: JSON lines, or plain lines of text.

In: notes, events, lines. Out: text on standard output and standard error.
"""

from __future__ import annotations

import sys
from typing import TextIO

import msgspec

from schemas.capture import GapReason
from schemas.codec import AnyEvent
from schemas.judging import HighlightState
from schemas.rendering import Clip, ClipState
from streams.commands.story import BalanceLine, ClipLine, EndLine, GapLine, HighlightLine, Line, SessionLine

_GAPS = {
    GapReason.STALL: "the source stalled",
    GapReason.MISSING: "parts of the source are missing",
    GapReason.AD: "advertisement",
    GapReason.RESTART: "the source was restarted",
    GapReason.UNDECODABLE: "the source could not be decoded",
    GapReason.OVERLOAD: "this machine was too slow",
    GapReason.DISK: "the disk took nothing",
}


def clock_text(at_s: float) -> str:
    """Media seconds for people: `1:02:03` or `2:03`."""
    whole = max(0, int(at_s))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


def sentence(line: Line) -> str:
    """A line of the JSON output, for people."""
    match line:
        case SessionLine():
            picture = f"{line.width}x{line.height}" if line.has_video else "no picture"
            text = f"watching {line.source}: {picture}, {'sound' if line.has_audio else 'no sound'}"
        case HighlightLine():
            why = "; ".join(line.reasons)
            title = f" {line.title!r}" if line.title else ""
            span = _span(line.start_s, line.end_s)
            text = f"{clock_text(line.decided_at_s)} highlight {line.state.value} {span}{title}: {why}"
        case ClipLine(path=None):
            text = f"clip of {line.highlight_id} failed: {line.reason}; {line.remedy}"
        case ClipLine():
            took_s = sum(line.stages_ms.values()) / 1000
            size = f"{line.duration_s:.1f} s, {line.width}x{line.height}"
            text = f"clip {line.path} ({size}, made in {took_s:.1f} s)"
        case GapLine():
            detail = f" ({line.detail})" if line.detail else ""
            text = f"gap {_span(line.start_s, line.end_s)}: {_GAPS[GapReason(line.reason)]}{detail}"
        case BalanceLine():
            left = "" if line.minutes_left is None else f", {line.minutes_left} minute(s) at this rate"
            text = f"{line.balance} credit(s) left{left}"
        case EndLine():
            failed = f", {line.failed} failed" if line.failed else ""
            counted = f"{line.highlights} highlight(s), {line.clips} clip(s){failed}"
            why = f" ({line.reason})" if line.reason else ""
            text = f"ended at {clock_text(line.end_s)}{why}: {counted}"
        case _:
            text = str(line)
    return text


def _span(start_s: float, end_s: float) -> str:
    return f"{clock_text(start_s)}-{clock_text(end_s)}"


class JsonView:
    """One JSON object a line on standard output; everything else on standard error."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def note(self, text: str) -> None:
        """See `View.note`."""
        print(text, file=self._err, flush=True)

    def heard(self, event: AnyEvent) -> None:
        """Only lines are shown."""

    def told(self, line: Line) -> None:
        """See `View.told`."""
        print(msgspec.json.encode(line).decode(), file=self._out, flush=True)

    def tick(self) -> None:
        """Nothing is drawn."""


class PlainView:
    """A sentence a line, for pipes and logs; the progress of a render at each new stage."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._stages: dict[str, str] = {}
        self._grown: set[str] = set()

    def note(self, text: str) -> None:
        """See `View.note`."""
        print(text, file=self._out, flush=True)

    def heard(self, event: AnyEvent) -> None:
        """A render that reached another stage."""
        if not isinstance(event, Clip) or event.state is not ClipState.RENDERING:
            return
        if event.stage and self._stages.get(event.highlight_id) != event.stage:
            self._stages[event.highlight_id] = event.stage
            self.note(f"rendering {event.highlight_id}: {event.stage}")

    def told(self, line: Line) -> None:
        """See `View.told`; a highlight that only grows is told once."""
        if isinstance(line, HighlightLine) and line.state is HighlightState.GROWN:
            if line.id in self._grown:
                return
            self._grown.add(line.id)
        self.note(sentence(line))

    def tick(self) -> None:
        """Nothing is drawn."""
