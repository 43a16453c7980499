"""The stages of the verdict: what speech adds to a highlight, and what it takes away."""

from __future__ import annotations

import re
import unicodedata

from agents.chat.words import Feeling, read_tone
from agents.fusion.reasons import WANTED
from agents.verdict.case import VerdictCase
from schemas.judging import Modality, Reason, Word

SPEECH_WORDS_PER_S = 1.2
"""Steady talk says 2 to 3 words a second; a shout or a laugh says few."""
SURE_PROBABILITY = 0.5
SUPPORT_CENTI = 140
CROWD_SHARE = 0.35
TITLE_CHARS_MAX = 60
TITLE_WORDS_MAX = 9
QUOTE_CHARS_MAX = 80
PAUSE_MS = 700
_TELLING = frozenset(
    """oh wow no yes god what insane crazy unbelievable believe incredible amazing win won dead kill killed
    clutch goal shot finally holy damn look run go wait help never ever best worst""".split()  # noqa: SIM905
)
_TELLING_LANGUAGE = "en"
_LETTERS = re.compile(r"[^\w']+", re.UNICODE)


class CalmTalk:
    """Drops what sound alone opened and what turns out to be people talking as usual."""

    def name(self) -> str:
        """Of the stage."""
        return "verdict_calm_talk"

    def run(self, ctx: VerdictCase) -> None:
        """May drop; needs a transcript."""
        if ctx.transcript is None or _supported(ctx):
            return
        if ctx.transcript.language != _TELLING_LANGUAGE:
            return  # which words of another language tell something is not known here
        words = [word for word in ctx.transcript.words if word.probability >= SURE_PROBABILITY]
        span_s = max(1.0, (ctx.highlight.end_ms - ctx.highlight.start_ms) / 1000)
        if len(words) / span_s >= SPEECH_WORDS_PER_S and not any(_weight(word.text) for word in words):
            ctx.kept = False
            ctx.reasons.append(
                Reason(modality="speech", text="only calm talk, nothing else moved", times_normal=1.0)
            )


class Quote:
    """Adds what was said at the peak as a reason."""

    def name(self) -> str:
        """Of the stage."""
        return "verdict_quote"

    def run(self, ctx: VerdictCase) -> None:
        """Adds a reason of the kind `speech`."""
        if ctx.transcript is None or not ctx.kept:
            return
        phrase = best_phrase(ctx.transcript.words, ctx.highlight.peak_ms)
        if phrase:
            text = f"said: \u201c{_cut(phrase, QUOTE_CHARS_MAX)}\u201d"
            ctx.reasons.append(Reason(modality="speech", text=text, times_normal=1.0))


class Title:
    """A short title: the most telling words, else a telling chat line, else what happened."""

    def name(self) -> str:
        """Of the stage."""
        return "verdict_title"

    def run(self, ctx: VerdictCase) -> None:
        """Sets the title; the plain one it came with stays where nothing better is known."""
        words = ctx.transcript.words if ctx.transcript is not None else ()
        phrase = best_phrase(words, ctx.highlight.peak_ms)
        if phrase:
            ctx.title = _cut(phrase[0].upper() + phrase[1:], TITLE_CHARS_MAX)
            return
        moment = ctx.highlight.title
        chat = next((r for r in ctx.highlight.reasons if r.modality == Modality.CHAT.value), None)
        for feeling, plain in _FEELING_TITLES.items():
            if chat is not None and feeling.value in chat.text:
                ctx.title = f"{plain} \u2013 {_when(moment)}"
                return


_FEELING_TITLES = {
    Feeling.LAUGHING: "Chat is laughing",
    Feeling.AMAZED: "Chat is amazed",
    Feeling.DISMAYED: "Chat cannot bear it",
}


def best_phrase(words: tuple[Word, ...], peak_ms: int) -> str:
    """The most telling run of words near the peak; empty where none tells anything.

    Args:
        words: in order, with session media time.
        peak_ms: of the highlight.
    """
    best, best_score = "", 0.0
    for run in _phrases(words):
        weight = sum(_weight(word.text) for word in run)
        away_s = min(abs(word.start_ms - peak_ms) for word in run) / 1000
        sure = sum(word.probability for word in run) / len(run)
        score = (weight + 0.2 * min(len(run), 5)) * sure / (1.0 + away_s / 10)
        if len(run) > 1 and weight > 0 and score > best_score:
            best, best_score = " ".join(word.text.strip() for word in run), score
    return best.strip(" ,.-")


def _phrases(words: tuple[Word, ...]) -> list[list[Word]]:
    """Words cut at pauses, at the end of sentences and at a title's length."""
    runs: list[list[Word]] = []
    for word in words:
        previous = runs[-1][-1] if runs else None
        if (
            previous is None
            or word.start_ms - previous.end_ms > PAUSE_MS
            or previous.text.strip().endswith((".", "!", "?"))
            or len(runs[-1]) >= TITLE_WORDS_MAX
        ):
            runs.append([])
        runs[-1].append(word)
    return runs


def _weight(text: str) -> float:
    bare = _LETTERS.sub("", text).lower()
    telling = 1.0 if bare in _TELLING or read_tone(text).feeling is not Feeling.NONE else 0.0
    return telling + (0.5 if "!" in text else 0.0)


def _supported(ctx: VerdictCase) -> bool:
    """Whether chat, picture or a hard event agreed, the sound was clearly no speech, or somebody asked."""
    if any(reason.modality == WANTED for reason in ctx.highlight.reasons):
        return True  # what people talk about is what they asked for
    for second in ctx.highlight.evidence.seconds:
        if max(second.chat, second.vision, second.events) * 100 >= SUPPORT_CENTI:
            return True
    audio = next((r for r in ctx.highlight.reasons if r.modality == Modality.AUDIO.value), None)
    return audio is not None and ("crowd" in audio.text or "laughter" in audio.text)


def _cut(text: str, chars_max: int) -> str:
    """Shortened at a space, with an ellipsis, and without control characters."""
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C" or c == "\u200d").strip()
    if len(text) <= chars_max:
        return text
    head = text[: chars_max - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[chars_max // 2 :] else head).rstrip(" ,.") + "\u2026"


def _when(title: str) -> str:
    return title.rsplit(" ", 1)[-1]
