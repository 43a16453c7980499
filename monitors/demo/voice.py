"""A small speech synthesiser: a voice source through three moving formants and a band of noise.

In: phonemes in the letters of ARPAbet. Out: mono sound at `RATE_HZ`. It sounds like an old game
console, which suits the picture, and a recogniser hears that somebody speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter

RATE_HZ = 16_000
FRAME = 80
"""Samples for which the filters stand still: 5 ms, as speech coders do."""

GLIDE_MS = 45
"""How long the mouth takes from one sound to the next."""

Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Phone:
    """One sound of speech.

    Attributes:
        formants: of the mouth, in Hz; `to` where it moves while it sounds.
        ms: usual length.
        voice, noise: loudness of the two sources, 0 to 1.
        band: of the noise, in Hz.
        closed_ms: silence before it: a stop.
    """

    formants: tuple[int, int, int]
    ms: int
    voice: float = 1.0
    noise: float = 0.0
    band: tuple[int, int] = (1000, 4000)
    to: tuple[int, int, int] | None = None
    closed_ms: int = 0


def _vowel(f1: int, f2: int, f3: int, ms: int = 120) -> Phone:
    return Phone((f1, f2, f3), ms)


def _glide(start: tuple[int, int, int], end: tuple[int, int, int], ms: int = 180) -> Phone:
    return Phone(start, ms, to=end)


def _hiss(formants: tuple[int, int, int], band: tuple[int, int], noise: float, voice: float = 0.0) -> Phone:
    return Phone(formants, 100 if voice == 0 else 75, voice, noise, band)


def _stop(formants: tuple[int, int, int], band: tuple[int, int], voiced: bool) -> Phone:
    if voiced:
        return Phone(formants, 22, 0.35, 0.35, band, closed_ms=45)
    return Phone(formants, 50, 0.0, 0.55, band, closed_ms=60)


PHONES: dict[str, Phone] = {
    "IY": _vowel(280, 2250, 2950), "IH": _vowel(400, 1950, 2570, 90), "EH": _vowel(540, 1820, 2480, 110),
    "AE": _vowel(690, 1680, 2430, 150), "AA": _vowel(730, 1090, 2440, 150), "AO": _vowel(580, 860, 2410, 150),
    "UH": _vowel(440, 1020, 2240, 90), "UW": _vowel(310, 900, 2240), "AH": _vowel(630, 1210, 2390, 90),
    "ER": _vowel(490, 1350, 1690), "EY": _glide((480, 1900, 2520), (320, 2250, 2750)),
    "OW": _glide((540, 1000, 2350), (400, 820, 2300)), "AY": _glide((700, 1200, 2500), (380, 2050, 2600)),
    "AW": _glide((700, 1250, 2500), (400, 900, 2350)), "OY": _glide((520, 880, 2400), (380, 2000, 2550)),
    "W": Phone((300, 650, 2200), 65, 0.7), "Y": Phone((270, 2200, 3000), 60, 0.7),
    "R": Phone((340, 1150, 1500), 95, 0.9), "L": Phone((340, 1050, 2850), 80, 0.8),
    "M": Phone((260, 1000, 2200), 75, 0.45), "N": Phone((270, 1500, 2500), 70, 0.45),
    "NG": Phone((280, 2100, 2700), 80, 0.45),
    "HH": _hiss((500, 1500, 2500), (600, 3200), 0.25), "F": _hiss((350, 1100, 2200), (1500, 7500), 0.16),
    "S": _hiss((320, 1400, 2550), (4200, 7800), 0.5), "SH": _hiss((320, 1800, 2550), (2000, 5500), 0.5),
    "TH": _hiss((330, 1300, 2550), (2000, 7500), 0.12),
    "Z": _hiss((300, 1400, 2550), (4200, 7800), 0.28, 0.4),
    "V": _hiss((280, 1100, 2200), (1500, 7000), 0.08, 0.5),
    "DH": _hiss((290, 1300, 2550), (1500, 7000), 0.06, 0.5),
    "P": _stop((400, 900, 2200), (500, 1800), False), "T": _stop((400, 1750, 2600), (2800, 7500), False),
    "K": _stop((400, 1900, 2400), (1400, 3400), False), "B": _stop((300, 900, 2200), (300, 1400), True),
    "D": _stop((300, 1750, 2600), (2500, 6500), True), "G": _stop((300, 1900, 2400), (1300, 3000), True),
    "CH": Phone((350, 1800, 2550), 90, 0.0, 0.5, (2200, 5800), closed_ms=50),
    "JH": Phone((320, 1800, 2550), 70, 0.3, 0.4, (2200, 5800), closed_ms=35),
}  # fmt: skip

PAUSE_MS = {",": 180, "|": 60}


@dataclass(frozen=True)
class Delivery:
    """How a line is said: pitch in Hz, speed as a factor, how much the pitch moves (0 to 1)."""

    pitch_hz: float = 115.0
    speed: float = 1.0
    swing: float = 0.18


@dataclass
class _Tracks:
    """What the synthesiser does in each frame."""

    formants: NDArray[np.float64]
    voice: NDArray[np.float64]
    noise: NDArray[np.float64]
    band: NDArray[np.int64]


def speak(text: str, delivery: Delivery, rng: np.random.Generator) -> Sound:
    """Say a line.

    Args:
        text: phonemes parted by spaces (`W AH T | AH | SH AA T`); `,` and `|` are pauses, and a
            phoneme followed by `1` is stressed.
        delivery: how.
        rng: of the noise and of the small unevenness of a voice.

    Returns:
        float64, about -1 to 1.

    Raises:
        KeyError: a phoneme that is not in the table.
    """
    tracks, stress = _tracks(text, delivery)
    count = len(tracks.voice)
    if count == 0:
        return np.zeros(0)
    pitch = _pitch(count, stress, delivery, rng)
    source = _glottis(np.repeat(pitch, FRAME), rng) * np.repeat(tracks.voice, FRAME)
    voiced = _mouth(source, tracks.formants)
    hiss = _hisses(tracks, rng)
    sound = voiced / max(1e-9, float(np.abs(voiced).max(initial=0.0))) + hiss
    return np.asarray(sound / max(1e-9, float(np.abs(sound).max(initial=0.0))))


def _tracks(text: str, delivery: Delivery) -> tuple[_Tracks, NDArray[np.float64]]:
    formants: list[tuple[float, ...]] = []
    rows: list[tuple[float, float, int, float]] = []
    bands = sorted({phone.band for phone in PHONES.values()})
    for word in text.split():
        if word in PAUSE_MS:
            last = formants[-1] if formants else (500.0, 1500.0, 2500.0)
            for _ in range(_frames(PAUSE_MS[word], delivery)):
                formants.append(last)
                rows.append((0.0, 0.0, 0, 0.0))
            continue
        stressed = word.endswith("1")
        phone = PHONES[word.rstrip("1")]
        for _ in range(_frames(phone.closed_ms, delivery)):
            formants.append(phone.formants)
            rows.append((0.12 if phone.voice else 0.0, 0.0, 0, 0.0))
        count = max(3, _frames(round(phone.ms * (1.45 if stressed else 1.0)), delivery))
        end = phone.to or phone.formants
        for index in range(count):
            part = min(1.0, max(0.0, (index / count - 0.25) / 0.6))
            formants.append(tuple(a + (b - a) * part for a, b in zip(phone.formants, end, strict=True)))
            rows.append((phone.voice, phone.noise, bands.index(phone.band), 1.0 if stressed else 0.0))
    smooth = np.hanning(max(3, GLIDE_MS * RATE_HZ // 1000 // FRAME) + 2)
    smooth /= smooth.sum()
    table = np.array(rows).reshape(-1, 4)
    shape = np.array(formants).reshape(-1, 3)
    if len(shape):
        shape = np.stack([_smoothed(shape[:, i], smooth) for i in range(3)], axis=1)
    edge = np.array([0.25, 0.5, 0.25])
    tracks = _Tracks(
        shape, _smoothed(table[:, 0], edge), _smoothed(table[:, 1], edge), table[:, 2].astype(np.int64)
    )
    return tracks, table[:, 3]


def _frames(ms: int, delivery: Delivery) -> int:
    return round(ms / delivery.speed * RATE_HZ / 1000 / FRAME)


def _smoothed(track: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    half = len(kernel) // 2
    if len(track) == 0:
        return track
    padded = np.pad(track, (half, len(kernel) - 1 - half), mode="edge")
    return np.convolve(padded, kernel, mode="valid")


def _pitch(
    count: int, stress: NDArray[np.float64], delivery: Delivery, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The melody: falling, up on stressed sounds, never quite still."""
    fall = np.linspace(1.0 + delivery.swing, 1.0 - delivery.swing, count)
    lift = 1.0 + delivery.swing * _smoothed(stress, np.hanning(25) / np.hanning(25).sum())
    flutter = 1.0 + 0.01 * _smoothed(rng.standard_normal(count), np.ones(7) / 7)
    return delivery.pitch_hz * fall * lift * flutter


