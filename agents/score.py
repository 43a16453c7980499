"""`python -m agents score`: judge a recording in event time, as fast as it goes.

In: events on standard input, as `python -m monitors extract` writes them. Out: highlights on standard
output, as a table or as one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from typing import Any, BinaryIO, TextIO

import numpy as np

from agents.judge import NO_METER
from agents.panel import Listen, Panel, nobody_listens
from agents.settings import AgentSettings
from schemas.capture import AUDIO_RATE_HZ, AudioWindow
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import Highlight, HighlightState, JudgingEnded, Modality, Signal, Transcript
from schemas.moment import SECOND_MS, Span, seconds
from streams.pipe import BrokenPipeline, read_events
from streams.process import CannotStart
from streams.topics import CHAT_BATCHES, MEDIA_AUDIO, MEDIA_FRAMES

JUDGED, UNUSABLE = 0, 2
RING_WINDOWS = 180
"""Seconds of sound kept for speech: the longest clip, the longest lag of chat and the time that a
highlight takes to close."""
SESSIONS_MAX = 64
"""A pipe carries one session; more than a few mean a mistake upstream, and memory is not endless."""
SENSE_OF = {
    CHAT_BATCHES.name: Modality.CHAT,
    MEDIA_AUDIO.name: Modality.AUDIO,
    MEDIA_FRAMES.name: Modality.VISION,
}


class SoundRing:
    """The last seconds of sound, and the transcript of a span of them."""

    def __init__(self, transcriber: Any) -> None:
        self._transcriber = transcriber
        self._windows: deque[AudioWindow] = deque(maxlen=RING_WINDOWS)

    def keep(self, window: AudioWindow) -> None:
        """Remember a second."""
        self._windows.append(window)

    def listen(self, highlight: Highlight) -> Transcript | None:
        """What was said in the span; None without any sound of it."""
        span = Span(highlight.start_ms, highlight.end_ms)
        inside = [w for w in self._windows if span.overlap_ms(Span(w.start_ms, w.start_ms + SECOND_MS)) > 0]
        if not inside:
            return None
        first_ms = inside[0].start_ms
        sound = np.zeros((inside[-1].start_ms - first_ms + SECOND_MS) * AUDIO_RATE_HZ // 1000, dtype="<i2")
        for window in inside:
            at = (window.start_ms - first_ms) * AUDIO_RATE_HZ // 1000
            samples = np.frombuffer(window.pcm, dtype="<i2")[:AUDIO_RATE_HZ]
            sound[at : at + samples.size] = samples
        transcript: Transcript = self._transcriber.transcribe(sound.tobytes(), first_ms)
        return transcript


class Printer:
    """Writes what was judged, as JSON lines or for people."""

    def __init__(self, out: TextIO, as_json: bool, everything: bool) -> None:
        self._out = out
        self._json = as_json
        self._all = everything
        if not as_json:
            self._line("state", "start", "peak", "end", "score", "why")

    def show(self, event: Event) -> None:
        """One event; what was not asked for is left out."""
        if isinstance(event, Signal) and self._all:
            self._signal(event)
        elif isinstance(event, Highlight):
            if self._all or (event.state is not HighlightState.GROWN and not event.near_miss):
                self._highlight(event)
        elif isinstance(event, JudgingEnded):
            self._end(event)

    def _highlight(self, highlight: Highlight) -> None:
        reasons = [reason.text for reason in highlight.reasons]
        if self._json:
            self._object(
                type="highlight",
                id=highlight.highlight_id,
                state=highlight.state.value,
                start_s=seconds(highlight.start_ms),
                peak_s=seconds(highlight.peak_ms),
                end_s=seconds(highlight.end_ms),
                score=highlight.score,
                decided_at_s=seconds(highlight.decided_at_ms),
                reasons=reasons,
                title=highlight.title,
                near_miss=highlight.near_miss,
                transcript=highlight.transcript.text if highlight.transcript else None,
            )
            return
        state = "near miss" if highlight.near_miss else highlight.state.value
        times = (_clock(at) for at in (highlight.start_ms, highlight.peak_ms, highlight.end_ms))
        title = f"{highlight.title}: " if highlight.state is HighlightState.FINAL else ""
        self._line(state, *times, f"{highlight.score:.1f}x", title + "; ".join(reasons))

    def _signal(self, signal: Signal) -> None:
        if self._json:
            self._object(
                type="signal",
                modality=signal.modality.value,
                start_s=seconds(signal.start_ms),
                state=signal.state.value,
                score=signal.score,
                parts=signal.parts,
            )
            return
        parts = ", ".join(f"{name} {value:g}" for name, value in signal.parts.items())
        self._line(
            signal.modality.value,
            _clock(signal.start_ms),
            "",
            "",
            f"{signal.score:.1f}x",
            parts or signal.state,
        )

    def _end(self, end: JudgingEnded) -> None:
        if self._json:
            self._object(
                type="end", end_s=seconds(end.end_ms), final=len(end.final_ids), dropped=end.dropped_count
            )
            return
        self._out.write(
            f"{len(end.final_ids)} highlights in {_clock(end.end_ms)}, {end.dropped_count} dropped\n"
        )

    def _object(self, **fields: object) -> None:
        self._out.write(json.dumps(fields, ensure_ascii=False) + "\n")
        self._out.flush()

    def _line(self, *columns: str) -> None:
        state, start, peak, end, score, why = columns
        self._out.write(f"{state:<9} {start:>8} {peak:>8} {end:>8} {score:>7}  {why}\n")


def main(arguments: list[str]) -> int:
    """Judge what comes on standard input.

    Returns:
        0, or 2 when the input is no stream of events, or the settings name no stages.
    """
    parser = argparse.ArgumentParser(
        prog="python -m agents score", description="Judge a recording that comes on standard input."
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--all", action="store_true", help="each second's signals, growth and near misses too"
    )
    parser.add_argument(
        "--speech", action=argparse.BooleanOptionalAction, default=True, help="listen to what was said"
    )
    options = parser.parse_args(arguments)
    printer = Printer(sys.stdout, options.json, options.all)
    try:
        return judge_pipe(sys.stdin.buffer, printer, with_speech=options.speech)
    except (BrokenPipeline, CannotStart) as broken:
        sys.stderr.write(f"{broken}\n")
        return UNUSABLE
    except BrokenPipeError:
        return JUDGED


def judge_pipe(source: BinaryIO, printer: Printer, *, with_speech: bool) -> int:
    """Judge every session of a pipe.

    Raises:
        BrokenPipeline: the input is no stream of events, or holds too many sessions.
        CannotStart: a name in the settings leads to no stage.
    """
    from agents.worker import make_judges

    settings = AgentSettings()
    judges = make_judges(settings, NO_METER)
    transcriber = _transcriber() if with_speech else None
    panels: dict[str, tuple[Panel, SoundRing]] = {}
    for topic, event in read_events(source):
        session_id = _session_of(event)
        if session_id is None:
            continue
        if session_id not in panels:
            if len(panels) >= SESSIONS_MAX:
                raise BrokenPipeline(f"more than {SESSIONS_MAX} sessions on one pipe; give each its own")
            ring = SoundRing(transcriber)
            listen: Listen = ring.listen if transcriber is not None else nobody_listens
            panels[session_id] = (Panel(session_id, settings.judging, listen, made=judges), ring)
        panel, ring = panels[session_id]
        if isinstance(event, AudioWindow) and transcriber is not None:
            ring.keep(event)
        for said in panel.hear(SENSE_OF.get(topic), event):
            printer.show(said)
    for panel, _ in panels.values():
        if panel.unjudged:
            sys.stderr.write(
                f"{len(panel.unjudged)} events could not be judged: {panel.unjudged[0].reason}\n"
            )
        if not panel.fusion_memory.ended:
            sys.stderr.write("the input ended before the session did: the last seconds were not judged\n")
    return JUDGED


def _transcriber() -> Any:
    """A loaded model, or None, with a word on why."""
    from agents.speech import SpeechModelMissing, Transcriber

    model_dir = AgentSettings().speech_model_dir
    if model_dir is None:
        return None
    try:
        return Transcriber(model_dir)
    except SpeechModelMissing as missing:
        sys.stderr.write(f"no speech: {missing}\n")
        return None


def _session_of(event: AnyEvent) -> str | None:
    found = getattr(event, "session_id", None)
    return found if isinstance(found, str) else None


def _clock(at_ms: int) -> str:
    whole = at_ms // SECOND_MS
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
