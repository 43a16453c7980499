"""No chatter's name leaves the readers: not in what they say, and not in a log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitors.chat import eventsub
from monitors.chat.hearing import Hearing
from monitors.chat.irc import parse
from monitors.chat.message import AuthorHash, Heard
from monitors.chat.wanted import wish_of

HASH = AuthorHash("key")
NAME_TAGS = re.compile(r"login|display-?name|user-?name|nick", re.IGNORECASE)
NAME_CHARS_MIN = 4
"""A shorter one is found by chance in any hash."""


def produced(heard: Heard) -> str:
    wish = wish_of(heard.message) if heard.message is not None else None
    return msgspec.json.encode([heard, wish]).decode().lower()


def typed(text: str) -> str:
    """What somebody wrote, but for who is addressed: a name among the words cannot be told from a word."""
    return re.sub(r"@\w+", "", text).lower()


def names_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from names_in(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from names_in(one, key)
    elif isinstance(value, str) and NAME_TAGS.search(key) and len(value) >= NAME_CHARS_MIN:
        yield value.lower()


def test_the_real_samples(shared_data: Path, caplog: pytest.LogCaptureFixture) -> None:
    checked = 0
    said: list[str] = []
    names: set[str] = set()
    with caplog.at_level(logging.DEBUG):
        hearing = Hearing(HASH)
        for name in ("irc_tagged_400.txt", "irc_edge_cases.txt"):
            for raw in (shared_data / "wire" / name).read_text(encoding="utf-8").split("\n"):
                if not raw:
                    continue
                line = parse(raw)
                whose = {*names_in(line.tags), line.nick.lower(), *names_in({"nick": list(line.params[1:])})}
                out = produced(hearing.line(line, 1))
                own = line.text or (" ".join(line.params[1:]) if line.command == "PRIVMSG" else "")
                for one in whose:
                    if len(one) >= NAME_CHARS_MIN and one not in typed(own):
                        assert one not in out, raw
                        checked += 1
                said.append(out)
                names |= whose
        wire = shared_data / "wire"
        events = [
            (frame["metadata"].get("subscription_type", ""), frame["payload"].get("event") or {})
            for frame in map(json.loads, (wire / "eventsub_frames.ndjson").read_text().splitlines())
        ]
        for path in (wire / "eventsub_events").glob("*.json"):
            sample = json.loads(path.read_text(encoding="utf-8"))["input"]
            events += [
                ("channel.ban" if "banned_at" in event else "channel.moderate", event)
                for event in (sample if isinstance(sample, list) else [sample])
            ]
        for kind, event in events:
            out = produced(hearing.notification(kind, event, 1))
            for one in names_in(event):
                assert one not in out, (kind, one)
                checked += 1
    assert checked > 800
    assert not [name for name in names if len(name) > NAME_CHARS_MIN and name in caplog.text.lower()]


WHO = "zaphod_42"
EVERY_NAME = {
    "broadcaster_user_id": "9",
    "user_id": "1",
    "chatter_user_id": "1",
    "target_user_id": "1",
    "from_broadcaster_user_id": "1",
    "to_broadcaster_user_id": "1",
    **{
        f"{whose}_{what}": WHO
        for whose in ("user", "chatter_user", "target_user", "from_broadcaster_user", "to_broadcaster_user")
        for what in ("login", "name")
    },
    "message_id": "m",
    "message": {
        "text": f"@{WHO} hi @{WHO}!",
        "fragments": [{"type": "mention", "text": f"@{WHO}", "mention": {"user_login": WHO}}],
    },
    "system_message": f"{WHO} did something",
    "reply": {"parent_message_id": "p", "parent_user_login": WHO, "parent_message_body": f"i am {WHO}"},
    "cheer": {"bits": 5},
    "bits": 5,
    "total": 5,
    "id": "t",
    "level": 2,
    "title": f"will @{WHO} win?",
    "top_contributions": [{"user_login": WHO, "user_name": WHO}],
    "last_contribution": {"user_login": WHO},
    "outcomes": [{"title": "yes", "channel_points": 3, "top_predictors": [{"user_login": WHO}]}],
    "choices": [{"title": "yes", "votes": 3}],
    "started_at": "2024-05-14T12:31:47Z",
    "action": "ban",
    "ban": {"user_id": "1", "user_login": WHO, "reason": f"{WHO} was rude"},
}


@pytest.mark.parametrize("kind", sorted(eventsub.TYPES))
def test_every_kind_of_notification(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    notices = ("sub", "resub", "sub_gift", "community_sub_gift", "raid", "announcement", "gift_paid_upgrade")
    said = []
    with caplog.at_level(logging.DEBUG):
        for notice in notices:
            detail = {"gifter_user_login": WHO, "recipient_user_login": WHO, "user_login": WHO, "id": "g"}
            event = {**EVERY_NAME, "notice_type": notice, notice: detail}
            heard = Hearing(HASH, in_chat=False).notification(kind, event, 1)
            assert heard.message or heard.events or heard.withdrawals
            said.append(produced(heard))
    assert WHO not in "".join(said)
    assert WHO not in caplog.text


def test_a_name_in_another_script_is_taken_out_of_a_line() -> None:
    head = "@user-id=1;room-id=9;id=m :테스트계정420!a@b PRIVMSG #room"
    message = Hearing(HASH).line(parse(f"{head} :hey @테스트계정420 look"), 1).message
    assert message is not None
    assert message.text == "hey @ look"
