"""Cheers, laughs and applause mixed at known times over talk, and how many are found.

In: the folder of recorded data. Out: F1 beside a plain z-score of loudness on the same mix, and what
other sounds (music, whistle, boo) open.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import av
import numpy as np

from agents.audio.judge import AudioJudge
from bench.labelled import (
    RATE,
    SESSION_ID,
    Interval,
    Matched,
    Samples,
    final_highlights,
    judge,
    match,
    spans_s,
)
from bench.labelled import sound_events as events_of
from schemas.judging import Modality

EVENTS = ("applause", "crowd", "laugh")
OTHERS = ("boo", "whistle", "music")
SNRS_DB = (-5, 0, 5, 10)
BED_RMS = 0.05
BED_S = 420
FIRST_EVENT_S = 60
APART_S = (15.0, 30.0)
LOUDNESS_Z = 2.0
LOUDNESS_TRAIL_S = 300
LOUDNESS_COOLDOWN_S = 15
LOUDNESS_SPAN_S = (8, 5)
"""The loudness alarm is given the pre-roll and post-roll that a clip gets."""


def read_sound_file(path: Path) -> Samples:
    """A file as mono samples at 16 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("s16", "mono", RATE)
        pieces = [
            out.to_ndarray()[0]
            for frame in [*container.decode(audio=0), None]
            for out in resampler.resample(frame)
        ]
    return np.concatenate(pieces).astype(np.float64) / 32768


def rms(sound: Samples) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(sound**2) + 1e-12))


def beds(data: Path) -> list[Samples]:
    """Each meeting looped for some minutes, and all of them in turns, at one loudness."""
    talk = [read_sound_file(path) for path in sorted((data / "speech").glob("*.wav"))]
    talk = [sound * (BED_RMS / rms(sound)) for sound in talk]
    looped = [np.tile(sound, BED_S * RATE // sound.size + 1)[: BED_S * RATE] for sound in talk]
    in_turns = np.concatenate(talk * (BED_S // 30 // len(talk) + 1))[: BED_S * RATE]
    return [*looped, in_turns]


def mix(bed: Samples, sounds: list[Samples], snr_db: int, seed: int) -> tuple[Samples, list[Interval]]:
    """The sounds in some order over the bed, 15 to 30 s apart; and where they lie, in seconds."""
    random = np.random.default_rng(seed)
    mixed, labels, at_s = bed.copy(), [], float(FIRST_EVENT_S)
    for index in random.permutation(len(sounds)):
        sound = sounds[index]
        start, length_s = int(at_s * RATE), sound.size / RATE
        if start + sound.size > mixed.size - 10 * RATE:
            break
        mixed[start : start + sound.size] += sound * (BED_RMS * 10 ** (snr_db / 20) / rms(sound))
        labels.append((at_s, at_s + length_s))
        at_s += length_s + random.uniform(*APART_S)
    return mixed / max(1.0, float(np.abs(mixed).max())), labels


def loudness_alarms(sound: Samples) -> list[Interval]:
    """The plain detector: a z-score of each second's loudness over the last five minutes."""
    level = [20 * np.log10(rms(part)) for part in sound[: sound.size // RATE * RATE].reshape(-1, RATE)]
    before, after = LOUDNESS_SPAN_S
    found: list[Interval] = []
    last = -LOUDNESS_COOLDOWN_S
    for second in range(30, len(level)):
        past = np.array(level[max(0, second - LOUDNESS_TRAIL_S) : second])
        out = level[second] >= past.mean() + LOUDNESS_Z * (past.std() + 1e-9)
        if out and second - last >= LOUDNESS_COOLDOWN_S:
            last = second
            found.append((second - before, second + after))
    return found


def audio_figures(data: Path) -> dict[str, Any]:
    """F1 by signal-to-noise ratio, alarms on talk alone, and what other sounds open."""
    sounds = [read_sound_file(path) for kind in EVENTS for path in sorted((data / "audio" / kind).glob("*"))]
    grounds = beds(data)
    result: dict[str, Any] = {}
    ours_all, plain_all = Matched(0, 0, 0), Matched(0, 0, 0)
    for snr_index, snr_db in enumerate(SNRS_DB):
        ours, plain = Matched(0, 0, 0), Matched(0, 0, 0)
        for bed_index, bed in enumerate(grounds):
            mixed, labels = mix(bed, sounds, snr_db, bed_index * 10 + snr_index)
            ours += match(spans_s(final_highlights(judge(events_of(mixed)))), labels)
            plain += match(loudness_alarms(mixed), labels)
        result[f"snr_{snr_db}_db"] = {"hypecut": ours.figures(), "loudness_z": plain.figures()}
        ours_all, plain_all = ours_all + ours, plain_all + plain
    result["all"] = {"hypecut": ours_all.figures(), "loudness_z": plain_all.figures()}
    talk_only = sum(len(final_highlights(judge(events_of(bed)))) for bed in grounds)
    result["talk_only_highlights_an_hour"] = round(talk_only / (len(grounds) * BED_S / 3600), 2)
    for kind in OTHERS:
        others = [read_sound_file(path) for path in sorted((data / "audio" / kind).glob("*"))]
        mixed, labels = mix(grounds[0], others * 4, 5, 1)
        found = final_highlights(judge(events_of(mixed)))
        result[f"{kind}_opened"] = f"{match(spans_s(found), labels).hits} of {len(labels)}"
    result["cpu_ms_per_window"] = _cost_ms(grounds[0])
    return result


def _cost_ms(sound: Samples) -> float:
    audio = AudioJudge()
    memory = audio.new_memory(SESSION_ID)
    heard = [event for modality, event in events_of(sound[: 120 * RATE]) if modality is Modality.AUDIO]
    began = time.process_time()
    for event in heard:
        audio.hear(memory, event)
    return round(1000 * (time.process_time() - began) / 120, 3)
