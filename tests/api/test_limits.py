"""Limits: counted per name in a window, in this process or in Redis, and in this process without Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from api.limits import AWAY_MS, Counter, Limit, Limits, LocalCounter, RedisCounter, TooMany, place_of
from tests.api.redis_server import RedisServer
from tests.api.running import HandClock

LIMIT = Limit("tests", 3, 60)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@dataclass
class Counting:
    """A counter, and what lets time pass for it."""

    counter: Counter
    pass_s: Callable[[str, int], Awaitable[None]]


@pytest.fixture(params=["local", "redis"])
async def counting(request: pytest.FixtureRequest, clock: HandClock) -> AsyncIterator[Counting]:
    if request.param == "local":

        async def wait(_: str, passed_s: int) -> None:
            clock.advance(passed_s * 1000)

        yield Counting(LocalCounter(clock), wait)
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    redis = server.client()
    await redis.flushall()

    async def age(name: str, passed_s: int) -> None:
        """For Redis time passes by itself; what a test does not wait for is taken off the life of the key."""
        left_ms = await redis.pttl(f"hypecut:limit:{name}")
        assert left_ms > 0
        await redis.pexpire(f"hypecut:limit:{name}", max(0, left_ms - passed_s * 1000))

    yield Counting(RedisCounter(redis, clock), age)
    await redis.aclose()


async def test_so_many_go_and_the_next_waits_for_the_window_to_end(counting: Counting) -> None:
    limits = Limits(counting.counter)
    for _ in range(3):
        await limits.take(LIMIT, "ada")
        await counting.pass_s("tests:ada", 1)
    with pytest.raises(TooMany) as refused:
        await limits.take(LIMIT, "ada")
    assert refused.value.headers is not None
    assert int(refused.value.headers["Retry-After"]) in range(50, 58)  # a slow machine is seconds later
    await limits.take(LIMIT, "bob")
    await limits.take(Limit("others", 3, 60), "ada")
    await counting.pass_s("tests:ada", 57)
    for _ in range(3):
        await limits.take(LIMIT, "ada")
    with pytest.raises(TooMany):
        await limits.take(LIMIT, "ada")


async def test_of_many_at_once_so_many_go(counting: Counting) -> None:
    limits = Limits(counting.counter)
    taken = await asyncio.gather(*(limits.take(LIMIT, "ada") for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, TooMany) for one in taken) == 7
    assert sum(one is None for one in taken) == 3


async def test_several_are_counted_at_once(counting: Counting) -> None:
    assert [(await counting.counter.add("many", 60, by))[0] for by in (5, 1, 10)] == [5, 6, 16]


async def test_processes_with_one_redis_count_together(redis: Redis, clock: HandClock) -> None:
    first, second = (Limits(RedisCounter(redis, clock)) for _ in range(2))
    await first.take(LIMIT, "ada")
    await second.take(LIMIT, "ada")
    await first.take(LIMIT, "ada")
    with pytest.raises(TooMany):
        await second.take(LIMIT, "ada")


async def test_a_redis_that_stops_is_done_without_and_comes_back(
    own_redis: RedisServer, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    redis = own_redis.client()
    limits = Limits(RedisCounter(redis, clock))
    for _ in range(3):
        await limits.take(LIMIT, "ada")
    own_redis.stop()
    for _ in range(3):
        await limits.take(LIMIT, "ada")  # counted in this process, which knows nothing of before
    with pytest.raises(TooMany):
        await limits.take(LIMIT, "ada")
    assert caplog.text.count("without Redis") == 1  # it was asked once
    own_redis.start()
    clock.advance(AWAY_MS)
    await limits.take(LIMIT, "ada")
    assert await redis.get("hypecut:limit:tests:ada") == b"1"
    await redis.aclose()


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
