from __future__ import annotations

from typing import Any

import pytest

from monitors.chat.hearing import Hearing
from monitors.chat.irc import parse
from monitors.chat.message import NOTHING, AuthorHash, Heard
from monitors.chat.once import Once
from monitors.chat.wanted import wish_of
from schemas.chat import WANTED_CENTI, ChatMessage, ChatRole

HASH = AuthorHash("key")
ROOM = {"broadcaster_user_id": "9", "chatter_user_id": "1"}
GIFT = {**ROOM, "notice_type": "community_sub_gift", "message_id": "n0"}


def say(text: str, message_id: str) -> dict[str, Any]:
    return {**ROOM, "message_id": message_id, "message": {"text": text, "fragments": []}}


def test_a_gift_of_fifty_is_counted_once() -> None:
    hearing = Hearing(HASH)
    whole = {**GIFT, "community_sub_gift": {"id": "77", "total": 50}}
    heard = [hearing.notification("channel.chat.notification", whole, 5)]
    for number in range(50):
        one = {**ROOM, "notice_type": "sub_gift", "message_id": f"n{number + 1}"}
        one["sub_gift"] = {"community_gift_id": "77"}  # type: ignore[assignment]
        heard.append(hearing.notification("channel.chat.notification", one, 6))
    heard.append(hearing.notification("channel.subscription.gift", {"user_id": "1", "total": 50}, 7))
    assert [event.amount for one in heard for event in one.events] == [50]
    head = "@room-id=9;user-id=1;tmi-sent-ts=5"
    lines = [
        f"{head};id=n0;msg-id=submysterygift;msg-param-mass-gift-count=50;msg-param-community-gift-id=77"
    ]
    lines += [f"{head};id=n{n};msg-id=subgift;msg-param-community-gift-id=77" for n in range(1, 51)]
    hearing = Hearing(HASH)
    said = [hearing.line(parse(f"{line} :tmi.twitch.tv USERNOTICE #room"), 0) for line in lines]
    assert [event.amount for one in said for event in one.events] == [50]


def test_gifts_of_one_person_in_a_row_all_count() -> None:
    hearing = Hearing(HASH)
    gifts = [
        {**GIFT, "message_id": f"n{n}", "community_sub_gift": {"id": str(n), "total": 5}} for n in range(3)
    ]
    heard = [hearing.notification("channel.chat.notification", gift, 5) for gift in gifts]
    assert [event.amount for one in heard for event in one.events] == [5, 5, 5]


def test_what_comes_twice_is_heard_once() -> None:
    hearing = Hearing(HASH)
    first = hearing.notification("channel.chat.message", say("hi", "m1"), 5)
    assert first.message is not None
    assert hearing.notification("channel.chat.message", say("hi", "m1"), 5) == Heard()
    assert hearing.notification("channel.chat.message", say("hi", "m2"), 5).message is not None


def test_without_chat_the_other_subscriptions_count() -> None:
    event = {"user_id": "1", "bits": 100}
    assert Hearing(HASH).notification("channel.cheer", event, 5) == NOTHING
    assert len(Hearing(HASH, in_chat=False).notification("channel.cheer", event, 5).events) == 1


def test_what_is_remembered_is_bounded() -> None:
    once = Once(3)
    assert [once.fresh(key) for key in ("a", "b", "a", "c", "d", "a", "")] == [
        True,
        True,
        False,
        True,
        True,
        True,
        True,
    ]
    assert len(once) == 3
    assert once.fresh("")


@pytest.mark.parametrize(
    ("text", "is_wish"),
    [
        ("!clip", True),
        ("!CLIP that jump", True),
        ("!clips", False),
        ("what a !clip", False),
        ("!best", False),
    ],
)
def test_a_line_that_asks_for_a_clip_is_a_wish(text: str, is_wish: bool) -> None:
    for role in ChatRole:
        line = ChatMessage(at_ms=5, author="a", text=text, message_id="m", role=role)
        wish = wish_of(line)
        assert (wish is not None) == is_wish
        if wish is not None:
            assert (wish.event_id, wish.author, wish.role, wish.at_ms) == ("m", "a", role, 5)
            assert wish.amount == WANTED_CENTI[role]
    assert wish_of(ChatMessage(at_ms=5, author="a", text=text)) is None
