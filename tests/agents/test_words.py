from __future__ import annotations

import pytest

from agents.chat.words import Feeling, read_tone


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("LUL", Feeling.LAUGHING),
        ("KEKW KEKW", Feeling.LAUGHING),
        ("hahahaha", Feeling.LAUGHING),
        ("jajajaja", Feeling.LAUGHING),
        ("777777777", Feeling.LAUGHING),
        ("2333333", Feeling.LAUGHING),
        ("6666", Feeling.LAUGHING),
        ("wwwww", Feeling.LAUGHING),
        ("\uff17\uff17\uff17\uff17\uff17", Feeling.LAUGHING),
        ("哈哈哈哈", Feeling.LAUGHING),
        ("草", Feeling.LAUGHING),
        ("笑死我了", Feeling.LAUGHING),
        ("😂😂😂", Feeling.LAUGHING),
        ("teosLaugh", Feeling.LAUGHING),
        ("katielPOG", Feeling.AMAZED),
        ("PogChamp", Feeling.AMAZED),
        ("OMGGG", Feeling.AMAZED),
        ("88888888", Feeling.AMAZED),
        ("すごい！", Feeling.AMAZED),
        ("🔥", Feeling.AMAZED),
        ("NOOOOO", Feeling.DISMAYED),
        ("monkaS", Feeling.DISMAYED),
        ("RIP", Feeling.DISMAYED),
        ("what time is it", Feeling.NONE),
        ("http is a protocol", Feeling.NONE),
        ("", Feeling.NONE),
        ("مرحبا كيف حالك", Feeling.NONE),
    ],
)
def test_what_a_line_expresses(text: str, feeling: Feeling) -> None:
    assert read_tone(text).feeling is feeling


def test_an_order_to_a_bot_and_a_link_say_nothing() -> None:
    assert read_tone("!giveaway LUL").command
    assert read_tone("https://example.org/pog").command
    assert not read_tone("!!!!").command


def test_capitals_and_runs_are_loud() -> None:
    assert read_tone("WHAT A PLAY").loud
    assert read_tone("sooooooo").loud
    assert not read_tone("What a play").loud
    assert not read_tone("שלום לכולם").loud


def test_lines_that_say_the_same_have_the_same_gist() -> None:
    assert read_tone("hahaha").gist == read_tone("HAAAHAHA").gist
    assert read_tone("hahaha").gist != read_tone("gg").gist


def test_an_emote_that_the_platform_names_counts() -> None:
    assert read_tone("look at this", emotes=("KEKW",)).feeling is Feeling.LAUGHING


def test_no_line_is_too_odd() -> None:
    for text in (
        "\x00\ud7ff",
        "a" * 5000,
        "\u202eabc\u202c",
        "\u200d" * 40,
        "\U0001f3f3\ufe0f\u200d\U0001f308\U0001f3f3\ufe0f\u200d\U0001f308",
        "\ufdfd\ufdfd\ufdfd",
    ):
        read_tone(text)
