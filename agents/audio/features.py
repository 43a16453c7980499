"""What one second of sound is made of.

In: 16 000 samples. Out: a `Sound`: loudness, its floor, the spectrum in bands, and how much it is like
noise, a beat of laughter or a voice. Needs no memory; costs about 1 ms.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.capture import AUDIO_RATE_HZ

FRAME = 512
HOP = 256
"""32 ms every 16 ms: short enough for the beat of a laugh, long enough for pitch in the bands."""
BANDS = 24
BAND_LOW_HZ, BAND_HIGH_HZ = 120.0, 7600.0
FLOOR_DB = -75.0
"""Quieter than this is silence, whatever the source's noise."""
BEAT_LOW_HZ, BEAT_HIGH_HZ = 3.5, 8.0
PITCH_LOW_HZ, PITCH_HIGH_HZ = 90, 600

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """One second.

    Attributes:
        level_db: mean power. `floor_db`: the power that four fifths of the frames exceed: speech has
            gaps, a crowd has none. Both dBFS, at least `FLOOR_DB`.
        bands_db: mean of each band's logarithmic power.
        flatness: 0 for a tone, 1 for white noise, over 400 to 5000 Hz.
        steadiness_db: mean deviation of the frames' level: speech 5 to 9, a crowd 1 to 3.
        beat: share of the envelope's movement that is at 3.5 to 8 Hz.
        voiced: strength of the pitch, 0 to 1; `pitch_hz` is 0 where there is none.
        centroid_hz: where the middle of the spectrum lies.
    """

    level_db: float
    floor_db: float
    bands_db: tuple[float, ...]
    flatness: float
    steadiness_db: float
    beat: float
    voiced: float
    pitch_hz: float
    centroid_hz: float


def read_sound(pcm: bytes) -> Sound:
    """Read one second.

    Args:
        pcm: signed 16 bit little endian, mono, 16 kHz; padded with silence to a second.

    Raises:
        ValueError: an odd number of bytes.
    """
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768.0
    if samples.size < AUDIO_RATE_HZ:
        samples = np.concatenate([samples, np.zeros(AUDIO_RATE_HZ - samples.size)])
    frames = np.lib.stride_tricks.sliding_window_view(samples[:AUDIO_RATE_HZ], FRAME)[::HOP]
    power = np.abs(np.fft.rfft(frames * _window(), axis=1)) ** 2 + 1e-12
    frame_db = np.maximum(10 * np.log10(np.mean(frames**2, axis=1) + 1e-12), FLOOR_DB)
    bands_db = 10 * np.log10(power @ _bands().T + 1e-9)
    low, high = _bins(400.0), _bins(5000.0)
    middle = power[:, low:high]
    flat = np.exp(np.mean(np.log(middle), axis=1)) / np.mean(middle, axis=1)
    loud = frame_db >= np.median(frame_db)
    mean_power = power.mean(axis=0)
    pitch_hz, voiced = _pitch(frames[np.argsort(frame_db)[-12:]])
    return Sound(
        level_db=max(FLOOR_DB, 10 * float(np.log10(np.mean(samples**2) + 1e-12))),
        floor_db=float(np.percentile(frame_db, 20)),
        bands_db=tuple(float(x) for x in bands_db.mean(axis=0)),
        flatness=float(np.mean(flat[loud])),
        steadiness_db=float(np.mean(np.abs(frame_db - frame_db.mean()))),
        beat=_beat(frame_db),
        voiced=voiced,
        pitch_hz=pitch_hz,
        centroid_hz=float(mean_power @ _frequencies() / mean_power.sum()),
    )


def _beat(frame_db: Floats) -> float:
    envelope = np.maximum(frame_db, frame_db.max() - 40)
    spectrum = np.abs(np.fft.rfft((envelope - envelope.mean()) * np.hanning(envelope.size))) ** 2
    hz = np.fft.rfftfreq(envelope.size, HOP / AUDIO_RATE_HZ)
    inside = (hz >= BEAT_LOW_HZ) & (hz <= BEAT_HIGH_HZ)
    return float(spectrum[inside].sum() / (spectrum[1:].sum() + 1e-9))


def _pitch(frames: Floats) -> tuple[float, float]:
    """Median pitch and its strength over the loudest frames, by autocorrelation."""
    spectrum = np.abs(np.fft.rfft(frames * _window(), n=2 * FRAME, axis=1)) ** 2
    correlation = np.fft.irfft(spectrum, axis=1)
    low, high = AUDIO_RATE_HZ // PITCH_HIGH_HZ, min(AUDIO_RATE_HZ // PITCH_LOW_HZ, FRAME // 2)
    search = correlation[:, low:high] / (correlation[:, :1] + 1e-12)
    lags = search.argmax(axis=1)
    strength = search[np.arange(len(lags)), lags]
    voiced = float(np.median(strength))
    return float(np.median(AUDIO_RATE_HZ / (lags + low))) if voiced > 0.3 else 0.0, voiced


@functools.cache
def _window() -> Floats:
    return np.hanning(FRAME)


@functools.cache
def _frequencies() -> Floats:
    return np.asarray(np.fft.rfftfreq(FRAME, 1 / AUDIO_RATE_HZ), dtype=np.float64)


def _bins(hz: float) -> int:
    return int(hz * FRAME / AUDIO_RATE_HZ)


@functools.cache
def _bands() -> Floats:
    """Triangles spaced evenly on the mel scale, each with a sum of one."""
    mel_low, mel_high = (2595 * np.log10(1 + hz / 700) for hz in (BAND_LOW_HZ, BAND_HIGH_HZ))
    edges = 700 * (10 ** (np.linspace(mel_low, mel_high, BANDS + 2) / 2595) - 1)
    rising = (_frequencies() - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - _frequencies()) / (edges[2:] - edges[1:-1])[:, None]
    bands = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(bands / np.maximum(bands.sum(axis=1, keepdims=True), 1e-9), dtype=np.float64)
