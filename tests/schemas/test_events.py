"""Events survive the road, and those written by version 1 decode for ever."""

from __future__ import annotations

import msgspec
import pytest

from schemas.capture import (
    AudioWindow,
    ChatBatch,
    ChatMessage,
    ChatRole,
    Frame,
    Gap,
    GapReason,
    Segment,
    SegmentKind,
    SessionEnded,
    SessionOpened,
    SourceFailed,
    WatchState,
    Watermark,
    WindowState,
)
from schemas.chat import ChannelChat, ChatEvent, ChatEventKind, Withdrawal
from schemas.codec import UndecodableEvent, decode, encode
from schemas.credits import CreditBalance, CreditTick
from schemas.event import Event
from schemas.judging import (
    Evidence,
    Highlight,
    HighlightState,
    JudgingEnded,
    Modality,
    Reason,
    SecondScore,
    Signal,
    Transcript,
    Word,
)
from schemas.rendering import Clip, ClipState, DeadLetter, RenderAsked

EVENTS: dict[str, Event] = {
    "watch.state": WatchState(watch_id="w", revision=2, wanted=True, source="twitch:x", max_media_ms=60_000),
    "session.opened": SessionOpened(
        session_id="s", watch_id="w", incarnation=1, started_at_ms=5, speed=1.0, source="twitch:x"
    ),
    "session.gap": Gap(session_id="s", start_ms=1, end_ms=2, reason=GapReason.AD),
    "session.ended": SessionEnded(session_id="s", end_ms=9, reason="over"),
    "source.failed": SourceFailed(watch_id="w", reason="offline", remedy="wait"),
    "watermark": Watermark(session_id="s", until_ms=1000, discontinuity=0, state=WindowState.LIVE),
    "audio": AudioWindow(session_id="s", start_ms=0, discontinuity=0, covered_ms=1000, pcm=b"\x01\x00"),
    "frame": Frame(session_id="s", at_ms=40, discontinuity=0, width=2, height=2, jpeg=b"\xff\xd8"),
    "segment": Segment(
        session_id="s",
        key="k",
        start_ms=0,
        end_ms=4000,
        kind=SegmentKind.FULL,
        discontinuity=0,
        bytes_count=7,
    ),
    "chat": ChatBatch(
        session_id="s",
        discontinuity=0,
        messages=(ChatMessage(at_ms=1, author="ab", text="مرحبا 🎉", role=ChatRole.VIP),),
    ),
    "twitch.chat": ChannelChat(
        channel="room",
        broadcaster_id="9",
        until_ms=5000,
        live=True,
        messages=(
            ChatMessage(
                at_ms=4000,
                author="ab",
                text="Kappa",
                emotes=("Kappa",),
                emote_ids=("25",),
                message_id="m2",
                reply_to="m1",
                first=True,
            ),
        ),
        events=(ChatEvent(event_id="e", at_ms=4500, kind=ChatEventKind.RAID, author="cd", amount=40),),
        withdrawals=(Withdrawal(at_ms=4900, message_id="m1"), Withdrawal(at_ms=4950, author="ef")),
    ),
    "signal": Signal(
        session_id="s",
        modality=Modality.CHAT,
        start_ms=0,
        discontinuity=0,
        state=WindowState.LIVE,
        score=2.5,
        parts={"authors": 3.0},
        lines=("lol",),
    ),
    "highlight": Highlight(
        highlight_id="h",
        session_id="s",
        revision=3,
        state=HighlightState.FINAL,
        start_ms=1,
        peak_ms=2,
        end_ms=3,
        score=4.0,
        decided_at_ms=9,
        discontinuity=0,
        reasons=(Reason(modality="chat", text="many laugh", times_normal=4.0),),
        evidence=Evidence(
            weights={"chat": 1.0},
            open_threshold=2.0,
            close_threshold=1.0,
            chat_lag_ms=4000,
            seconds=(SecondScore(start_ms=1, fused=1.0, chat=1.0, audio=1.0, vision=1.0),),
        ),
        transcript=Transcript(
            language="en",
            text="oh no",
            words=(Word(start_ms=1, end_ms=2, text="oh", probability=0.9),),
            model="tiny.en",
        ),
    ),
    "judging.ended": JudgingEnded(session_id="s", end_ms=9, final_ids=("h",), dropped_count=1),
    "render.asked": RenderAsked(session_id="s", highlight_id="h", clip_id="c"),
    "clip": Clip(
        clip_id="c", highlight_id="h", session_id="s", state=ClipState.READY, stages_ms={"encode": 900}
    ),
    "dead.letter": DeadLetter(topic="signals", key="s", body=b"?", stage="", reason="not an event"),
    "credit.tick": CreditTick(session_id="s", minute=3, covered_ms=59_000, gap_ms=1000),
    "credit.balance": CreditBalance(workspace_id="w", balance=12, held=5, minutes_left=6),
}


