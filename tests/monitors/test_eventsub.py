from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.chat import eventsub, notices
from monitors.chat.irc import parse
from monitors.chat.message import NOTHING, AuthorHash, Heard
from schemas.chat import ChatEvent, ChatEventKind, ChatMessage, ChatRole, Withdrawal

HASH = AuthorHash("key")
AT_MS = 1_700_000_000_123
ROOM = {
    "broadcaster_user_id": "9",
    "broadcaster_user_login": "room",
    "broadcaster_user_name": "Room",
}
CHATTER = {"chatter_user_id": "1", "chatter_user_login": "nick", "chatter_user_name": "Nick"}


def heard(kind: str, **event: Any) -> Heard:
    return eventsub.heard_of(kind, {**ROOM, **event}, HASH, AT_MS)


def irc(line: str) -> Heard:
    return notices.heard_of(parse(line), HASH, 0)


def line(text: str, **tags: str) -> str:
    fields = {"user-id": "1", "room-id": "9", "tmi-sent-ts": str(AT_MS), **tags}
    joined = ";".join(f"{name.replace('_', '-')}={value}" for name, value in fields.items())
    return f"@{joined} :nick!nick@nick.tmi.twitch.tv PRIVMSG #room :{text}"


def notice(msg_id: str, text: str = "", **tags: str) -> str:
    fields = {"msg-id": msg_id, "user-id": "1", "login": "nick", "room-id": "9", "tmi-sent-ts": str(AT_MS)}
    fields |= {name.replace("_", "-"): value for name, value in tags.items()}
    joined = ";".join(f"{name}={value}" for name, value in fields.items())
    return f"@{joined} :tmi.twitch.tv USERNOTICE #room" + (f" :{text}" if text else "")


def test_a_line_is_the_same_by_both_ways() -> None:
    said = heard(
        "channel.chat.message",
        **CHATTER,
        message_id="m1",
        message={
            "text": "@Other 😂 Kappa Cheer100 nice",
            "fragments": [
                {"type": "mention", "text": "@Other", "mention": {"user_id": "5", "user_login": "other"}},
                {"type": "text", "text": " 😂 "},
                {"type": "emote", "text": "Kappa", "emote": {"id": "25", "emote_set_id": "0"}},
                {"type": "cheermote", "text": "Cheer100", "cheermote": {"bits": 100, "prefix": "Cheer"}},
                {"type": "text", "text": " nice"},
            ],
        },
        badges=[{"set_id": "vip", "id": "1"}, {"set_id": "subscriber", "id": "12"}],
        message_type="text",
        cheer={"bits": 100},
        reply={"parent_message_id": "m0", "parent_user_login": "other"},
        source_broadcaster_user_id=None,
    )
    assert said == irc(
        line(
            "@Other 😂 Kappa Cheer100 nice",
            id="m1",
            emotes="25:9-13",
            bits="100",
            badges="vip/1,subscriber/12",
            reply_parent_msg_id="m0",
        )
    )
    assert said.message == ChatMessage(
        at_ms=AT_MS,
        author=HASH("twitch", "1"),
        text="😂 Kappa Cheer100 nice",
        emotes=("Kappa",),
        emote_ids=("25",),
        bits=100,
        role=ChatRole.VIP,
        message_id="m1",
        reply_to="m0",
    )
    assert [(one.kind, one.event_id, one.amount) for one in said.events] == [(ChatEventKind.BITS, "m1", 100)]


def test_a_first_line_is_told_by_both() -> None:
    spoken = {"text": "hi", "fragments": []}
    by_eventsub = heard("channel.chat.message", **CHATTER, message=spoken, message_type="user_intro")
    assert by_eventsub == irc(line("hi", first_msg="1"))
    assert by_eventsub.message is not None
    assert by_eventsub.message.first


