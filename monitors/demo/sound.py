"""The sound of the demo's match: music, a crowd that swells, the ball, and the commentator.

In: the script. Out: stereo sound at 48 kHz, float32, for any stretch of the stream.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample_poly

from monitors.demo.script import Moment, Spoken
from monitors.demo.voice import RATE_HZ as VOICE_HZ
from monitors.demo.voice import speak

RATE_HZ = 48_000
_CROWD_HZ = 24_000
_CHORDS = ((110.0, 165.0, 220.0), (98.0, 147.0, 196.0), (87.3, 131.0, 175.0), (98.0, 147.0, 220.0))
_BAR_S = 2.0
_FADE_S = 5.0
_VOICE, _MUSIC, _DUCKING = 0.45, 0.03, 0.7

Sound = NDArray[np.float64]


def match_sound(
    duration_s: float,
    moments: Sequence[Moment],
    spoken: Sequence[Spoken],
    kicks_s: Sequence[float],
    seed: int = 7,
) -> NDArray[np.float32]:
    """All of the stream's sound.

    Args:
        duration_s: length in seconds.
        moments: where the crowd roars.
        spoken: the commentator's lines.
        kicks_s: when the ball is hit, in seconds.
        seed: of everything that is random.

    Returns:
        float32 of shape (2, samples) at 48 kHz, within -1 to 1.
    """
    rng = np.random.default_rng(seed)
    count = round(duration_s * RATE_HZ)
    crowd = _crowd(duration_s, moments, rng)[:, :count]
    voice = _voice(count, spoken, rng)
    # As at a real desk: everything else steps back while the commentator speaks.
    room = 1.0 - _DUCKING * _speaking(voice)
    middle = _MUSIC * _music(count) + _kicks(count, kicks_s, rng)
    mixed = np.stack([voice + room * (middle + side) for side in crowd])
    return np.asarray(np.clip(mixed, -1.0, 1.0), dtype=np.float32)


def _voice(count: int, spoken: Sequence[Spoken], rng: np.random.Generator) -> Sound:
    track = np.zeros(count)
    for line in spoken:
        said = resample_poly(speak(line.phonemes, line.delivery, rng), RATE_HZ // VOICE_HZ, 1)
        start = round(line.at_s * RATE_HZ)
        piece = said[: max(0, count - start)]
        track[start : start + len(piece)] += _VOICE * piece
    return track


def _speaking(voice: Sound) -> Sound:
    """Where the commentator speaks, 0 to 1, with soft edges of a fifth of a second."""
    step = RATE_HZ // 50
    blocks = np.abs(voice[: len(voice) // step * step]).reshape(-1, step).max(axis=1, initial=0.0) > 0.01
    soft = np.convolve(blocks, np.hanning(22) / np.hanning(22).sum() * 1.6, mode="same").clip(0, 1)
    return np.asarray(np.interp(np.arange(len(voice)) / step, np.arange(len(soft)), soft))


def _music(count: int) -> Sound:
    """Slow chords with a soft pulse."""
    at_s = np.arange(count) / RATE_HZ
    bar = (at_s // _BAR_S).astype(int) % len(_CHORDS)
    total = np.zeros(count)
    for voice in range(3):
        pitch = np.array([chord[voice] for chord in _CHORDS])[bar]
        phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
        total += np.sin(phase) + 0.3 * np.sin(2 * phase)
    pulse = 0.6 + 0.4 * np.exp(-((at_s % (_BAR_S / 4)) * 9))
    return total / 3 * pulse


def _kicks(count: int, kicks_s: Sequence[float], rng: np.random.Generator) -> Sound:
    track = np.zeros(count)
    at_s = np.arange(round(0.16 * RATE_HZ)) / RATE_HZ
    thump = np.sin(2 * np.pi * (150 * at_s - 260 * at_s**2)) * np.exp(-at_s * 32)
    thump += 0.25 * rng.standard_normal(len(at_s)) * np.exp(-at_s * 160)
    for kick_s in kicks_s:
        start = round(kick_s * RATE_HZ)
        piece = thump[: max(0, count - start)]
        track[start : start + len(piece)] += 0.16 * piece
    return track


def _crowd(duration_s: float, moments: Sequence[Moment], rng: np.random.Generator) -> Sound:
    """Two sides of a stand: a murmur, and at each moment a roar with clapping. Shape (2, samples)."""
    count = round(duration_s * _CROWD_HZ)
    murmur = _band(rng.standard_normal(count), 200, 900)
    sides = np.tile(0.02 * murmur / _level(murmur), (2, 1))
    for moment in moments:
        start = round(moment.at_s * _CROWD_HZ)
        roar = _roar(moment, rng)[:, : max(0, count - start)]
        sides[:, start : start + roar.shape[1]] += 0.17 * roar
    return np.stack([resample_poly(side, RATE_HZ // _CROWD_HZ, 1) for side in sides])


def _roar(moment: Moment, rng: np.random.Generator) -> Sound:
    """What the stand does at a moment, until it is quiet again; shape (2, samples)."""
    at_s = np.arange(round((moment.cheer_s + _FADE_S) * _CROWD_HZ)) / _CROWD_HZ
    swell = np.clip(at_s / 0.35, 0, 1) * np.exp(-np.clip(at_s - moment.cheer_s * 0.5, 0, None) / 1.6)
    swell *= np.clip((at_s[-1] - at_s) / 0.5, 0, 1)
    people = _voices(at_s, rng)
    sides = []
    for _ in range(2):
        rush = _band(rng.standard_normal(len(at_s)), 450, 2600) * (1 + 0.35 * _slow(len(at_s), 6.0, rng))
        shouting = rush + 0.9 * people + 0.8 * _claps(len(at_s), rng)
        sides.append(swell * shouting / _level(shouting))
    return np.stack(sides)


def _voices(at_s: Sound, rng: np.random.Generator) -> Sound:
    """A dozen people who hold an open vowel, none in tune with the other."""
    total = np.zeros(len(at_s))
    for _ in range(12):
        pitch = float(rng.uniform(180, 480))
        wobble = float(rng.uniform(3, 6))
        phase = 2 * np.pi * pitch * at_s + 3.0 * np.sin(2 * np.pi * wobble * at_s + float(rng.uniform(0, 6)))
        total += 0.5 * np.sin(phase) + np.sin(3 * phase) + 0.6 * np.sin(4 * phase)
    return total / 12


def _claps(count: int, rng: np.random.Generator) -> Sound:
    hits = np.where(rng.random(count) < 60 / _CROWD_HZ, rng.uniform(2, 8, count), 0.0)
    ring = np.exp(-np.arange(240) / 40) * rng.standard_normal(240)
    return _band(np.convolve(hits, ring)[:count], 900, 5000)


def _band(sound: Sound, low_hz: float, high_hz: float) -> Sound:
    b, a = butter(2, (low_hz, high_hz), btype="band", fs=_CROWD_HZ)
    return np.asarray(lfilter(b, a, sound))


def _slow(count: int, per_s: float, rng: np.random.Generator) -> Sound:
    points = rng.standard_normal(int(count / _CROWD_HZ * per_s) + 2)
    return np.interp(np.arange(count) / _CROWD_HZ * per_s, np.arange(len(points)), points)


def _level(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2))) or 1.0
