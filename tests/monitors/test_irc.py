from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.chat.irc import NotIrc, message_of, parse
from monitors.chat.message import AuthorHash, clean
from schemas.capture import ChatMessage, ChatRole

HASH = AuthorHash("key")


def said(line: str) -> ChatMessage | None:
    return message_of(parse(line), HASH, now_ms=77)


def tagged(text: str, **tags: str) -> ChatMessage | None:
    fields = {"user-id": "1", "room-id": "9", "tmi-sent-ts": "1700000000000", **tags}
    joined = ";".join(f"{name.replace('_', '-')}={value}" for name, value in fields.items())
    return said(f"@{joined} :nick!nick@nick.tmi.twitch.tv PRIVMSG #room :{text}")


def test_a_line_of_chat_has_no_name_in_it() -> None:
    message = tagged("hello @Some_Body and @other", display_name="Nick")
    assert message is not None
    assert message.text == "hello @ and @"
    assert message.at_ms == 1_700_000_000_000
    assert len(message.author) == 16
    assert message.author == HASH("twitch", "1")
    assert message.author != AuthorHash("another key")("twitch", "1")


def test_who_is_answered_is_left_out() -> None:
    message = tagged("@naïve_名前 that was it", reply_parent_msg_id="x")
    assert message is not None
    assert message.text == "that was it"


def test_emotes_are_found_by_code_points_not_bytes() -> None:
    message = tagged("😂 Kappa שלום PogChamp", emotes="25:2-6/305954156:13-20")
    assert message is not None
    assert message.emotes == ("Kappa", "PogChamp")


@pytest.mark.parametrize("emotes", ["25:04", "25:4-0", "25:a-b", "25:0-999", "::", "25:-", "25:٣-٤"])
def test_ranges_that_make_no_sense_are_passed_over(emotes: str) -> None:
    message = tagged("Kappa", emotes=emotes)
    assert message is not None
    assert message.emotes == ()


@pytest.mark.parametrize(
    ("badges", "role"),
    [
        ("broadcaster/1,subscriber/3072", ChatRole.BROADCASTER),
        ("moderator/1,subscriber/24", ChatRole.MODERATOR),
        ("vip/1,subscriber/48", ChatRole.VIP),
        ("founder/0", ChatRole.SUBSCRIBER),
        ("no_audio/1", ChatRole.VIEWER),
        ("", ChatRole.VIEWER),
    ],
)
def test_roles_come_from_badges(badges: str, role: ChatRole) -> None:
    message = tagged("hi", badges=badges)
    assert message is not None
    assert message.role is role


def test_bits_actions_and_escapes() -> None:
    cheer = tagged("Cheer100 nice", bits="100")
    action = tagged("\x01ACTION dances\x01")
    assert cheer is not None
    assert action is not None
    assert cheer.bits == 100
    assert action.text == "dances"
    assert parse(r"@a=1\:2\s3\\4\\s;b;c= PING").tags == {"a": r"1;2 3\4\s", "b": "", "c": ""}


def test_lines_of_another_channels_chat_are_left_out() -> None:
    assert tagged("hello", source_room_id="8") is None
    assert tagged("hello", source_room_id="9") is not None


def test_messages_on_a_subscription_count_and_the_notice_itself_does_not() -> None:
    head = "@user-id=1;room-id=9;msg-id=resub;system-msg=nick\\ssubscribed :tmi.twitch.tv USERNOTICE #room"
    spoken = said(f"{head} :love it")
    assert spoken is not None
    assert spoken.text == "love it"
    assert said(head) is None


@pytest.mark.parametrize(
    "line", ["", ":", "@", "@a=b", "   ", ":nick!x@y", "@a=b :nick", "12 x", "x" * 20_000]
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(NotIrc):
        parse(line)


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        message_of(parse(text), HASH, 0)
    except NotIrc:
        return


def test_control_characters_and_length() -> None:
    assert clean("a\x00b\x1bc\n") == "a b c"
    assert len(clean("x" * 2000)) == 500


def test_the_real_lines(shared_data: Path) -> None:
    found: dict[str, int] = {}
    messages: list[ChatMessage] = []
    for name in ("irc_tagged_400.txt", "irc_edge_cases.txt"):
        for raw in (shared_data / "wire" / name).read_text(encoding="utf-8").split("\n"):
            if not raw:
                continue
            line = parse(raw)
            message = message_of(line, HASH, 0)
            found[line.command] = found.get(line.command, 0) + 1
            if message is not None:
                messages.append(message)
                assert line.tags.get("display-name", "?") != message.author
            elif line.command == "PRIVMSG":
                shared = line.tags.get("source-room-id", line.tags.get("room-id")) != line.tags.get("room-id")
                assert shared or not (line.text or "").strip("@ "), raw
    assert found["PRIVMSG"] == 468
    assert found["USERNOTICE"] == 29
    assert sum(message.bits for message in messages) > 20
    assert {message.role for message in messages} == set(ChatRole)
    assert all(" " not in emote for message in messages for emote in message.emotes)
