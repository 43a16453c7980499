"""Limits: counted per name in a window, in this process or in Redis, and in this process without Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from api.limits import Counter, Limit, Limits, LocalCounter, RedisCounter, TooMany, place_of
from tests.api.running import HandClock

LIMIT = Limit("tests", 3, 60)


class FakeRedis:
    """Speaks as much of the protocol of Redis as the counter uses, by a clock moved by hand."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self._kept: dict[bytes, tuple[int, int]] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        queued: list[list[bytes]] | None = None
        try:
            while head := await reader.readline():
                words = []
                for _ in range(int(head[1:])):
                    length = int((await reader.readline())[1:])
                    words.append((await reader.readexactly(length + 2))[:-2])
                name = words[0].upper()
                if name == b"MULTI":
                    queued = []
                    writer.write(b"+OK\r\n")
                elif name == b"EXEC" and queued is not None:
                    answers = [self._answer(one) for one in queued]
                    writer.write(b"*%d\r\n" % len(answers) + b"".join(answers))
                    queued = None
                elif queued is not None:
                    queued.append(words)
                    writer.write(b"+QUEUED\r\n")
                else:
                    writer.write(b"%0\r\n" if name == b"HELLO" else b"+OK\r\n")
                await writer.drain()
        finally:
            writer.close()

    def _answer(self, words: list[bytes]) -> bytes:
        name, key = words[0].upper(), words[1]
        now_ms = self._clock.now_ms()
        count, ends_ms = self._kept.get(key, (0, 0))
        there = ends_ms > now_ms
        if name == b"SET":
            options = [word.upper() for word in words[3:]]
            assert b"NX" in options
            if there:
                return b"$-1\r\n"
            self._kept[key] = (int(words[2]), now_ms + int(words[words.index(b"EX") + 1]) * 1000)
            return b"+OK\r\n"
        if name == b"INCR":
            self._kept[key] = (count + 1, ends_ms)
            return b":%d\r\n" % (count + 1)
        assert name == b"TTL"
        return b":%d\r\n" % (-(-(ends_ms - now_ms) // 1000) if there else -2)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["local", "redis"])
async def counter(request: pytest.FixtureRequest, clock: HandClock) -> AsyncIterator[Counter]:
    if request.param == "local":
        yield LocalCounter(clock)
        return
    server = await asyncio.start_server(FakeRedis(clock).serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    redis = Redis(host="127.0.0.1", port=port)
    yield RedisCounter(redis, clock)
    await redis.aclose()
    server.close()
    await server.wait_closed()


async def test_so_many_go_and_the_next_waits_for_the_window_to_end(
    counter: Counter, clock: HandClock
) -> None:
    limits = Limits(counter)
    for _ in range(3):
        await limits.take(LIMIT, "ada")
        clock.advance(1000)
    with pytest.raises(TooMany) as refused:
        await limits.take(LIMIT, "ada")
    assert refused.value.headers == {"Retry-After": "57"}
    await limits.take(LIMIT, "bob")
    await limits.take(Limit("others", 3, 60), "ada")
    clock.advance(57_000)
    for _ in range(3):
        await limits.take(LIMIT, "ada")
    with pytest.raises(TooMany):
        await limits.take(LIMIT, "ada")


async def test_of_many_at_once_so_many_go(counter: Counter) -> None:
    limits = Limits(counter)
    taken = await asyncio.gather(*(limits.take(LIMIT, "ada") for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, TooMany) for one in taken) == 7
    assert sum(one is None for one in taken) == 3


async def test_without_its_redis_a_process_counts_by_itself(clock: HandClock) -> None:
    redis = Redis(host="127.0.0.1", port=1, socket_connect_timeout=1)
    limits = Limits(RedisCounter(redis, clock))
    for _ in range(3):
        await limits.take(LIMIT, "ada")
    with pytest.raises(TooMany):
        await limits.take(LIMIT, "ada")
    await redis.aclose()


async def test_names_are_bounded_and_the_oldest_goes_first(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.limits.NAMES_MAX", 2)
    counter = LocalCounter(clock)
    for name in ("a", "a", "b", "c"):
        await counter.add(name, 60)
    assert (await counter.add("b", 60))[0] == 2
    assert (await counter.add("a", 60))[0] == 1  # forgotten, and begun anew


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_where_an_address_is(address: str, place: str) -> None:
    assert place_of(address) == place
