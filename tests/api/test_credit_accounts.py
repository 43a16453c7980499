"""Grants, statements, refunds, who may do what, and what the database itself refuses."""

from __future__ import annotations

import asyncio
import csv
import io

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.api.bank import MINUTE_MS, Bank
from tests.api.credit_books import audit
from tests.api.running import EPOCH_MS, Api, Setup, started
from tests.api.world import WORKER, person


async def test_a_grant_comes_once_for_each_reference(bank: Bank) -> None:
    api = bank.api
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


async def test_only_operators_give_and_only_workers_charge(bank: Bank) -> None:
    api = bank.api
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


async def test_an_unlimited_workspace_is_counted_and_not_charged(bank: Bank) -> None:
    api = bank.api
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


async def test_the_statement_adds_up_and_a_spreadsheet_reads_it(bank: Bank, setup: Setup) -> None:
    api = bank.api
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


async def test_nobody_reads_another_workspaces_statement(bank: Bank) -> None:
    api = bank.api
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
async def test_the_database_itself_refuses_what_does_not_add_up(bank: Bank, statement: str) -> None:
    api = bank.api
    await bank.grant(10)
    with pytest.raises(DBAPIError):
        async with api.services.database.writing() as work:
            await work.session.execute(text(statement))
    await audit(api.services.database)


async def test_a_minute_that_no_judge_told_of_is_given_back(bank: Bank, setup: Setup) -> None:
    api = bank.api
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


async def test_a_refund_of_what_has_expired_can_still_be_used(bank: Bank, setup: Setup) -> None:
    api = bank.api
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


async def test_two_processes_race_for_the_last_credit_and_one_wins(bank: Bank, setup: Setup) -> None:
    """Two APIs on one database, as on two web nodes."""
    api = bank.api
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


async def test_a_rule_tells_a_webhook_of_a_low_balance(bank: Bank) -> None:
    api = bank.api
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
