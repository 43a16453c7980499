"""Credits through the API: grants, minutes, what is held, what ends, and the statement."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.api.credit_books import audit
from tests.api.running import EPOCH_MS, Api, Setup, started
from tests.api.world import WORKER, Person, person, session_of

MINUTE_MS = 60_000


@pytest.fixture
async def api(setup: Setup) -> AsyncIterator[Api]:
    """One that charges, and gives nothing to begin with."""
    setup.more = setup.more | {"credits": "charged", "welcome_credits": 0}
    async with started(setup) as running:
        yield running


@dataclass
class Bank:
    """Somebody with a workspace, and what its operator and its meter do."""

    api: Api
    who: Person

    async def grant(self, credits_: int, reference: str = "", **more: object) -> httpx.Response:
        body = {"workspace_id": self.who.workspace_id, "credits": credits_, **more}
        if reference:
            body["reference"] = reference
        return await self.api.http.post("/v1/credits/grants", json=body)

    async def session(self) -> str:
        return await session_of(self.api, self.who)

    async def deduct(
        self, *minutes: tuple[str, int] | tuple[str, int, int], **more: int
    ) -> dict[str, object]:
        body = [
            {"session_id": m[0], "minute": m[1], "covered_ms": m[2] if len(m) > 2 else MINUTE_MS, **more}
            for m in minutes
        ]
        answer = await self.api.http.post("/v1/credits/deductions", json={"minutes": body}, headers=WORKER)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def account(self) -> dict[str, int]:
        path = f"/v1/credits/accounts/{self.who.workspace_id}"
        answer = await self.api.http.get(path, headers=self.who.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def minutes(self, session_id: str) -> list[dict[str, object]]:
        path = f"/v1/sessions/{session_id}/minutes"
        return list((await self.api.http.get(path, headers=self.who.headers)).json()["items"])

    async def watch_of(self, session_id: str) -> dict[str, object]:
        found = await self.api.http.get(f"/v1/sessions/{session_id}")
        return dict((await self.api.http.get(f"/v1/watches/{found.json()['watch_id']}")).json())

    async def end(self, session_id: str) -> None:
        body = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 0, "ended_at_ms": 1}
        answer = await self.api.http.patch(f"/v1/sessions/{session_id}", json=body, headers=WORKER)
        assert answer.status_code == 200, answer.text

    async def events(self) -> list[str]:
        found = await self.api.http.get(
            f"/v1/events?workspace_id={self.who.workspace_id}", headers=self.who.headers
        )
        return [one["kind"] for one in found.json()["items"] if one["kind"].startswith("balance")]


@pytest.fixture
async def bank(api: Api) -> Bank:
    return Bank(api, await person(api, "ann"))


async def test_a_minute_costs_one_credit_and_the_same_again_nothing(bank: Bank, api: Api) -> None:
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


async def test_a_minute_of_which_more_is_found_later_is_charged_then(bank: Bank, api: Api) -> None:
    await bank.grant(10)
    session = await bank.session()
    await bank.deduct((session, 0, 10_000))
    assert (await bank.account())["balance"] == 10
    await bank.deduct((session, 0, 40_000))
    await bank.deduct((session, 0, 20_000))
    assert (await bank.account())["balance"] == 9
    assert (await bank.minutes(session))[0]["covered_ms"] == 40_000
    await audit(api.services.database)


async def test_the_last_credit_ends_the_watch_in_its_own_transaction(
    bank: Bank, api: Api, setup: Setup
) -> None:
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


async def test_nothing_begins_without_a_credit(bank: Bank, api: Api) -> None:
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


async def test_five_channels_together_do_not_overdraw(bank: Bank, api: Api) -> None:
    await bank.grant(12)
    sessions = [await bank.session() for _ in range(3)]
    assert (await bank.account())["held"] == 12
    for minute in range(8):
        await bank.deduct(*((session, minute) for session in sessions))
        books = await audit(api.services.database)
    assert len(books.charged) == 12
    assert (await bank.account())["balance"] == 0
    assert not any([(await bank.watch_of(session))["wanted"] for session in sessions])


async def test_what_a_session_held_is_released_with_its_end(bank: Bank, api: Api) -> None:
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


async def test_what_a_silent_session_held_is_released_by_its_lease(
    bank: Bank, api: Api, setup: Setup
) -> None:
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


async def test_the_oldest_to_expire_is_used_first_and_the_rest_expires(
    bank: Bank, api: Api, setup: Setup
) -> None:
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


async def test_what_expires_takes_the_holds_with_it(bank: Bank, api: Api, setup: Setup) -> None:
    from api.sweeper import Sweeper

    await bank.grant(5, expires_at_ms=EPOCH_MS + MINUTE_MS)
    session = await bank.session()
    setup.clock.advance(MINUTE_MS)
    await Sweeper(api.services.database, setup.clock).sweep()
    account = await bank.account()
    assert (account["balance"], account["held"]) == (0, 0)
    assert (await bank.deduct((session, 0)))["ended"] != []
    await audit(api.services.database)


async def test_warnings_come_once_each_and_again_after_more_came_in(bank: Bank, api: Api) -> None:
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


async def test_a_grant_comes_once_for_each_reference(bank: Bank, api: Api) -> None:
    first = await bank.grant(10, "friends-1")
    again = await bank.grant(10, "friends-1")
    other = await bank.grant(11, "friends-1")
    assert first.json()["transfer_id"] == again.json()["transfer_id"]
    assert other.status_code == 409
    assert (await bank.account())["balance"] == 10
    key = {"Idempotency-Key": "one"}
    body = {"workspace_id": bank.who.workspace_id, "credits": 3}
    made = [await api.http.post("/v1/credits/grants", json=body, headers=key) for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert (await bank.account())["balance"] == 13


async def test_only_operators_give_and_only_workers_charge(bank: Bank, api: Api) -> None:
    body = {"workspace_id": bank.who.workspace_id, "credits": 3}
    given = await api.http.post("/v1/credits/grants", json=body, headers=bank.who.headers)
    assert given.status_code == 403
    minutes = {"minutes": [{"session_id": "x", "minute": 0, "covered_ms": 1}]}
    charged = await api.http.post("/v1/credits/deductions", json=minutes, headers=bank.who.headers)
    assert charged.status_code == 403


async def test_minutes_of_no_session_are_named_and_change_nothing(bank: Bank) -> None:
    await bank.grant(5)
    session = await bank.session()
    deducted = await bank.deduct(("nobody", 0), (session, 0))
    assert (deducted["unknown"], deducted["charged"]) == (["nobody"], 1)


async def test_an_unlimited_workspace_is_counted_and_not_charged(bank: Bank, api: Api) -> None:
    path = f"/v1/credits/accounts/{bank.who.workspace_id}"
    denied = await api.http.patch(path, json={"unlimited": True}, headers=bank.who.headers)
    assert denied.status_code in {403, 404}
    changed = await api.http.patch(path, json={"unlimited": True})
    assert changed.json()["unlimited"] is True
    session = await bank.session()
    await bank.deduct((session, 0))
    assert (await bank.minutes(session))[0]["outcome"] == "free"


async def test_the_home_of_an_installation_is_not_charged(api: Api) -> None:
    watch = (await api.http.post("/v1/watches", json={"source": "twitch:x"})).json()
    request = {"watch_id": watch["watch_id"], "node": "n", "started_at_ms": 1, "source": "x"}
    opened = (await api.http.post("/v1/sessions", json=request, headers=WORKER)).json()
    body = {"minutes": [{"session_id": opened["session_id"], "minute": 0, "covered_ms": 60_000}]}
    answer = await api.http.post("/v1/credits/deductions", json=body, headers=WORKER)
    assert (answer.json()["charged"], answer.json()["accounts"][0]["unlimited"]) == (0, True)


async def test_a_new_account_begins_with_what_the_operator_gives(setup: Setup) -> None:
    setup.more = setup.more | {"credits": "charged", "welcome_credits": 30}
    async with started(setup) as api:
        bank = Bank(api, await person(api, "bob"))
        assert (await bank.account())["balance"] == 30


async def test_the_statement_adds_up_and_a_spreadsheet_reads_it(bank: Bank, api: Api, setup: Setup) -> None:
    await bank.grant(10, note="=cmd()")
    session = await bank.session()
    await bank.deduct((session, 0), (session, 1), (session, 2, 5_000))
    setup.clock.advance(MINUTE_MS)
    await bank.grant(3)
    query = f"?from_ms={EPOCH_MS}&to_ms={EPOCH_MS + MINUTE_MS}"
    told = (await api.http.get(f"/v1/credits/statement{query}", headers=bank.who.headers)).json()
    assert (told["opening"], told["closing"]) == (0, 8)
    assert told["moved"] == {"grant": 10, "minute": -2}
    assert [(one["charged"], one["not_charged"]) for one in told["sessions"]] == [(2, 1)]
    table = await api.http.get("/v1/credits/statement.csv", headers=bank.who.headers)
    lines = list(csv.DictReader(io.StringIO(table.text)))
    assert [line["change"] for line in lines] == ["10", "-1", "-1", "3"]
    assert lines[-1]["balance"] == "11"
    assert lines[0]["note"] == "'=cmd()"
    wrong = await api.http.get("/v1/credits/statement?from_ms=5&to_ms=5", headers=bank.who.headers)
    assert wrong.status_code == 422


async def test_nobody_reads_another_workspaces_statement(bank: Bank, api: Api) -> None:
    await bank.grant(10)
    stranger = await person(api, "eve")
    for path in (
        f"/v1/credits/accounts/{bank.who.workspace_id}",
        f"/v1/credits/statement?workspace_id={bank.who.workspace_id}",
        f"/v1/credits/statement.csv?workspace_id={bank.who.workspace_id}",
    ):
        assert (await api.http.get(path, headers=stranger.headers)).status_code == 404
    listed = await api.http.get("/v1/credits/transfers", headers=stranger.headers)
    assert listed.json()["items"] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credit_transfers SET amount = 1000",
        "DELETE FROM credit_transfers",
        "INSERT INTO credit_transfers SELECT 'x', workspace_id, kind, reference, from_account_id, "
        "to_account_id, amount, lot_id, session_id, minute, note, at_ms FROM credit_transfers",
        "INSERT INTO credit_transfers SELECT 'x', workspace_id, kind, 'r', from_account_id, "
        "to_account_id, -1, lot_id, session_id, minute, note, at_ms FROM credit_transfers",
        "INSERT INTO credit_transfers SELECT 'x', workspace_id, kind, 'r', to_account_id, "
        "to_account_id, 1, lot_id, session_id, minute, note, at_ms FROM credit_transfers",
        "INSERT INTO credit_transfers SELECT 'x', workspace_id, kind, 'r', 'nobody', "
        "to_account_id, 1, lot_id, session_id, minute, note, at_ms FROM credit_transfers",
        "UPDATE credit_accounts SET balance = -1 WHERE kind = 'workspace'",
        "UPDATE credit_accounts SET held = balance + 1 WHERE kind = 'workspace'",
        "UPDATE credit_lots SET remaining = amount + 1",
    ],
)
async def test_the_database_itself_refuses_what_does_not_add_up(bank: Bank, api: Api, statement: str) -> None:
    await bank.grant(10)
    with pytest.raises(DBAPIError):
        async with api.services.database.writing() as work:
            await work.session.execute(text(statement))
    await audit(api.services.database)


async def test_a_minute_that_no_judge_told_of_is_given_back(bank: Bank, api: Api, setup: Setup) -> None:
    from api.sweeper import Sweeper

    await bank.grant(10)
    session = await bank.session()
    await bank.deduct((session, 0), (session, 1))
    told = {
        "session_id": session,
        "start_ms": 0,
        "sense": "audio",
        "seconds_count": 58,
        "score_mean": 1.0,
        "score_max": 1.0,
        "peak_ms": 0,
        "covered_ms": 58_000,
    }
    answer = await api.http.put("/v1/timelines", json=[told], headers=WORKER)
    assert answer.status_code == 200, answer.text
    sweeper = Sweeper(api.services.database, setup.clock, refund_unscored_ms=10 * MINUTE_MS)
    setup.clock.advance(9 * MINUTE_MS)
    await sweeper.sweep()
    assert (await bank.account())["balance"] == 8
    setup.clock.advance(MINUTE_MS)
    for _ in range(2):
        await sweeper.sweep()
    assert (await bank.account())["balance"] == 9
    minutes = await bank.minutes(session)
    assert [one["outcome"] for one in minutes] == ["charged", "refunded"]
    assert minutes[1]["reason"] == "it was captured, but not scored"
    await bank.deduct((session, 1))  # heard again: it stays given back
    books = await audit(api.services.database)
    assert books.charged == {(session, 0)}


async def test_a_refund_of_what_has_expired_can_still_be_used(bank: Bank, api: Api, setup: Setup) -> None:
    from api.credits import service

    await bank.grant(2, expires_at_ms=EPOCH_MS + MINUTE_MS)
    session = await bank.session()
    await bank.deduct((session, 0), (session, 1))
    setup.clock.advance(2 * MINUTE_MS)
    async with api.services.database.writing() as work:
        for _ in range(2):
            await service.refund_minute(work.session, session, 0, reason="sorry", now_ms=setup.clock.now_ms())
    assert (await bank.account())["balance"] == 1
    await audit(api.services.database)


async def test_two_processes_race_for_the_last_credit_and_one_wins(
    bank: Bank, api: Api, setup: Setup
) -> None:
    """Two APIs on one database, as on two web nodes."""
    await bank.grant(2)
    sessions = [await bank.session()]
    async with started(setup) as other:
        second = Bank(other, bank.who)
        await bank.deduct((sessions[0], 0))  # one credit is left, and held
        racing = [
            (bank, (sessions[0], 1)),
            (second, (sessions[0], 2)),
            (bank, (sessions[0], 2)),
            (second, (sessions[0], 1)),
        ]
        deducted = await asyncio.gather(*(who.deduct(minute) for who, minute in racing))
    assert sum(int(str(one["charged"])) for one in deducted) == 1
    assert sum(len(list(one["ended"])) for one in deducted) == 1  # type: ignore[call-overload]
    books = await audit(api.services.database)
    assert len(books.charged) == 2
    assert books.balances[bank.who.workspace_id] == 0


async def test_a_rule_tells_a_webhook_of_a_low_balance(bank: Bank, api: Api) -> None:
    http, headers, home = api.http, bank.who.headers, bank.who.workspace_id
    hook = await http.post(
        "/v1/webhooks", json={"workspace_id": home, "url": "https://example.com/low"}, headers=headers
    )
    action = {"kind": "notify_webhook", "webhook_id": hook.json()["webhook_id"]}
    rule = {"workspace_id": home, "name": "low", "event": "balance.low", "actions": [action]}
    rule["expression"] = "row.minutes_left <= 5"
    made = await http.post("/v1/rules", json=rule, headers=headers)
    assert made.status_code == 201, made.text
    tag = rule | {"actions": [{"kind": "tag", "tags": ["x"]}]}
    assert (await http.post("/v1/rules", json=tag, headers=headers)).status_code == 422
    path = f"/v1/rules/{made.json()['rule_id']}"
    assert (await http.post(f"{path}/publish", json={}, headers=headers)).status_code == 200
    await bank.grant(7)
    tried = await http.post(f"{path}/try", json={"from_ms": 0}, headers=headers)
    assert (tried.status_code, tried.json()["looked_at"], tried.json()["fired"]) == (200, 1, 0)
    session = await bank.session()
    for minute in range(3):
        await bank.deduct((session, minute))
    runs = (await http.get(f"/v1/rule-runs?workspace_id={home}", headers=headers)).json()["items"]
    assert [run["outcome"] for run in runs] == ["done"], runs
