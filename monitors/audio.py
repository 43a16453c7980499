"""Sound: from compressed packets to one-second windows of 16 kHz mono.

In: audio frames with their place on the session timeline. Out: for each whole second 32 000 bytes
of signed 16-bit samples, silence where nothing was captured, and how much was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import av
from av.audio.resampler import AudioResampler

from schemas.capture import AUDIO_RATE_HZ, AUDIO_WINDOW_MS

WINDOW_BYTES = 2 * AUDIO_RATE_HZ * AUDIO_WINDOW_MS // 1000
_WINDOW_SAMPLES = WINDOW_BYTES // 2
_SAMPLES_PER_MS = AUDIO_RATE_HZ // 1000

SLIP_SAMPLES = 40 * _SAMPLES_PER_MS
"""Rounded time stamps move by a few ms; from here on the sound is put where its time stamp says."""


@dataclass
class _Window:
    pcm: bytearray = field(default_factory=lambda: bytearray(WINDOW_BYTES))
    covered_samples: int = 0


class AudioLane:
    """Fills windows of one session with resampled sound."""

    def __init__(self) -> None:
        self._windows: dict[int, _Window] = {}
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None
        self._position = 0

    @property
    def until_ms(self) -> int:
        """Media time up to which sound has been put in."""
        return self._position // _SAMPLES_PER_MS

    def write(self, frame: av.AudioFrame, at_ticks: int) -> None:
        """Put a decoded frame at its place; what overlaps sound already there is cut off."""
        at = at_ticks * _SAMPLES_PER_MS // 90
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape or abs(at - self._position) > SLIP_SAMPLES:
            self._resampler = AudioResampler("s16", "mono", AUDIO_RATE_HZ)
            self._shape = shape
            skip = max(0, self._position - at)
            self._position = max(self._position, at)
        else:
            skip = 0
        frame.pts = None  # the place is known better here than by the resampler
        for piece in self._resampler.resample(frame):
            samples = memoryview(piece.planes[0])[: 2 * piece.samples]
            dropped = min(skip, piece.samples)
            skip -= dropped
            self._append(samples[2 * dropped :])

    def take(self, second_ms: int) -> tuple[bytes, int]:
        """The window that starts at `second_ms`, and how many ms of it were captured."""
        window = self._windows.pop(second_ms, None)
        if window is None:
            return b"", 0
        return bytes(window.pcm), min(AUDIO_WINDOW_MS, window.covered_samples // _SAMPLES_PER_MS)

    def forget_before(self, until_ms: int) -> None:
        """Sound that comes later for closed seconds is dropped."""
        self._position = max(self._position, until_ms * _SAMPLES_PER_MS)
        for second_ms in [at for at in self._windows if at < until_ms]:
            del self._windows[second_ms]

    def _append(self, samples: memoryview) -> None:
        while len(samples):
            second, offset = divmod(self._position, _WINDOW_SAMPLES)
            window = self._windows.setdefault(second * AUDIO_WINDOW_MS, _Window())
            count = min(len(samples) // 2, _WINDOW_SAMPLES - offset)
            window.pcm[2 * offset : 2 * (offset + count)] = samples[: 2 * count]
            window.covered_samples += count
            self._position += count
            samples = samples[2 * count :]
