"""Speech to words with times.

In: sound of one span, 16 kHz, 16 bit, mono, and where the span begins in media time. Out: a
`Transcript`. Nothing is ever downloaded; the same sound gives the same words.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from schemas.capture import AUDIO_RATE_HZ
from schemas.judging import Transcript, Word

NEEDED_FILES = ("model.bin", "config.json", "tokenizer.json")

COMPRESSION_RATIO_MAX = 2.4
"""Text that packs better than this is a loop: speech stays under 2, measured loops lie above 3."""

BEAM_FIRST = 1
BEAM_AGAIN = 5
"""One beam costs half as much; a wider one, with a price on repeats, gets out of most loops."""
REPETITION_PENALTY_AGAIN = 1.15

TOKENS_PER_WINDOW_MAX = 160
"""Of a 30-s window: five and a half tokens a second; the fastest casters speak about four."""

REPEATS_MAX = 3
PHRASE_WORDS_MAX = 8
"""What is said more often in a row than this, a recogniser repeats, not a person; loops longer than
eight words were not seen."""

WORD_MS_MAX = 4_000
"""The longest cry; beyond it an alignment has lost its place."""

_RUN = re.compile(r"(.{1,6}?)\1{5,}", re.DOTALL)


class SpeechModelMissing(Exception):
    """There is no usable model; names the folder, what is wrong with it, and the remedy."""


class Transcriber:
    """A loaded model. One thread; not to be shared between threads.

    Args:
        model_path: folder of a CTranslate2 Whisper model.

    Raises:
        SpeechModelMissing
    """

    def __init__(self, model_path: Path) -> None:
        check_model(model_path)
        os.environ["HF_HUB_OFFLINE"] = "1"
        from faster_whisper import WhisperModel

        try:
            self._model: Any = WhisperModel(
                str(model_path), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
            )
        except Exception as error:  # the libraries below raise whatever they like for broken files
            raise SpeechModelMissing(
                f"the speech model in {model_path} cannot be loaded: {error}; {_REMEDY}"
            ) from error
        self.name = _name_of(model_path)

    def transcribe(self, pcm: bytes, start_ms: int, language: str = "") -> Transcript:
        """The words of a span.

        Args:
            pcm: signed 16 bit little endian, mono, 16 kHz.
            start_ms: media time of the first sample.
            language: as the channel says, `de` or `zh-hk`. A model of several languages takes it for what is
                spoken, and finds out by itself where it is empty or none of its own; one of English alone
                hears English in everything, whatever is said here.
        """
        sound = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0
        end_ms = start_ms + len(sound) * 1000 // AUDIO_RATE_HZ
        if len(sound) < AUDIO_RATE_HZ // 10:
            return Transcript(language="", text="", words=(), model=self.name)
        spoken = self._spoken(language)
        heard, words = self._words(sound, spoken, BEAM_FIRST, 1.0)
        if loops(words):
            heard, words = self._words(sound, spoken, BEAM_AGAIN, REPETITION_PENALTY_AGAIN)
        words = in_order(without_loops(words), start_ms, end_ms)
        text = " ".join(word.text for word in words)
        return Transcript(language=heard if words else "", text=text, words=tuple(words), model=self.name)

    def _spoken(self, language: str) -> str | None:
        """What the model is told to hear; None: it finds out."""
        if not self._model.model.is_multilingual:
            return "en"
        code = language.lower().partition("-")[0]
        return code if code in self._model.supported_languages else None

    def _words(
        self, sound: Any, spoken: str | None, beam: int, repetition_penalty: float
    ) -> tuple[str, list[Word]]:
        segments, info = self._model.transcribe(
            sound,
            language=spoken,
            beam_size=beam,
            temperature=0.0,
            repetition_penalty=repetition_penalty,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters={"min_silence_duration_ms": 700, "speech_pad_ms": 300},
            hallucination_silence_threshold=2.0,
            max_new_tokens=TOKENS_PER_WINDOW_MAX,
        )
        words = [
            Word(
                start_ms=round(word.start * 1000),
                end_ms=round(word.end * 1000),
                text=_without_runs(word.word.strip()),
                probability=round(float(word.probability), 3),
            )
            for segment in segments
            for word in segment.words or ()
            if word.word.strip()
        ]
        return info.language, words


_REMEDY = (
    "point HYPECUT_SPEECH_MODEL at the folder of a CTranslate2 Whisper model, leave it empty for the one "
    "that comes with hypecut, or set it to `none` to go without transcripts"
)


def check_model(model_path: Path) -> None:
    """Whether a folder holds a whole model; the files are not read.

    Raises:
        SpeechModelMissing
    """
    if not model_path.is_dir():
        raise SpeechModelMissing(f"there is no speech model folder {model_path}; {_REMEDY}")
    lacking = [name for name in NEEDED_FILES if not (model_path / name).is_file()]
    if lacking:
        raise SpeechModelMissing(f"the speech model in {model_path} lacks {', '.join(lacking)}; {_REMEDY}")


def loops(words: Sequence[Word]) -> bool:
    """Whether a recogniser has said the same over and over."""
    text = " ".join(word.text.lower() for word in words).encode()
    if len(text) > 60 and len(text) / len(zlib.compress(text)) > COMPRESSION_RATIO_MAX:
        return True
    return len(without_loops(words)) < len(words)


def without_loops(words: Sequence[Word]) -> list[Word]:
    """The words, with what is repeated in a row kept `REPEATS_MAX` times."""
    kept: list[Word] = []
    for word in words:
        kept.append(word)
        for length in range(1, PHRASE_WORDS_MAX + 1):
            if _tail_repeats(kept, length) > REPEATS_MAX:
                del kept[-length:]
                break
    return kept


def in_order(words: Sequence[Word], start_ms: int, end_ms: int) -> list[Word]:
    """Words in media time, none before another, none outside the span."""
    placed: list[Word] = []
    last_ms = start_ms
    for word in words:
        first_ms = min(max(start_ms + word.start_ms, last_ms), end_ms)
        last_ms = min(max(start_ms + word.end_ms, first_ms), first_ms + WORD_MS_MAX, end_ms)
        placed.append(Word(start_ms=first_ms, end_ms=last_ms, text=word.text, probability=word.probability))
    return placed


def _tail_repeats(words: Sequence[Word], length: int) -> int:
    """How often the last `length` words stand at the end in a row."""
    texts = [_plain(word.text) for word in words[-length * (REPEATS_MAX + 1) :]]
    phrase = texts[-length:]
    count = 0
    while len(texts) >= length and texts[-length:] == phrase:
        count += 1
        del texts[-length:]
    return count


def _plain(text: str) -> str:
    return text.lower().strip(".,!?-… ")


def _without_runs(text: str) -> str:
    """One word that is a run of the same letters (`Hahahahaha...`) is cut short."""
    return _RUN.sub(lambda run: run.group(1) * REPEATS_MAX, text)


def _name_of(model_path: Path) -> str:
    folder = model_path.resolve()
    return f"{folder.parent.name}/{folder.name}"
