"""The live view on a terminal: signals as sparklines, capture, highlights and clips as they come.

In: the same calls as every view. Out: a `rich` picture, redrawn at most four times a second.
`Scene` holds what is shown and makes the picture; `LiveView` owns the terminal.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from schemas.capture import ChatBatch, Gap, Segment, SessionEnded, SessionOpened, WindowState
from schemas.codec import AnyEvent
from schemas.judging import MODALITIES, Highlight, HighlightState, JudgingEnded, Modality, Signal
from schemas.rendering import Clip, ClipState
from streams.clock import Clock, SystemClock
from streams.commands.story import BalanceLine, ClipLine, EndLine, GapLine, Line, SessionLine
from streams.commands.views import clock_text, sentence

HISTORY_S = 60
"""Seconds in a sparkline, one glyph each; fewer on a narrow terminal."""

SHORTEST_S = 10
BESIDE = 36
"""Columns that stand beside a sparkline: the signal's name, its value, and the rate of chat."""

WIDE = 120

CHAT_RATE_MS = 10_000
"""Chat is counted over ten seconds, as its judge does."""

CHAT_KEPT_MAX = 5000
"""Stamps kept for the rate: ten seconds of the busiest channel ever measured, five times over."""

LOW_MINUTES = 15
"""From here on the credits are shown in red."""

NOTES_MAX = 4
SHOWN_MAX = 6
"""Highlights and clips in the picture; older ones are printed above it when they are done."""

DRAW_MS = 250

_GLYPHS = "▁▂▃▄▅▆▇█"
_FULL_SCALE = 5.0
"""Times normal at the top of a sparkline; a highlight opens well below it."""

_STATE_STYLE = {
    HighlightState.OPENED: "bold yellow",
    HighlightState.GROWN: "bold yellow",
    HighlightState.FINAL: "bold green",
    HighlightState.DROPPED: "dim",
}


def sparkline(scores: list[float], width: int = HISTORY_S) -> str:
    """The last `width` scores as bars; times normal from 0 to the full scale.

    A score that is not a number, or below 0 (no live second), is a gap.
    """
    cells = []
    for score in scores[-width:]:
        if math.isnan(score) or score < 0:
            cells.append("·")
        else:
            cells.append(_GLYPHS[min(len(_GLYPHS) - 1, int(score / _FULL_SCALE * len(_GLYPHS)))])
    return "".join(cells).rjust(width)


def bar(progress: float, width: int = 16) -> str:
    """A bar of `width` cells."""
    full = round(min(1.0, max(0.0, progress)) * width)
    return "━" * full + "─" * (width - full)


