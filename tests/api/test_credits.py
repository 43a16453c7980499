"""Minutes: what is charged, what is held, what ends, what expires, and what is told of it."""

from __future__ import annotations

import pytest

from api.tables import SessionRow
from tests.api.bank import MINUTE_MS, Bank
from tests.api.credit_books import audit
from tests.api.running import EPOCH_MS, Setup
from tests.api.world import WORKER


async def test_a_minute_costs_one_credit_and_the_same_again_nothing(bank: Bank) -> None:
    api = bank.api
    await bank.grant(10)
    session = await bank.session()
    first = await bank.deduct((session, 0), (session, 1), (session, 1))
    again = await bank.deduct((session, 0), (session, 2))
    assert (first["charged"], first["known"]) == (2, 0)
    assert (again["charged"], again["known"]) == (1, 1)
    account = await bank.account()
    assert (account["balance"], account["held"], account["available"]) == (7, 5, 2)
    books = await audit(api.services.database)
    assert books.charged == {(session, 0), (session, 1), (session, 2)}
    assert books.balances["revenue"] == 3


@pytest.mark.parametrize(
    ("covered_ms", "ad_ms", "outcome", "reason"),
    [
        (30_000, 0, "charged", ""),
        (29_999, 0, "short", "less than half of it was captured"),
        (0, 60_000, "short", "an ad was shown for most of it"),
    ],
)
async def test_a_minute_is_charged_from_half_of_it_on(
    bank: Bank, covered_ms: int, ad_ms: int, outcome: str, reason: str
) -> None:
    await bank.grant(10)
    session = await bank.session()
    await bank.deduct((session, 0, covered_ms), ad_ms=ad_ms)
    minute = (await bank.minutes(session))[0]
    assert (minute["outcome"], minute["reason"]) == (outcome, reason)


async def test_a_minute_of_which_more_is_found_later_is_charged_then(bank: Bank) -> None:
    api = bank.api
    await bank.grant(10)
    session = await bank.session()
    await bank.deduct((session, 0, 10_000))
    assert (await bank.account())["balance"] == 10
    await bank.deduct((session, 0, 40_000))
    await bank.deduct((session, 0, 20_000))
    assert (await bank.account())["balance"] == 9
    assert (await bank.minutes(session))[0]["covered_ms"] == 40_000
    await audit(api.services.database)


async def test_the_last_credit_ends_the_watch_in_its_own_transaction(bank: Bank, setup: Setup) -> None:
    api = bank.api
    await bank.grant(2)
    session = await bank.session()
    assert (await bank.deduct((session, 0)))["ended"] == []
    deducted = await bank.deduct((session, 1))
    watch = await bank.watch_of(session)
    assert deducted["ended"] == [watch["watch_id"]]
    assert (watch["wanted"], watch["stop_reason"]) == (False, "the credits are used up")
    await bank.deduct((session, 2))
    assert (await bank.minutes(session))[2]["reason"] == "no credit was left"
    assert (await bank.account())["balance"] == 0
    assert (await bank.events())[-1] == "balance.empty"
    await audit(api.services.database)


async def test_nothing_begins_without_a_credit(bank: Bank) -> None:
    api = bank.api
    source = {"source": "twitch:x", "workspace_id": bank.who.workspace_id}
    refused = await api.http.post("/v1/watches", json=source, headers=bank.who.headers)
    assert refused.status_code == 402
    assert refused.json()["type"] == "urn:hypecut:problem:out-of-credits"
    await bank.grant(1)
    made = await api.http.post("/v1/watches", json=source, headers=bank.who.headers)
    assert made.status_code == 201
    await bank.session()  # has reserved the one there was
    request = {"watch_id": made.json()["watch_id"], "node": "n", "started_at_ms": 1, "source": "x"}
    second = await api.http.post("/v1/sessions", json=request, headers=WORKER)
    assert second.status_code == 402
    await audit(api.services.database)


