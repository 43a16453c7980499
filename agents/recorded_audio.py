"""Reads the sound of a span out of a session's recorded segments.

In: the object store and a span of media time. Out: 16 kHz, 16 bit, mono, exactly as long as the span
and aligned to it; what was not recorded is silence. Blocking (PyAV): call it in a thread.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from schemas.capture import AUDIO_RATE_HZ
from schemas.moment import Span
from streams.recording import SegmentRef, segments_between
from streams.store import DirectoryStore, ObjectMissing, ObjectStore

log = logging.getLogger(__name__)

SAMPLES_PER_MS = AUDIO_RATE_HZ // 1000

SPAN_MS_MAX = 10 * 60_000
"""Far beyond the longest highlight; a span that is longer is a mistake, not 20 MB of sound."""

DRIFT_SAMPLES_MAX = 40 * SAMPLES_PER_MS
"""Time stamps of frames are rounded; only a step larger than this moves where sound is put."""


class SpanTooLong(ValueError):
    """More sound was asked for than any highlight has; names the span."""


@dataclass(frozen=True)
class RecordedSound:
    """Sound of a span.

    Attributes:
        pcm: int16, 16 samples for each ms of the span.
        covered_ms: how much of it was recorded.
    """

    pcm: NDArray[np.int16]
    covered_ms: int


def load_sound(store: ObjectStore, session_id: str, span: Span) -> RecordedSound:
    """The sound of a span. A segment that is gone, broken or without sound leaves silence.

    Raises:
        SpanTooLong
    """
    if span.duration_ms > SPAN_MS_MAX:
        raise SpanTooLong(f"{span.duration_ms} ms of sound were asked for, at most {SPAN_MS_MAX} are read")
    pcm = np.zeros(span.duration_ms * SAMPLES_PER_MS, dtype=np.int16)
    heard = np.zeros(span.duration_ms, dtype=np.bool_)
    for ref in segments_between(store, session_id, span):
        try:
            with tempfile.TemporaryDirectory(prefix="hypecut-sound-") as folder:
                _Segment(ref, span, pcm, heard).read(_local(store, ref.key, Path(folder)))
        except (ObjectMissing, FileNotFoundError):
            log.warning("segment %s was deleted before its sound was read", ref.key)
        except (av.FFmpegError, OSError) as error:
            log.warning("segment %s cannot be read: %s", ref.key, error)
    return RecordedSound(pcm, int(heard.sum()))


def _local(store: ObjectStore, key: str, folder: Path) -> Path:
    if isinstance(store, DirectoryStore):
        return store.path_of(key)
    target = folder / Path(key).name
    store.get(key, target)
    return target


def _samples(frame: av.AudioFrame) -> NDArray[np.int16]:
    return frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)


class _Segment:
    """One segment, decoded into the span's samples."""

    def __init__(self, ref: SegmentRef, span: Span, pcm: NDArray[np.int16], heard: NDArray[np.bool_]) -> None:
        self._ref = ref
        self._span = span
        self._pcm = pcm
        self._heard = heard
        self._next: int | None = None

    def read(self, path: Path) -> None:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return
            stream = container.streams.audio[0]
            origin_s = (container.start_time or 0) / av.time_base
            resampler = av.AudioResampler(format="s16", layout="mono", rate=AUDIO_RATE_HZ)
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    continue  # one broken packet of a live stream; the rest of the segment is good
                for frame in frames:
                    at_ms = None if frame.time is None else (frame.time - origin_s) * 1000
                    for resampled in resampler.resample(frame):
                        self._put(_samples(resampled), at_ms)
                        at_ms = None
            for resampled in resampler.resample(None):
                self._put(_samples(resampled), None)

    def _put(self, samples: NDArray[np.int16], at_ms: float | None) -> None:
        if at_ms is not None:
            offset_ms = self._ref.span.start_ms - self._span.start_ms + at_ms
            stamped = round(offset_ms * SAMPLES_PER_MS)
            if self._next is None or abs(stamped - self._next) > DRIFT_SAMPLES_MAX:
                self._next = stamped
        if self._next is None:
            return  # no time stamp yet: nobody can say where this belongs
        first, last = max(self._next, 0), min(self._next + len(samples), len(self._pcm))
        if first < last:
            self._pcm[first:last] = samples[first - self._next : last - self._next]
            self._heard[first // SAMPLES_PER_MS : -(-last // SAMPLES_PER_MS)] = True
        self._next += len(samples)