def _glottis(pitch: Sound, rng: np.random.Generator) -> Sound:
    """A pulse for each opening of the vocal folds, rounded as the folds are, with a little breath."""
    phase = np.cumsum(pitch / RATE_HZ) % 1.0
    opening = np.where(phase < 0.6, np.sin(np.pi * phase / 0.6) ** 2, 0.0)
    flow = np.diff(opening, prepend=0.0)
    dull = lfilter([0.5], [1.0, -0.5], flow)  # a voice falls off towards the heights
    return np.asarray(dull / max(1e-9, float(np.abs(dull).max())) + 0.04 * rng.standard_normal(len(pitch)))


_BANDWIDTHS = (70.0, 95.0, 140.0, 250.0)
_FOURTH_HZ = 3500.0


def _mouth(source: Sound, formants: NDArray[np.float64]) -> Sound:
    """Four resonances in a row; the fourth stands still."""
    sound = source
    for number, width in enumerate(_BANDWIDTHS):
        state = np.zeros(2)
        out = np.empty_like(sound)
        radius = np.exp(-np.pi * width / RATE_HZ)
        for index in range(len(formants)):
            centre = formants[index, number] if number < 3 else _FOURTH_HZ
            back = [1.0, -2.0 * radius * np.cos(2.0 * np.pi * centre / RATE_HZ), radius**2]
            piece = slice(index * FRAME, (index + 1) * FRAME)
            out[piece], state = lfilter([sum(back)], back, sound[piece], zi=state)
        sound = out
    return sound


def _hisses(tracks: _Tracks, rng: np.random.Generator) -> Sound:
    """Noise through the band of each frame."""
    total = np.zeros(len(tracks.noise) * FRAME)
    white = rng.standard_normal(len(total))
    bands = sorted({phone.band for phone in PHONES.values()})
    for number, (low, high) in enumerate(bands):
        wanted = np.where(tracks.band == number, tracks.noise, 0.0)
        if not wanted.any():
            continue
        b, a = butter(2, (low, min(high, RATE_HZ // 2 - 100)), btype="band", fs=RATE_HZ)
        total += lfilter(b, a, white) * np.repeat(wanted, FRAME)
    return total * 0.55