async def test_five_channels_together_do_not_overdraw(bank: Bank) -> None:
    api = bank.api
    await bank.grant(12)
    sessions = [await bank.session() for _ in range(3)]
    assert (await bank.account())["held"] == 12
    for minute in range(8):
        await bank.deduct(*((session, minute) for session in sessions))
        books = await audit(api.services.database)
    assert len(books.charged) == 12
    assert (await bank.account())["balance"] == 0
    assert not any([(await bank.watch_of(session))["wanted"] for session in sessions])


async def test_what_a_session_held_is_released_with_its_end(bank: Bank) -> None:
    api = bank.api
    await bank.grant(20)
    session = await bank.session()
    await bank.deduct((session, 0))
    assert (await bank.account())["held"] == 5
    await bank.end(session)
    assert (await bank.account())["held"] == 0
    await bank.deduct((session, 1))  # its last minute comes after its end
    account = await bank.account()
    assert (account["balance"], account["held"]) == (18, 0)
    await audit(api.services.database)


async def test_what_a_silent_session_held_is_released_by_its_lease(bank: Bank, setup: Setup) -> None:
    api = bank.api
    from api.sweeper import Sweeper

    await bank.grant(20)
    session = await bank.session()
    sweeper = Sweeper(api.services.database, setup.clock)
    setup.clock.advance(9 * MINUTE_MS)
    await sweeper.sweep()
    assert (await bank.account())["held"] == 5
    setup.clock.advance(2 * MINUTE_MS)
    await sweeper.sweep()
    assert (await bank.account())["held"] == 0
    await bank.deduct((session, 0))  # its monitor is back: it holds again
    assert (await bank.account())["held"] == 5
    await audit(api.services.database)


async def test_the_oldest_to_expire_is_used_first_and_the_rest_expires(bank: Bank, setup: Setup) -> None:
    api = bank.api
    await bank.grant(5)
    await bank.grant(5, expires_at_ms=EPOCH_MS + 2 * MINUTE_MS)
    await bank.grant(5, expires_at_ms=EPOCH_MS + MINUTE_MS)
    session = await bank.session()
    await bank.deduct(*((session, minute) for minute in range(7)))
    path = f"/v1/credits/lots?workspace_id={bank.who.workspace_id}&sort=created_at_ms"
    lots = (await api.http.get(path, headers=bank.who.headers)).json()["items"]
    assert sorted(lot["remaining"] for lot in lots) == [0, 3, 5]
    setup.clock.advance(3 * MINUTE_MS)
    await bank.deduct((session, 7))
    account = await bank.account()
    assert account["balance"] == 4
    books = await audit(api.services.database)
    assert books.balances["expiry"] == 3


async def test_what_expires_takes_the_holds_with_it(bank: Bank, setup: Setup) -> None:
    api = bank.api
    from api.sweeper import Sweeper

    await bank.grant(5, expires_at_ms=EPOCH_MS + MINUTE_MS)
    session = await bank.session()
    setup.clock.advance(MINUTE_MS)
    await Sweeper(api.services.database, setup.clock).sweep()
    account = await bank.account()
    assert (account["balance"], account["held"]) == (0, 0)
    assert (await bank.deduct((session, 0)))["ended"] != []
    await audit(api.services.database)


async def test_warnings_come_once_each_and_again_after_more_came_in(bank: Bank) -> None:
    await bank.grant(17)
    session = await bank.session()
    for minute in range(14):
        await bank.deduct((session, minute))
    assert await bank.events() == ["balance.low"] * 3  # 60 at once, then 15, then 5
    await bank.grant(20)
    for minute in range(14, 25):
        await bank.deduct((session, minute))
    assert await bank.events() == ["balance.low"] * 4
    account = await bank.account()
    assert account["minutes_left"] == account["balance"] == 12


async def test_what_lasts_less_than_a_minute_is_low_and_not_empty(bank: Bank) -> None:
    await bank.grant(3)
    sessions = [await bank.session() for _ in range(1)]
    async with bank.api.services.database.writing() as work:
        row = await work.session.get(SessionRow, sessions[0])
        assert row is not None
        row.speed = 60.0
    await bank.deduct((sessions[0], 0))
    assert await bank.events() == ["balance.low"]
    await bank.deduct((sessions[0], 1), (sessions[0], 2))
    assert await bank.events() == ["balance.low", "balance.empty"]
