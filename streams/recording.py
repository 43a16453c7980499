"""How recorded segments are named, and how to find those of a span.

The name says everything (start, end, discontinuity, kind), so that a listing of the object store
is the index of a recording: no other process has to be asked, and none can disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.store import ObjectStore

SEGMENT_MS_MAX = 120_000
"""No segment is longer: the recorder closes one that has seen no keyframe for so long."""

ENDLESS_MS = 10**12
"""Thirty years: later than any session ends; names of segments have as many digits."""

_NAME = re.compile(r"sessions/([^/]+)/segments/(\d{12})-(\d{12})-(\d{6})-(full|suspect|partial)\.(ts|mkv)")


@dataclass(frozen=True)
class SegmentRef:
    """A recorded segment, read from its key.

    Times are session media time. The span begins at the earliest presentation time inside the file,
    so that the file's own `start_time` stands for `span.start_ms`.
    """

    key: str
    session_id: str
    span: Span
    discontinuity: int
    kind: SegmentKind


def segment_key(session_id: str, span: Span, discontinuity: int, kind: SegmentKind, suffix: str) -> str:
    """The key of a segment. `suffix` is `ts`, or `mkv` for codecs that MPEG-TS does not carry."""
    return (
        f"{_prefix(session_id)}{span.start_ms:012d}-{span.end_ms:012d}"
        f"-{discontinuity:06d}-{kind.value}.{suffix}"
    )


def parse_segment_key(key: str) -> SegmentRef | None:
    """What a key says; None when it is no segment's."""
    match = _NAME.fullmatch(key)
    if match is None:
        return None
    session_id, start, end, discontinuity, kind, _ = match.groups()
    return SegmentRef(key, session_id, Span(int(start), int(end)), int(discontinuity), SegmentKind(kind))


def segments_between(store: ObjectStore, session_id: str, span: Span) -> Sequence[SegmentRef]:
    """The recorded segments that overlap the span, oldest first."""
    earliest_ms = max(0, span.start_ms - SEGMENT_MS_MAX)
    refs: list[SegmentRef] = []
    for info in store.list(_prefix(session_id), f"{_prefix(session_id)}{earliest_ms:012d}"):
        ref = parse_segment_key(info.key)
        if ref is None:
            continue
        if ref.span.start_ms >= span.end_ms:
            break
        if ref.span.overlap_ms(span) > 0:
            refs.append(ref)
    return refs


def recording_of(store: ObjectStore, session_id: str) -> Sequence[SegmentRef]:
    """All recorded segments of a session that are still there, oldest first."""
    return segments_between(store, session_id, Span(0, ENDLESS_MS))


def _prefix(session_id: str) -> str:
    return f"sessions/{session_id}/segments/"