@pytest.mark.parametrize("tag", EVENTS)
def test_an_event_comes_back_as_it_went(tag: str) -> None:
    event = EVENTS[tag]
    assert decode(encode(event)) == event
    assert msgspec.msgpack.decode(encode(event))["type"] == tag


@pytest.mark.parametrize("tag", EVENTS)
def test_what_version_1_wrote_still_decodes(tag: str) -> None:
    assert decode(bytes.fromhex(GOLDEN[tag])) == EVENTS[tag]


def test_a_field_of_a_later_version_is_skipped() -> None:
    later = msgspec.msgpack.decode(encode(EVENTS["session.ended"]))
    later |= {"v": 2, "mood": "good"}
    event = decode(msgspec.msgpack.encode(later))
    assert isinstance(event, SessionEnded)
    assert event.v == 2
    assert event.end_ms == 9


@pytest.mark.parametrize("body", [b"", b"\xc1", b"hello", encode(EVENTS["audio"])[:-1]])
def test_bytes_that_are_no_event_are_named_as_such(body: bytes) -> None:
    with pytest.raises(UndecodableEvent, match="not an event"):
        decode(body)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        EVENTS["watermark"].until_ms = 5  # type: ignore[attr-defined]


GOLDEN: dict[str, str] = {
    "watch.state": (
        "89a474797065ab77617463682e7374617465a877617463685f6964a177a87265766973696f6e02a677616e7465"
        "64c3a6736f75726365a87477697463683a78a463686174a46e6f6e65a57370656564cb3ff0000000000000ac6d"
        "61785f6d656469615f6d73cdea60a17601"
    ),
    "session.opened": (
        "8ea474797065ae73657373696f6e2e6f70656e6564aa73657373696f6e5f6964a173a877617463685f6964a177"
        "ab696e6361726e6174696f6e01ad737461727465645f61745f6d7305a57370656564cb3ff0000000000000a673"
        "6f75726365a87477697463683a78a57469746c65a0a96861735f766964656fc3a96861735f617564696fc3a577"
        "6964746800a668656967687400b06672616d655f726174655f6d696c6c6900a17601"
    ),
    "session.gap": (
        "87a474797065ab73657373696f6e2e676170aa73657373696f6e5f6964a173a873746172745f6d7301a6656e64"
        "5f6d7302a6726561736f6ea26164a664657461696ca0a17601"
    ),
    "session.ended": (
        "86a474797065ad73657373696f6e2e656e646564aa73657373696f6e5f6964a173a6656e645f6d7309a6726561"
        "736f6ea46f766572a56572726f72c2a17601"
    ),
    "source.failed": (
        "85a474797065ad736f757263652e6661696c6564a877617463685f6964a177a6726561736f6ea76f66666c696e"
        "65a672656d656479a477616974a17601"
    ),
    "watermark": (
        "87a474797065a977617465726d61726baa73657373696f6e5f6964a173a8756e74696c5f6d73cd03e8ad646973"
        "636f6e74696e7569747900a57374617465a46c697665a566696e616cc2a17601"
    ),
    "audio": (
        "87a474797065a5617564696faa73657373696f6e5f6964a173a873746172745f6d7300ad646973636f6e74696e"
        "7569747900aa636f76657265645f6d73cd03e8a370636dc4020100a17601"
    ),
    "frame": (
        "88a474797065a56672616d65aa73657373696f6e5f6964a173a561745f6d7328ad646973636f6e74696e756974"
        "7900a5776964746802a668656967687402a46a706567c402ffd8a17601"
    ),
    "segment": (
        "89a474797065a77365676d656e74aa73657373696f6e5f6964a173a36b6579a16ba873746172745f6d7300a665"
        "6e645f6d73cd0fa0a46b696e64a466756c6cad646973636f6e74696e7569747900ab62797465735f636f756e74"
        "07a17601"
    ),
    "chat": (
        "85a474797065a463686174aa73657373696f6e5f6964a173ad646973636f6e74696e7569747900a86d65737361"
        "6765739186a561745f6d7301a6617574686f72a26162a474657874afd985d8b1d8add8a8d8a720f09f8e89a665"
        "6d6f74657390a46269747300a4726f6c65a3766970a17601"
    ),
    "twitch.chat": (
        "89a474797065ab7477697463682e63686174a76368616e6e656ca4726f6f6dae62726f61646361737465725f6964"
        "a139a8756e74696c5f6d73cd1388a46c697665c3a86d65737361676573918aa561745f6d73cd0fa0a6617574686f"
        "72a26162a474657874a54b61707061a6656d6f74657391a54b61707061a46269747300a4726f6c65a67669657765"
        "72aa6d6573736167655f6964a26d32a9656d6f74655f69647391a23235a87265706c795f746fa26d31a566697273"
        "74c3a66576656e74739187a86576656e745f6964a165a561745f6d73cd1194a46b696e64a472616964a661757468"
        "6f72a26364a4726f6c65a6766965776572a6616d6f756e7428a474657874a0ab7769746864726177616c739283a5"
        "61745f6d73cd1324aa6d6573736167655f6964a26d31a6617574686f72a083a561745f6d73cd1356aa6d65737361"
        "67655f6964a0a6617574686f72a26566a17601"
    ),
    "signal": (
        "8ba474797065a67369676e616caa73657373696f6e5f6964a173a86d6f64616c697479a463686174a873746172"
        "745f6d7300ad646973636f6e74696e7569747900a57374617465a46c697665a573636f7265cb40040000000000"
        "00a5706172747381a7617574686f7273cb4008000000000000a56c696e657391a36c6f6ca566696e616cc2a176"
        "01"
    ),
    "highlight": (
        "de0011a474797065a9686967686c69676874ac686967686c696768745f6964a168aa73657373696f6e5f6964a1"
        "73a87265766973696f6e03a57374617465a566696e616ca873746172745f6d7301a77065616b5f6d7302a6656e"
        "645f6d7303a573636f7265cb4010000000000000ad646563696465645f61745f6d7309ad646973636f6e74696e"
        "7569747900a7726561736f6e739183a86d6f64616c697479a463686174a474657874aa6d616e79206c61756768"
        "ac74696d65735f6e6f726d616ccb4010000000000000a865766964656e636586a77765696768747381a4636861"
        "74cb3ff0000000000000ae6f70656e5f7468726573686f6c64cb4000000000000000af636c6f73655f74687265"
        "73686f6c64cb3ff0000000000000ab636861745f6c61675f6d73cd0fa0a77365636f6e64739185a87374617274"
        "5f6d7301a56675736564cb3ff0000000000000a463686174cb3ff0000000000000a5617564696fcb3ff0000000"
        "000000a6766973696f6ecb3ff0000000000000a56c696e657390a57469746c65a0aa7472616e73637269707484"
        "a86c616e6775616765a2656ea474657874a56f68206e6fa5776f7264739184a873746172745f6d7301a6656e64"
        "5f6d7302a474657874a26f68ab70726f626162696c697479cb3feccccccccccccda56d6f64656ca774696e792e"
        "656ea96e6561725f6d697373c2a17601"
    ),
    "judging.ended": (
        "86a474797065ad6a756467696e672e656e646564aa73657373696f6e5f6964a173a6656e645f6d7309a966696e"
        "616c5f69647391a168ad64726f707065645f636f756e7401a17601"
    ),
    "render.asked": (
        "85a474797065ac72656e6465722e61736b6564aa73657373696f6e5f6964a173ac686967686c696768745f69"
        "64a168a7636c69705f6964a163a17601"
    ),
    "clip": (
        "de0015a474797065a4636c6970a7636c69705f6964a163ac686967686c696768745f6964a168aa73657373696f"
        "6e5f6964a173a57374617465a57265616479a873746172745f6d7300a6656e645f6d7300a57374616765a0a870"
        "726f6772657373cb0000000000000000a36b6579a0ab6475726174696f6e5f6d7300a5776964746800a6686569"
        "67687400a7656e636f646572a0a57469746c65a0aa7472616e736372697074a0a97374616765735f6d7381a665"
        "6e636f6465cd0384ab72656164795f61745f6d7300a6726561736f6ea0a672656d656479a0a17601"
    ),
    "dead.letter": (
        "87a474797065ab646561642e6c6574746572a5746f706963a77369676e616c73a36b6579a173a4626f6479c401"
        "3fa57374616765a0a6726561736f6eac6e6f7420616e206576656e74a17601"
    ),
    "credit.tick": (
        "87a474797065ab6372656469742e7469636baa73657373696f6e5f6964a173a66d696e75746503aa636f766572"
        "65645f6d73cde678a66761705f6d73cd03e8a561645f6d7300a17601"
    ),
    "credit.balance": (
        "87a474797065ae6372656469742e62616c616e6365ac776f726b73706163655f6964a177a762616c616e63650c"
        "a468656c6405ac6d696e757465735f6c65667406a9756e6c696d69746564c2a17601"
    ),
}


def test_bytes_nested_without_end_are_no_event() -> None:
    nested = b"\x82\xa4type\xa9Watermark\xa1x" + b"\x91" * 200_000 + b"\xc0"
    with pytest.raises(UndecodableEvent):
        decode(nested)
