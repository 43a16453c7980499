"""Recordings as the monitor leaves them: segments of MPEG-TS cut on keyframes, with their keys.

And the programs that make them, or fail to.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import av

from render.ffmpeg import Ffmpeg, default_ffmpeg
from schemas.capture import SegmentKind
from schemas.judging import Evidence, Highlight, HighlightState, Transcript, Word
from schemas.moment import Span
from streams.recording import segment_key
from streams.store import DirectoryStore

SESSION = "01900000-0000-7000-8000-000000000001"
HIGHLIGHT = "01900000-0000-7000-8000-00000000000a"


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg quietly; a failure fails the test."""
    command = [str(default_ffmpeg()), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments]
    subprocess.run(command, check=True, capture_output=True)


def record(
    store: DirectoryStore,
    source: Path,
    *,
    session_id: str = SESSION,
    at_ms: int = 0,
    discontinuity: int = 0,
    segment_s: float = 2.0,
    skip: Sequence[int] = (),
    arguments: Sequence[str] = (),
) -> Span:
    """Store a media file as a recording; segments in `skip` are lost.

    Returns:
        The media time it covers; the film's own time 0 lies at `at_ms`, or, for sound that begins
        before the picture, that much later (`first_picture_ms`).
    """
    with tempfile.TemporaryDirectory() as folder:
        ffmpeg(
            *["-copyts", "-i", str(source), "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", *arguments],
            *["-f", "segment", "-segment_time", str(segment_s), "-segment_format", "mpegts"],
            f"{folder}/%04d.ts",
        )
        spans = [(path, *_times(path)) for path in sorted(Path(folder).glob("*.ts"))]
        origin_ms = spans[0][1]
        last_ms = at_ms
        for number, (path, start_ms, end_ms) in enumerate(spans):
            span = Span(at_ms + start_ms - origin_ms, at_ms + end_ms - origin_ms)
            last_ms = max(last_ms, span.end_ms)
            if number not in skip:
                store.put(segment_key(session_id, span, discontinuity, SegmentKind.FULL, "ts"), path)
    return Span(at_ms, last_ms)


def first_picture_ms(store: DirectoryStore) -> int:
    """Media time of the first picture of a session's recording that begins at 0."""
    first = next(iter(store.list(f"sessions/{SESSION}/segments/")))
    with av.open(str(store.path_of(first.key))) as container:
        origin_us = container.start_time or 0
        video = container.streams.video[0]
        return round(float((video.start_time or 0) * (video.time_base or 0)) * 1000 - origin_us / 1000)


def _times(path: Path) -> tuple[int, int]:
    """First presentation time and end of the last frame, in ms of the file's own clock."""
    starts: list[float] = []
    ends: list[float] = []
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is not None and packet.time_base is not None:
                starts.append(float(packet.pts * packet.time_base))
                ends.append(float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return round(min(starts) * 1000), round(max(ends) * 1000)


def highlight(
    start_ms: int,
    end_ms: int,
    title: str = "",
    words: Sequence[tuple[int, int, str]] = (),
    **changes: object,
) -> Highlight:
    """A final highlight of that span."""
    transcript = Transcript(
        language="en",
        text=" ".join(text for _, _, text in words),
        words=tuple(Word(start_ms=a, end_ms=b, text=text, probability=1.0) for a, b, text in words),
        model="none",
    )
    values: dict[str, object] = {
        "highlight_id": HIGHLIGHT,
        "session_id": SESSION,
        "revision": 3,
        "state": HighlightState.FINAL,
        "start_ms": start_ms,
        "peak_ms": (start_ms + end_ms) // 2,
        "end_ms": end_ms,
        "score": 3.0,
        "decided_at_ms": end_ms,
        "discontinuity": 0,
        "reasons": (),
        "evidence": Evidence(weights={}, open_threshold=2.0, close_threshold=1.2, chat_lag_ms=0),
        "title": title,
        "transcript": transcript if words else None,
    }
    return Highlight(**{**values, **changes})  # type: ignore[arg-type]


def wrapped(path: Path, *lines: str) -> Ffmpeg:
    """An ffmpeg that does as the shell lines say before it does its work."""
    path.write_text("\n".join(["#!/bin/sh", *lines, f'exec "{default_ffmpeg()}" "$@"', ""]))
    path.chmod(0o755)
    return Ffmpeg(path)
