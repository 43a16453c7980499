from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from monitors.chat import emotes
from monitors.chat.emotes import NO_EMOTES, PROVIDERS, FetchedEmotes, with_emotes
from monitors.chat.hearing import Hearing
from monitors.chat.message import AuthorHash
from schemas.chat import ChatMessage

ANSWERS = {
    "7tv": {"emote_set": {"emotes": [{"name": "catJAM", "id": "01F"}, {"name": 5}, {"id": "x"}]}},
    "bttv": {
        "channelEmotes": [{"code": "KEKW", "id": "5e"}],
        "sharedEmotes": [{"code": "catJAM", "id": "9"}],
    },
    "ffz": {"room": {}, "sets": {"1": {"emoticons": [{"name": "ZrehplaR", "id": 9}]}}},
}


class Hand:
    """A clock that a test sets."""

    now = 1_000_000

    def now_ms(self) -> int:
        return self.now

    def monotonic_ms(self) -> int:
        return self.now


class FakeProviders:
    """Answers for all three providers, as a test says."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, object] = dict(ANSWERS)
        self.status: dict[str, int] = {}
        self.url = ""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked.append(f"{name}/{request.match_info['id']}")
        answer = self.answers[name]
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        return web.json_response(answer, status=self.status.get(name, 200))


@pytest.fixture
async def world() -> AsyncIterator[FakeProviders]:
    fake = FakeProviders()
    app = web.Application()
    app.router.add_get("/{name}/{id}", fake.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
    yield fake
    await runner.cleanup()


def of(world: FakeProviders, hand: Hand) -> FetchedEmotes:
    return FetchedEmotes(hand, tuple(replace(one, url=f"{world.url}/{one.name}/{{id}}") for one in PROVIDERS))


async def fetched(cache: FetchedEmotes) -> None:
    async with asyncio.timeout(5):
        await asyncio.gather(*(one.fetching for one in cache._known.values() if one.fetching is not None))


async def test_the_emotes_of_a_channel_are_asked_for_once(world: FakeProviders) -> None:
    hand = Hand()
    cache = of(world, hand)
    assert cache.known("42") == {}
    assert cache.known("42") == {}
    await fetched(cache)
    known = cache.known("42")
    assert known == {"catJAM": "7tv:01F", "KEKW": "bttv:5e", "ZrehplaR": "ffz:9"}
    assert world.asked == ["7tv/42", "bttv/42", "ffz/42"]
    hand.now += emotes.KEEP_MS
    world.answers["bttv"] = {}
    assert cache.known("42") == known
    await fetched(cache)
    assert "KEKW" not in cache.known("42")
    await cache.close()


async def test_a_provider_that_fails_keeps_what_it_said(world: FakeProviders) -> None:
    hand = Hand()
    cache = of(world, hand)
    cache.known("42")
    await fetched(cache)
    for broken in (b"no json", b"[1]", b'{"channelEmotes": 5}'):
        world.answers["bttv"] = broken
        hand.now += emotes.KEEP_MS
        cache.known("42")
        await fetched(cache)
        assert cache.known("42")["KEKW"] == "bttv:5e"
    world.answers["bttv"], world.status["bttv"] = {}, 503
    hand.now += emotes.RETRY_MS
    cache.known("42")
    await fetched(cache)
    assert cache.known("42")["KEKW"] == "bttv:5e"
    world.status["bttv"] = 404  # it knows no such channel
    hand.now += emotes.RETRY_MS
    cache.known("42")
    await fetched(cache)
    assert "KEKW" not in cache.known("42")
    await cache.close()


async def test_an_endless_answer_is_not_read(world: FakeProviders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emotes, "BODY_BYTES_MAX", 1000)
    world.answers["7tv"] = b" " * 5000
    cache = of(world, Hand())
    cache.known("42")
    await fetched(cache)
    assert set(cache.known("42")) == {"KEKW", "catJAM", "ZrehplaR"}
    assert cache.known("42")["catJAM"] == "bttv:9"
    await cache.close()


async def test_channels_and_their_names_are_bounded(
    world: FakeProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emotes, "CHANNELS_MAX", 2)
    cache = of(world, Hand())
    for number in ("1", "2", "3", "../x", "", "٣"):
        cache.known(number)
    assert list(cache._known) == ["2", "3"]
    await cache.close()


async def test_a_dead_service_is_no_error() -> None:
    cache = FetchedEmotes(Hand(), (replace(PROVIDERS[0], url="http://127.0.0.1:9/{id}"),))
    cache.known("42")
    await fetched(cache)
    assert cache.known("42") == {}
    await cache.close()


def test_known_words_of_a_line_become_emotes() -> None:
    line = ChatMessage(at_ms=1, author="a", text="KEKW Kappa KEKW wow", emotes=("Kappa",), emote_ids=("25",))
    richer = with_emotes(line, {"KEKW": "bttv:5e", "Kappa": "bttv:1"})
    assert richer.emotes == ("Kappa", "KEKW", "KEKW")
    assert richer.emote_ids == ("25", "bttv:5e", "bttv:5e")
    assert with_emotes(line, {}) is line


async def test_both_ways_of_hearing_know_them(world: FakeProviders) -> None:
    cache = of(world, Hand())
    cache.known("9")
    await fetched(cache)
    event = {
        "broadcaster_user_id": "9",
        "chatter_user_id": "1",
        "message": {"text": "so KEKW", "fragments": []},
    }
    message = Hearing(AuthorHash("k"), cache).notification("channel.chat.message", event, 5).message
    assert message is not None
    assert message.emotes == ("KEKW",)
    await cache.close()
    plain = Hearing(AuthorHash("k"), NO_EMOTES).notification("channel.chat.message", event, 5).message
    assert plain is not None
    assert plain.emotes == ()