@pytest.mark.parametrize(
    ("notice_type", "detail", "by_irc", "kind", "amount"),
    [
        ("raid", {"viewer_count": 40}, notice("raid", msg_param_viewerCount="40"), "raid", 40),
        ("sub", {"sub_tier": "1000"}, notice("sub", msg_param_cumulative_months="1"), "sub", 1),
        ("resub", {"cumulative_months": 7}, notice("resub", msg_param_cumulative_months="7"), "resub", 7),
        ("sub_gift", {"community_gift_id": None}, notice("subgift", msg_param_months="6"), "gift", 1),
        ("gift_paid_upgrade", {}, notice("giftpaidupgrade"), "sub", 1),
        ("prime_paid_upgrade", {}, notice("primepaidupgrade"), "sub", 1),
        ("announcement", {"color": "BLUE"}, notice("announcement"), "announcement", 0),
    ],
)
def test_a_notice_is_the_same_by_both_ways(
    notice_type: str, detail: Mapping[str, Any], by_irc: str, kind: str, amount: int
) -> None:
    for text in ("", "love it @some_body"):
        said = heard(
            "channel.chat.notification",
            **CHATTER,
            notice_type=notice_type,
            message_id="n1",
            message={"text": text, "fragments": []},
            **{notice_type: detail},
        )
        tagged = by_irc.replace("@msg-id", "@id=n1;msg-id") + (f" :{text}" if text else "")
        assert said == irc(tagged)
        (event,) = said.events
        assert (event.kind.value, event.amount, event.event_id) == (kind, amount, "n1")
        assert event.author == HASH("twitch", "1")
        assert event.text == text.replace("some_body", "")
        assert (said.message is not None) == bool(text)


def test_the_notices_of_one_gift_are_one_event() -> None:
    whole = heard(
        "channel.chat.notification",
        **CHATTER,
        notice_type="community_sub_gift",
        message_id="n1",
        community_sub_gift={"id": "77", "total": 50, "sub_tier": "1000"},
    )
    one = heard(
        "channel.chat.notification",
        **CHATTER,
        notice_type="sub_gift",
        message_id="n2",
        sub_gift={"community_gift_id": "77", "recipient_user_id": "3"},
    )
    assert whole == irc(
        notice("submysterygift", id="n1", msg_param_mass_gift_count="50", msg_param_community_gift_id="77")
    )
    assert one == irc(
        notice("subgift", id="n2", msg_param_community_gift_id="77", msg_param_sender_count="0")
    )
    assert [(e.event_id, e.amount) for e in (*whole.events, *one.events)] == [("gift:77", 50), ("gift:77", 1)]


def test_who_stays_unnamed_has_no_author() -> None:
    said = heard(
        "channel.chat.notification",
        chatter_user_id=None,
        chatter_is_anonymous=True,
        notice_type="community_sub_gift",
        message_id="n1",
        community_sub_gift={"id": "77", "total": 2},
    )
    by_irc = notice(
        "submysterygift",
        id="n1",
        user_id=notices.ANONYMOUS_GIFTER,
        msg_param_mass_gift_count="2",
        msg_param_community_gift_id="77",
    )
    assert said == irc(by_irc)
    assert said.events[0].author == ""


def test_withdrawals_are_the_same_by_both_ways() -> None:
    head = f"@room-id=9;tmi-sent-ts={AT_MS}"
    deleted = irc(f"{head};target-msg-id=m1;login=nick :tmi.twitch.tv CLEARMSG #room :bad words")
    silenced = irc(f"{head};target-user-id=1;ban-duration=600 :tmi.twitch.tv CLEARCHAT #room :nick")
    cleared = irc(f"{head} :tmi.twitch.tv CLEARCHAT #room")
    assert deleted == Heard(withdrawals=(Withdrawal(at_ms=AT_MS, message_id="m1"),))
    assert silenced == Heard(withdrawals=(Withdrawal(at_ms=AT_MS, author=HASH("twitch", "1")),))
    assert cleared == Heard(withdrawals=(Withdrawal(at_ms=AT_MS),))
    who = {"target_user_id": "1", "target_user_login": "nick"}
    assert heard("channel.chat.message_delete", **who, message_id="m1") == deleted
    assert heard("channel.chat.clear_user_messages", **who) == silenced
    assert heard("channel.chat.clear") == cleared
    for action in ("ban", "timeout", "shared_chat_ban", "shared_chat_timeout"):
        assert heard("channel.moderate", action=action, **{action: {"user_id": "1"}}) == silenced
    assert heard("channel.moderate", action="delete", delete={"message_id": "m1"}) == deleted
    assert heard("channel.moderate", action="clear") == cleared
    assert heard("channel.moderate", action="unban", unban={"user_id": "1"}) == NOTHING
    # Without a number nobody knows whose lines they were, and those of all others stay.
    assert irc(f"{head} :tmi.twitch.tv CLEARCHAT #room :nick") == NOTHING


