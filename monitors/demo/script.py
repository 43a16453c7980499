"""What happens in the demo's stream: the match, the planted moments, what is said and written.

In: nothing. Out: plain values, the same at every call. Seconds are media seconds of the stream.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitors.demo.voice import Delivery

DURATION_S = 70
FPS = 30
WIDTH, HEIGHT = 1280, 720
SEGMENT_S = 2

CALM = Delivery(pitch_hz=130.0, swing=0.1)
EXCITED = Delivery(pitch_hz=180.0, swing=0.18)


@dataclass(frozen=True)
class Moment:
    """A planted moment.

    Attributes:
        at_s: when it happens; everything else follows it.
        banner: what flashes over the picture.
        scorer: 0 blue, 1 orange, None when nobody scores.
        words: what chat shouts.
    """

    at_s: float
    banner: str
    scorer: int | None
    words: tuple[str, ...]

    @property
    def cheer_s(self) -> float:
        """How long the crowd is loud."""
        return 5.5


@dataclass(frozen=True)
class Spoken:
    """A line of the commentator: phonemes for the synthesiser, the words for people."""

    at_s: float
    phonemes: str
    words: str
    delivery: Delivery = CALM


@dataclass(frozen=True)
class ChatLine:
    """A line of the chat file."""

    t: float
    u: str
    m: str


MOMENTS = (
    Moment(
        22.0, "WHAT A SHOT", 0, ("POG", "WHAT A SHOT", "LETS GOOO", "no way!!", "OMG", "CLIP IT", "insane")
    ),
    Moment(40.0, "UNREAL SAVE", None, ("HOW", "THE SAVE", "WTF", "OMEGALUL", "clip that", "no shot", "WOW")),
    Moment(58.0, "GOAL", 1, ("GOOOAL", "GG", "LETS GO", "POGGERS", "HYPE HYPE", "hahaha what", "OMG OMG")),
)

SPOKEN = (
    Spoken(1.0, "W EH1 L K AH M | T UW | DH AH | G EY1 M", "Welcome to the game"),
    Spoken(4.5, "DH AH | B L UW1 | T IY M | IH Z | IH N | K AH N T R OW1 L", "The blue team is in control"),
    Spoken(9.0, "HH IY | P AE1 S IH Z | DH AH | B AO1 L", "He passes the ball"),
    Spoken(13.5, "AE N D | N AW1 | DH EY | G OW | B AE1 K", "And now they go back"),
    Spoken(18.6, "HH IH R | HH IY | K AH1 M Z", "Here he comes"),
    Spoken(22.6, "OW1 | M AY | G AA1 D , HH IY | S K AO1 R Z", "Oh my god, he scores", EXCITED),
    Spoken(25.6, "DH AE T | W AH Z | AH N B IH L IY1 V AH B AH L", "That was unbelievable", EXCITED),
    Spoken(31.5, "W AH1 N | N IH L | T UW | B L UW1", "One nil to blue"),
    Spoken(36.0, "AO1 R IH N JH | AA N | DH AH | B AO1 L", "Orange on the ball"),
    Spoken(
        40.6,
        "W AH1 T | AH | S EY1 V , HH AW | D IH D | HH IY | D UW | DH AE1 T",
        "What a save, how did he do that",
        EXCITED,
    ),
    Spoken(44.2, "DH AE T | W AH Z | IH N S EY1 N", "That was insane", EXCITED),
    Spoken(49.5, "S T IH L | W AH1 N | N IH L", "Still one nil"),
    Spoken(54.2, "HH IY R | DH EY | K AH1 M", "Here they come"),
    Spoken(58.6, "HH IY | S K AO1 R Z , L EH T S | G OW1", "He scores, let's go", EXCITED),
    Spoken(61.6, "DH AH | K R AW1 D | IH Z | G OW IH NG | W AY1 L D", "The crowd is going wild", EXCITED),
    Spoken(67.0, "TH AE NG K | Y UW | F AO R | W AA1 CH IH NG", "Thank you for watching"),
)

VIEWERS = 60
IDLE_PER_S = 0.7
"""A small channel: a line every second and a half while nothing happens."""

BURST_LINES = 42
BURST_S = 7.0
CHAT_LAG_S = 3.0
"""Chat answers late, as it does everywhere."""

_IDLE = (
    "hi all", "what map is this", "blue looks good today", "hello from lisbon", "first time here",
    "is this ranked", "who is winning", "nice car", "brb coffee", "the music is good", "passing again",
    "that was close", "how long is the match", "orange needs to wake up", "hey chat", "good evening",
    "did i miss much", "shalom שלום", "مرحبا", "gl hf 🙂",
)  # fmt: skip


def chat_lines(seed: int = 7) -> list[ChatLine]:
    """The scripted chat, oldest first: idle talk, and a burst behind each moment.

    Every viewer writes, and most of a burst are different viewers: a moment is many people.
    """
    rng = np.random.default_rng(seed)
    lines: list[ChatLine] = []
    at_s = 0.0
    while (at_s := at_s + float(rng.exponential(1 / IDLE_PER_S))) < DURATION_S:
        author = f"viewer{int(rng.integers(VIEWERS)):02d}"
        lines.append(ChatLine(round(at_s, 3), author, _IDLE[int(rng.integers(len(_IDLE)))]))
    for moment in MOMENTS:
        crowd = rng.permutation(VIEWERS)[:BURST_LINES]
        for viewer in crowd:
            # Few at once, most after two seconds, some late.
            late_s = CHAT_LAG_S + BURST_S * float(rng.beta(1.6, 3.5))
            word = moment.words[int(rng.integers(len(moment.words)))]
            lines.append(ChatLine(round(moment.at_s + late_s, 3), f"viewer{int(viewer):02d}", word))
    return sorted((line for line in lines if line.t < DURATION_S), key=lambda line: line.t)
