from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from agents.settings import AgentSettings, shipped_model_dir
from agents.speech import (
    REPEATS_MAX,
    SpeechModelMissing,
    Transcriber,
    check_model,
    in_order,
    loops,
    without_loops,
)
from schemas.judging import Word

START_MS = 61_000


def _words(text: str) -> list[Word]:
    return [
        Word(start_ms=number * 100, end_ms=number * 100 + 90, text=word, probability=0.9)
        for number, word in enumerate(text.split())
    ]


def _sound(path: Path) -> NDArray[np.int16]:
    resampler = av.AudioResampler("s16", "mono", 16_000)
    with av.open(str(path)) as container:
        pieces = [
            piece.to_ndarray().reshape(-1)
            for frame in container.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
    return np.concatenate(pieces).astype(np.int16)


@pytest.fixture(scope="module")
def transcriber() -> Transcriber:
    return Transcriber(shipped_model_dir())


def test_real_speech_has_words_in_order_inside_the_span(shared_data: Path, transcriber: Transcriber) -> None:
    sound = _sound(shared_data / "speech" / "trn03.wav")[: 12 * 16_000]
    transcript = transcriber.transcribe(sound.tobytes(), START_MS)
    assert len(transcript.words) > 15
    assert transcript.language == "en"
    assert "crashes" in transcript.text
    times = [time for word in transcript.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[0] >= START_MS
    assert times[-1] <= START_MS + 12_000
    assert transcript == transcriber.transcribe(sound.tobytes(), START_MS)


def test_words_come_when_they_are_spoken(shared_data: Path, transcriber: Transcriber) -> None:
    spoken = _sound(shared_data / "speech" / "trn03.wav")[: 6 * 16_000]
    silence = np.zeros(8 * 16_000, dtype=np.int16)
    transcript = transcriber.transcribe(np.concatenate([silence, spoken]).tobytes(), START_MS)
    assert len(transcript.words) > 5
    assert transcript.words[0].start_ms >= START_MS + 7_500


def test_silence_and_noise_say_nothing(transcriber: Transcriber) -> None:
    noise = np.random.default_rng(1).normal(0, 800, 6 * 16_000).astype(np.int16)
    for sound in (np.zeros(6 * 16_000, dtype=np.int16), noise, np.zeros(0, dtype=np.int16)):
        assert transcriber.transcribe(sound.tobytes(), START_MS).words == ()


def test_laughter_makes_no_loop(shared_data: Path, transcriber: Transcriber) -> None:
    for name in ("tux-laugh.opus", "say-laugh.ogg"):
        laugh = _sound(shared_data / "audio" / "laugh" / f"ktuberling-data__{name}")
        sound = np.tile(laugh, 10 * 16_000 // len(laugh) + 1)[: 10 * 16_000]
        words = transcriber.transcribe(sound.tobytes(), 0).words
        assert not loops(words)
        assert all(len(word.text) < 40 for word in words)


def test_a_loop_is_cut_short_and_speech_is_left_alone() -> None:
    looped = _words("we won " + "thank you very much. " * 20)
    assert loops(looped)
    assert len(without_loops(looped)) == 2 + 4 * REPEATS_MAX
    spoken = _words("no no no he did not just do that oh my god oh my god")
    assert not loops(spoken)
    assert without_loops(spoken) == spoken


def test_times_that_run_back_are_put_in_order() -> None:
    words = [
        Word(start_ms=500, end_ms=300, text="a", probability=1),
        Word(start_ms=200, end_ms=90_000, text="b", probability=1),
        Word(start_ms=9_999, end_ms=10_500, text="c", probability=1),
    ]
    placed = in_order(words, 1000, 11_000)
    times = [time for word in placed for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= 11_000


def test_a_missing_or_torn_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SpeechModelMissing, match=r"nowhere.*HYPECUT_SPEECH_MODEL"):
        check_model(tmp_path / "nowhere")
    with pytest.raises(SpeechModelMissing, match=r"lacks model\.bin, config\.json, tokenizer\.json"):
        check_model(tmp_path)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(SpeechModelMissing, match="cannot be loaded"):
        Transcriber(tmp_path)


def test_the_model_that_the_settings_mean(tmp_path: Path) -> None:
    assert AgentSettings(speech_model="none").speech_model_dir is None
    assert AgentSettings(speech_model=str(tmp_path)).speech_model_dir == tmp_path
    assert (AgentSettings(speech_model="").speech_model_dir or tmp_path).joinpath("model.bin").is_file()
