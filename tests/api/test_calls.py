"""How often one caller may call: counted for each alone, told in every answer, shared through Redis."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from redis.asyncio import Redis

from api.access.caller import Caller, CallerKind
from api.calls import CallMeter, Standing
from api.limits import LocalCounter, RedisCounter, TooMany
from tests.api.people import bearer, person
from tests.api.redis_server import RedisServer
from tests.api.running import TOKEN, WORKER_TOKEN, Api, HandClock, Setup, started
from tests.api.test_http import problem

NOBODY = {"Authorization": ""}
ADA = Caller(CallerKind.USER, "ada")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def few(setup: Setup) -> Setup:
    """An API that lets everybody call five times a minute."""
    setup.more["calls_per_minute"] = 5
    return setup


def told(answer: httpx.Response) -> tuple[int, int]:
    """Calls left, and seconds until there are more."""
    left, resets_s = re.fullmatch(r'"calls";r=(\d+);t=(\d+)', answer.headers["ratelimit"]).groups()  # type: ignore[union-attr]
    return int(left), int(resets_s)


async def test_each_caller_has_so_many_calls_and_is_told_how_many_are_left(few: Setup) -> None:
    async with started(few) as api:
        ada, bob = await person(api, "ada"), await person(api, "bob")
        for left in (4, 3, 2, 1, 0):
            answer = await api.http.get("/v1/auth/me", headers=bearer(ada.access))
            assert answer.status_code == 200
            assert told(answer) == (left, 60 - (4 - left))
            assert answer.headers["ratelimit-policy"] == '"calls";q=5;w=60'
            few.clock.advance(1000)
        refused = await api.http.get("/v1/auth/me", headers=bearer(ada.access))
        assert "wait 55 s" in str(problem(refused, 429, "too-many-requests")["remedy"])
        assert refused.headers["retry-after"] == "55"
        assert told(refused) == (0, 55)
        assert told(await api.http.get("/v1/auth/me", headers=bearer(bob.access)))[0] == 4
        few.clock.advance(55_000)
        assert told(await api.http.get("/v1/auth/me", headers=bearer(ada.access)))[0] == 4


async def test_refusals_and_failures_count_as_well(few: Setup) -> None:
    async with started(few) as api:
        ada = await person(api, "ada")
        statuses = [
            (await api.http.get(path, headers=bearer(ada.access))).status_code
            for path in (
                "/v1/nothing",
                "/v1/clips/none",
                "/v1/watches?limit=x",
                "/v1/clips",
                "/v1/clips",
                "/v1/clips",
            )
        ]
        assert statuses == [404, 404, 422, 200, 200, 429]


async def test_nobodies_and_bad_credentials_are_counted_by_their_address(few: Setup) -> None:
    async with started(few) as api:
        ada = await person(api, "ada")
        seen = [
            (await api.http.get(path, headers=headers)).status_code
            for path, headers in (
                ("/v1/clips", NOBODY),
                ("/v1/clips", bearer("hk_garbage")),
                ("/openapi.json", NOBODY),
                ("/docs", NOBODY),
                ("/v1/auth/me", bearer("a.forged.token")),
                ("/v1/clips", bearer("hk_garbage")),
                ("/openapi.json", NOBODY),
                ("/admin", NOBODY),
                ("/v1/feeds/none.json", NOBODY),
            )
        ]
        assert seen == [401, 401, 200, 200, 401, 429, 429, 429, 429]
        elsewhere = httpx.ASGITransport(api.app, client=("203.0.113.9", 5))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://api") as other:
            assert (await other.get("/openapi.json")).status_code == 200
        # Who has credentials is not refused for what others do at the same address.
        assert (await api.http.get("/v1/clips", headers=bearer(ada.access))).status_code == 200


@pytest.mark.parametrize("token", [WORKER_TOKEN, TOKEN])
async def test_the_installation_s_own_processes_are_not_counted(few: Setup, token: str) -> None:
    async with started(few) as api:
        for _ in range(12):
            answer = await api.http.get("/v1/clips", headers=bearer(token))
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


async def test_health_is_never_refused(few: Setup) -> None:
    async with started(few) as api:
        for _ in range(12):
            assert (await api.http.get("/v1/health", headers=NOBODY)).status_code == 200
        assert told(await api.http.get("/openapi.json", headers=NOBODY))[0] == 4


async def test_no_bound_is_a_bound_of_0(setup: Setup) -> None:
    setup.more["calls_per_minute"] = 0
    async with started(setup) as api:
        ada = await person(api, "ada")
        for _ in range(30):
            answer = await api.http.get("/v1/auth/me", headers=bearer(ada.access))
            assert (answer.status_code, "ratelimit" in answer.headers) == (200, False)


async def test_the_default_is_generous(api: Api) -> None:
    ada = await person(api, "ada")
    assert told(await api.http.get("/v1/auth/me", headers=bearer(ada.access)))[0] == 1199


class Asked(RedisCounter):
    """Counts how often it is asked."""

    times = 0

    async def add(self, name: str, window_s: int, by: int = 1) -> tuple[int, int]:
        self.times += 1
        return await super().add(name, window_s, by)


async def taken(meter: CallMeter, times: int) -> int:
    """How many of so many calls at once are let in."""
    answers = await asyncio.gather(*(meter.take(ADA) for _ in range(times)), return_exceptions=True)
    assert {type(answer) for answer in answers} <= {Standing, TooMany}
    return sum(isinstance(answer, Standing) for answer in answers)


async def test_redis_is_asked_for_many_calls_at_once(redis: Redis, clock: HandClock) -> None:
    counter = Asked(redis, clock)
    meter = CallMeter(counter, clock, 1000)
    assert await taken(meter, 500) == 500
    assert counter.times == 25  # a fiftieth each
    assert await taken(meter, 700) == 500
    assert counter.times == 50
    assert await taken(meter, 100) == 0
    assert counter.times == 50  # who has used up the minute costs Redis nothing


async def test_processes_give_out_no_more_together_than_one_alone(redis: Redis, clock: HandClock) -> None:
    meters = [CallMeter(RedisCounter(redis, clock), clock, 100) for _ in range(3)]
    assert sum(await asyncio.gather(*(taken(meter, 100) for meter in meters))) == 100
    odd = [CallMeter(RedisCounter(redis, clock), clock, 7) for _ in range(2)]
    await redis.flushall()
    assert [await taken(meter, 5) for meter in odd] == [5, 2]


async def test_what_one_process_took_and_did_not_give_out_is_all_that_others_miss(
    redis: Redis, clock: HandClock
) -> None:
    idle, busy = (CallMeter(RedisCounter(redis, clock), clock, 100) for _ in range(2))
    assert await taken(idle, 1) == 1  # and holds one more
    assert await taken(busy, 100) == 98


async def test_the_next_minute_begins_anew(redis: Redis, clock: HandClock) -> None:
    meter = CallMeter(RedisCounter(redis, clock), clock, 10)
    assert await taken(meter, 20) == 10
    await redis.flushall()  # as the end of the window does
    clock.advance(60_000)
    assert await taken(meter, 20) == 10


async def test_an_api_with_a_redis_counts_there(few: Setup, redis_server: RedisServer, redis: Redis) -> None:
    few.more["redis_url"] = redis_server.url
    few.more["calls_per_minute"] = 100
    async with started(few) as api, started(few) as second:
        ada = await person(api, "ada")
        for http in (api.http, second.http):
            assert (await http.get("/v1/auth/me", headers=bearer(ada.access))).status_code == 200
        assert int(await redis.get(f"hypecut:limit:calls:user:{ada.user_id}")) == 4  # two shares of two


async def test_callers_counted_at_a_time_are_bounded(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.calls.NAMES_MAX", 2)
    meter = CallMeter(LocalCounter(clock), clock, 2)
    for name in ("a", "b", "c"):
        await meter.take(Caller(CallerKind.USER, name))
    assert list(meter._purses) == ["user:b", "user:c"]
    with pytest.raises(TooMany):  # whose count is no longer known is not let in twice
        await meter.take(Caller(CallerKind.USER, "a"))