def test_what_is_shared_from_another_channel_stays_out() -> None:
    spoken = {"text": "hi", "fragments": []}
    theirs = {"source_broadcaster_user_id": "8"}
    assert heard("channel.chat.message", **CHATTER, message=spoken, **theirs) == NOTHING
    assert heard("channel.chat.message", **CHATTER, message=spoken, source_broadcaster_user_id="9").message
    shared = {"notice_type": "shared_chat_raid", "shared_chat_raid": {"viewer_count": 5}}
    assert heard("channel.chat.notification", **CHATTER, **shared, **theirs) == NOTHING
    assert irc(notice("raid", msg_param_viewerCount="5", source_room_id="8")) == NOTHING
    assert irc(notice("sharedchatnotice", "hi", source_msg_id="raid", source_room_id="8")) == NOTHING


def one(kind: str, **event: Any) -> ChatEvent:
    (said,) = heard(kind, **event).events
    return said


def test_a_hype_train_counts_once_for_each_level() -> None:
    ids = [
        one(f"channel.hype_train.{turn}", id="t", level=level, total=9).event_id
        for turn, level in (("begin", 1), ("progress", 1), ("progress", 2), ("end", 2))
    ]
    assert ids == ["train:t:1", "train:t:1", "train:t:2", "train:t:2"]
    assert one("channel.hype_train.progress", id="t", level=2).amount == 2


def test_polls_and_predictions_count_their_votes() -> None:
    choices = [{"id": "a", "votes": 3}, {"id": "b", "votes": 4}]
    poll = one("channel.poll.end", id="p", title="ask @some_body?", choices=choices)
    assert (poll.kind, poll.amount, poll.text) == (ChatEventKind.POLL, 7, "ask @?")
    begun = one("channel.poll.begin", id="p", title="ask", choices=[{"id": "a"}])
    assert begun.event_id != poll.event_id
    assert begun.amount == 0
    outcomes = [{"channel_points": 500, "users": 2}, {"channel_points": 50, "users": 1}]
    for turn in ("begin", "lock", "end"):
        bet = one(f"channel.prediction.{turn}", id="q", title="win?", outcomes=outcomes)
        assert (bet.kind, bet.amount) == (ChatEventKind.PREDICTION, 550)


def test_raids_shoutouts_and_support_by_their_own_subscriptions() -> None:
    raid = one("channel.raid", from_broadcaster_user_id="1", to_broadcaster_user_id="9", viewers=40)
    assert (raid.kind, raid.amount, raid.author) == (ChatEventKind.RAID, 40, HASH("twitch", "1"))
    out = one("channel.shoutout.create", to_broadcaster_user_id="1", viewer_count=5, started_at="x")
    back = one("channel.shoutout.receive", from_broadcaster_user_id="1", viewer_count=5, started_at="x")
    assert (out.kind, out.author) == (back.kind, back.author)
    cheer = one("channel.cheer", user_id="1", is_anonymous=False, bits=300, message="@nick")
    assert (cheer.kind, cheer.amount) == (ChatEventKind.BITS, 300)
    assert one("channel.cheer", user_id=None, is_anonymous=True, bits=300).author == ""
    assert one("channel.subscribe", user_id="1", is_gift=False).kind is ChatEventKind.SUB
    assert heard("channel.subscribe", user_id="1", is_gift=True) == NOTHING
    assert one("channel.subscription.gift", user_id="1", total=5).amount == 5
    assert one("channel.subscription.message", user_id="1", cumulative_months=8).amount == 8


def test_the_time_of_a_notification() -> None:
    assert eventsub.epoch_ms("2023-11-14T22:13:20.123456789Z") == AT_MS
    assert eventsub.epoch_ms("2023-11-14T22:13:20Z") == 1_700_000_000_000
    assert eventsub.epoch_ms("2023-11-14T22:13:20.1Z") == 1_700_000_000_100
    assert eventsub.epoch_ms("yesterday") == 0


FIELDS = [
    *("message", "text", "fragments", "type", "emote", "id", "reply", "cheer", "bits", "badges", "set_id"),
    *("notice_type", "raid", "viewer_count", "chatter_user_id", "action", "ban", "user_id", "choices"),
    *("votes", "outcomes", "level", "title", "message_id", "parent_message_id", "source_broadcaster_user_id"),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=20,
)


@given(st.sampled_from(sorted(eventsub.TYPES)), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8))
def test_anything_may_be_sent(kind: str, event: dict[str, Any]) -> None:
    assert isinstance(eventsub.heard_of(kind, event, HASH, AT_MS), Heard)


