"""Lasting changes of level, and how many clips come of them: each is one piece of news, and no more.

In: the folder of recorded data. Out: for each change the number of final highlights, of which there
should be at most one (two where there is music).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bench.labelled import RATE, Samples, chat_events, final_highlights, judge, sound_events, spans_s
from bench.labelled_sound import read_sound_file, rms

BEFORE_S, LENGTH_S = 600, 1800
"""Ten minutes of the old level, twenty of the new."""
SOUND_BEFORE_S, SOUND_LENGTH_S = 60, 300
TALK_RMS = 0.05
TALKS = 4
"""The fifth recording is silence for half of its time: there, each word is news."""
WORDS = ("i think so", "what time is it there", "hello", "is this ranked", "the map is nice", "brb")
SEEDS = 3


def talk(first_s: int, last_s: int, per_s: float, people: int, seed: int) -> list[dict[str, Any]]:
    """Lines of people who chat unevenly: the rate itself wanders."""
    random = np.random.default_rng(seed)
    lines: list[dict[str, Any]] = []
    for second in range(first_s, last_s):
        for index in range(random.poisson(random.gamma(1.5, per_s / 1.5))):
            text = WORDS[int(random.integers(len(WORDS)))]
            lines.append({"t": second + index / 100, "u": f"viewer{random.integers(people)}", "m": text})
    return lines


def clips_of_chat(lines: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Spans of the clips of a chat."""
    return spans_s(final_highlights(judge(chat_events(lines, LENGTH_S))))


def raid(seed: int) -> list[tuple[float, float]]:
    """From 1 message a second to 10, for good."""
    after = talk(BEFORE_S, LENGTH_S, 10.0, 400, seed + 100)
    return clips_of_chat(talk(0, BEFORE_S, 1.0, 60, seed) + after)


def first_talk(seed: int) -> list[tuple[float, float]]:
    """Ten silent minutes, then 1 message a second."""
    return clips_of_chat(talk(BEFORE_S, LENGTH_S, 1.0, 60, seed))


def looped(sound: Samples, length_s: int, level: float) -> Samples:
    """A sound repeated to a length, at a level."""
    wanted = length_s * RATE
    return np.tile(sound, wanted // sound.size + 1)[:wanted] * (level / rms(sound))


def song(seed: int) -> Samples:
    """Eight seconds of a made-up song: chords, a bass and a drum on each beat; (samples,) in -1 to 1."""
    random = np.random.default_rng(seed)
    beat_s = 0.5 + 0.1 * seed
    at_s = np.arange(8 * RATE) / RATE
    in_beat_s = at_s % beat_s
    root = 110.0 * 2 ** (random.integers(0, 5, 4)[(at_s // 2).astype(int)] / 12)
    chords = sum(np.sin(2 * np.pi * np.cumsum(root * ratio) / RATE) for ratio in (1, 2, 2.52, 3, 4, 5.04))
    drums = random.normal(0, 2.0, at_s.size) * np.exp(-in_beat_s * 12)
    return np.asarray(chords + drums, dtype=np.float64)


def late_clips(sound: Samples) -> int:
    """Clips of a sound that hold anything from its change on."""
    loudest = max(1.0, float(np.abs(sound).max()))
    found = spans_s(final_highlights(judge(sound_events(sound / loudest))))
    return sum(end > SOUND_BEFORE_S for _, end in found)


def music_figures(data: Path, songs: int = SEEDS) -> dict[str, list[int]]:
    """Music joins the talk, or takes over from it: clips of each pair of a talk and a song."""
    at = SOUND_BEFORE_S * RATE
    figures: dict[str, list[int]] = {"talk_alone": [], "music_joins_talk": [], "music_takes_over": []}
    for path in sorted((data / "speech").glob("*.wav"))[:TALKS]:
        talked = looped(read_sound_file(path), SOUND_LENGTH_S, TALK_RMS)
        figures["talk_alone"].append(late_clips(talked))
        for seed in range(songs):
            played = looped(song(seed), SOUND_LENGTH_S, TALK_RMS)
            joined = talked + np.concatenate([np.zeros(at), played[at:]])
            figures["music_joins_talk"].append(late_clips(joined))
            figures["music_takes_over"].append(late_clips(np.concatenate([talked[:at], played[at:]])))
    return figures


def level_figures(data: Path) -> dict[str, list[int]]:
    """The number of clips of each change, by seed or by pair of sounds."""
    return {
        "raid": [len(raid(seed)) for seed in range(SEEDS)],
        "first_talk_after_silence": [len(first_talk(seed)) for seed in range(SEEDS)],
        **music_figures(data),
    }