@dataclass
class Scene:
    """Everything the picture is made of."""

    notes: deque[str] = field(default_factory=lambda: deque(maxlen=NOTES_MAX))
    session: SessionLine | None = None
    capture: str = "opening the source"
    until_ms: int = 0
    recorded_bytes: int = 0
    gaps: int = 0
    history: dict[Modality, deque[float]] = field(
        default_factory=lambda: {one: deque(maxlen=HISTORY_S) for one in MODALITIES}
    )
    state: dict[Modality, WindowState] = field(default_factory=dict)
    happened: Signal | None = None
    chat: deque[int] = field(default_factory=lambda: deque(maxlen=CHAT_KEPT_MAX))
    highlights: dict[str, Highlight] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    balance: BalanceLine | None = None

    def hear(self, event: AnyEvent) -> None:
        """Take one event of the session in."""
        match event:
            case Signal():
                self._signal(event)
            case ChatBatch():
                self.chat.extend(message.at_ms for message in event.messages)
            case Highlight():
                self.highlights[event.highlight_id] = event
            case Clip() if not event.extra:
                self.clips[event.highlight_id] = event
            case Segment():
                self.recorded_bytes += event.bytes_count
            case SessionOpened():
                self.capture = "live"
            case Gap():
                self.gaps += 1
                self.capture = f"gap: {event.reason.value}"
            case SessionEnded():
                self.capture = f"ended: {event.reason}; finishing highlights and clips"
            case JudgingEnded():
                self.capture = "ended; finishing clips"

    def tell(self, line: Line) -> None:
        """Take one line in."""
        if isinstance(line, SessionLine):
            self.session = line
            self.notes.clear()  # the start is over
        elif isinstance(line, ClipLine) and line.path:
            self.paths[line.id] = line.path
        elif isinstance(line, BalanceLine):
            self.balance = line

    def _signal(self, signal: Signal) -> None:
        live = signal.state is WindowState.LIVE
        if signal.modality is Modality.EVENTS:  # said of seconds that have some, and not of each
            self.happened = signal
            return
        self.history[signal.modality].append(signal.score if live else -1.0)
        self.state[signal.modality] = signal.state
        self.until_ms = max(self.until_ms, signal.start_ms + 1000)
        if live and self.capture.startswith("gap"):
            self.capture = "live"

    def chat_per_minute(self) -> int:
        """Messages of the last ten seconds, as a rate."""
        newest_ms = max(self.until_ms, self.chat[-1] if self.chat else 0)
        recent = sum(1 for at_ms in self.chat if at_ms > newest_ms - CHAT_RATE_MS)
        return round(recent * 60_000 / CHAT_RATE_MS)

    def draw(self, width: int = WIDE) -> RenderableType:
        """The picture as it is now, for a terminal of `width` columns."""
        shown_s = max(SHORTEST_S, min(HISTORY_S, width - BESIDE))
        parts: list[RenderableType] = [self._head(), self._signals(shown_s)]
        if self.highlights:
            parts.append(self._moments())
        parts += [Text(note, style="dim", overflow="ellipsis", no_wrap=True) for note in self.notes]
        return Group(*parts)

    def _head(self) -> RenderableType:
        title = Text(no_wrap=True, overflow="ellipsis")
        source = (self.session.title or self.session.source) if self.session else "hypecut"
        title.append(source, style="bold")
        title.append(f"  {clock_text(self.until_ms / 1000)}  ", style="cyan")
        title.append(self.capture, style="red" if self.capture.startswith("gap") else "green")
        title.append(f"  recorded {self.recorded_bytes / 1e6:.1f} MB")
        if self.gaps:
            title.append(f"  {self.gaps} gap(s)", style="yellow")
        if self.balance is not None:
            low = self.balance.minutes_left is not None and self.balance.minutes_left <= LOW_MINUTES
            title.append(f"  {self.balance.balance} credits", style="red" if low else "")
        return title

    def _signals(self, shown_s: int) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        for modality in MODALITIES:
            scores = list(self.history[modality])
            state = self.state.get(modality)
            now = f"{scores[-1]:4.1f}x" if scores and scores[-1] >= 0 else (state.value if state else "")
            extra = f"{self.chat_per_minute()} messages/min" if modality is Modality.CHAT else ""
            table.add_row(
                Text(modality.value, style="bold"),
                Text(sparkline(scores, shown_s), style="magenta"),
                Text(now),
                Text(extra, style="dim"),
            )
        lately_ms = self.until_ms - CHAT_RATE_MS
        if self.happened is not None and self.happened.parts and self.happened.start_ms > lately_ms:
            told = ", ".join(f"{name} {value:g}" for name, value in self.happened.parts.items())
            name = Text(Modality.EVENTS.value, style="bold")
            table.add_row(name, Text(""), Text(f"{self.happened.score:4.1f}x"), Text(told, style="dim"))
        return table

    def _moments(self) -> RenderableType:
        table = Table.grid(padding=(0, 1), expand=False)
        newest = sorted(self.highlights.values(), key=lambda one: one.start_ms)[-SHOWN_MAX:]
        for highlight in newest:
            span = f"{clock_text(highlight.start_ms / 1000)}-{clock_text(highlight.end_ms / 1000)}"
            why = "; ".join(reason.text for reason in highlight.reasons)
            table.add_row(
                Text(span, style="cyan"),
                Text(highlight.state.value, style=_STATE_STYLE[highlight.state]),
                self._clip(highlight.highlight_id),
                Text(highlight.title or why, no_wrap=True, overflow="ellipsis"),
            )
        return table

    def _clip(self, highlight_id: str) -> Text:
        clip = self.clips.get(highlight_id)
        if clip is None:
            return Text("")
        if clip.state is ClipState.READY:
            return Text(self.paths.get(clip.clip_id, "ready"), style="green")
        if clip.state is ClipState.FAILED:
            return Text(f"failed: {clip.reason}", style="red")
        done = " ".join(f"{name} {took_ms / 1000:.1f}s" for name, took_ms in clip.stages_ms.items())
        return Text(f"{clip.stage:<8} {bar(clip.progress)} {clip.progress:4.0%} {done}", style="yellow")


class LiveView:
    """Draws a `Scene` in place. What is over (a clip, a gap, the end) is printed above it."""

    def __init__(self, console: Console | None = None, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._scene = Scene()
        self._drawn_ms = 0
        # rich would redraw from a thread of its own, while the scene changes under it.
        self._live = Live(console=console or Console(), auto_refresh=False)

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.update(self._scene.draw(self._live.console.width), refresh=True)
        self._live.stop()

    def note(self, text: str) -> None:
        """See `View.note`."""
        self._scene.notes.append(text)
        self.tick()

    def heard(self, event: AnyEvent) -> None:
        """See `View.heard`."""
        self._scene.hear(event)

    def told(self, line: Line) -> None:
        """See `View.told`."""
        self._scene.tell(line)
        if isinstance(line, ClipLine | GapLine | EndLine):
            self._live.console.print(Text(sentence(line)))

    def tick(self) -> None:
        """See `View.tick`."""
        now_ms = self._clock.monotonic_ms()
        if now_ms - self._drawn_ms >= DRAW_MS:
            self._drawn_ms = now_ms
            self._live.update(self._scene.draw(self._live.console.width), refresh=True)