def frames(shared_data: Path) -> list[dict[str, Any]]:
    text = (shared_data / "wire" / "eventsub_frames.ndjson").read_text(encoding="utf-8")
    return [json.loads(raw) for raw in text.splitlines()]


def test_the_real_frames(shared_data: Path) -> None:
    found: list[tuple[str, str]] = []
    for frame in frames(shared_data):
        metadata = frame["metadata"]
        kind = metadata.get("subscription_type", "")
        event = frame["payload"].get("event")
        if event is None:
            continue
        at_ms = eventsub.epoch_ms(metadata["message_timestamp"])
        assert at_ms > 1_600_000_000_000
        said = eventsub.heard_of(kind, event, HASH, at_ms)
        if said.message is not None:
            found.append((kind, "line"))
            assert said.message.message_id == event["message_id"]
        found += [(kind, one.kind.value) for one in said.events]
        found += [(kind, "withdrawal") for _ in said.withdrawals]
        shared = event.get("source_broadcaster_user_id") not in (None, event.get("broadcaster_user_id"))
        assert not (kind.startswith("channel.chat") and shared and said != NOTHING)
    counts = {pair: found.count(pair) for pair in set(found)}
    assert counts == {
        ("channel.ban", "withdrawal"): 1,
        ("channel.chat.message", "line"): 1,
        ("channel.chat.notification", "line"): 1,
        ("channel.chat.notification", "resub"): 4,
        ("channel.chat.notification", "gift"): 1,
        ("channel.moderate", "withdrawal"): 1,
    }


def test_the_real_events_as_chatterino_shows_them(shared_data: Path) -> None:
    """Each sample has beside it what Chatterino makes of it: whose lines it greys out, what it clears."""
    seen: set[str] = set()
    for path in sorted((shared_data / "wire" / "eventsub_events").glob("*.json")):
        sample = json.loads(path.read_text(encoding="utf-8"))
        events = sample["input"] if isinstance(sample["input"], list) else [sample["input"]]
        shown = sample["output"]
        for event in events:
            action = event.get("action")
            if action is None:
                kind = "channel.ban" if "banned_at" in event else "automod.message.hold"
            else:
                kind = "channel.moderate"
            said = eventsub.heard_of(kind, event, HASH, AT_MS)
            assert said.message is None, path.name  # held and restricted lines are in no chat
            assert said.events == (), path.name
            if action is None and kind != "channel.ban":
                assert said == NOTHING, path.name
                continue
            detail = event.get(action) or {} if action else event
            timed_out = any("Timeout" in one["flags"] for one in shown) or kind == "channel.ban"
            cleared = any("ClearChat" in one["flags"] for one in shown)
            removed = any(one["messageText"].find(" deleted message from ") > 0 for one in shown)
            if timed_out and not path.name.startswith(("unban", "untimeout", "shared-un")):
                assert said.withdrawals == (
                    Withdrawal(at_ms=AT_MS, author=HASH("twitch", detail["user_id"])),
                ), path.name
                seen.add("silenced")
            elif removed:
                assert said.withdrawals == (Withdrawal(at_ms=AT_MS, message_id=detail["message_id"]),)
                assert any(detail["user_login"] == one["timeoutUser"] for one in shown)
                seen.add("deleted")
            elif cleared:
                assert said.withdrawals == (Withdrawal(at_ms=AT_MS),), path.name
                seen.add("cleared")
            else:
                assert said == NOTHING, path.name
                seen.add("nothing")
    assert seen == {"silenced", "deleted", "cleared", "nothing"}


def test_the_real_lines_of_irc(shared_data: Path) -> None:
    kinds: list[str] = []
    for name in ("irc_tagged_400.txt", "irc_edge_cases.txt"):
        for raw in (shared_data / "wire" / name).read_text(encoding="utf-8").split("\n"):
            if not raw:
                continue
            parsed = parse(raw)
            said = notices.heard_of(parsed, HASH, 0)
            kinds += [one.kind.value for one in said.events]
            kinds += [
                "deleted" if one.message_id else "author" if one.author else "all" for one in said.withdrawals
            ]
            if parsed.tags.get("source-room-id", "9") not in ("9", parsed.tags.get("room-id")):
                assert said == NOTHING
            if said.message is not None and parsed.tags.get("id"):
                assert said.message.message_id == parsed.tags["id"]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "announcement": 5,
        "raid": 1,
        "resub": 5,
        "sub": 3,
        "gift": 6,
        "bits": 4,
        "deleted": 2,
        "author": 6,
        "all": 4,
    }
