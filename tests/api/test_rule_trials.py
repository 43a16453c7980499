"""The test environment of rules: what would have fired, and nothing is done."""

from __future__ import annotations

import pytest

from tests.api.members import joins, signed_up
from tests.api.running import Api, Setup
from tests.api.saying import a_session_of, added, said
from tests.api.test_http import problem
from tests.api.test_rules import TAG, read, ready, runs, write


async def test_a_trial_says_what_would_have_fired_and_does_nothing(api: Api, setup: Setup) -> None:
    ada, bob, eve = [await signed_up(api, f"{name}@example.org") for name in ("ada", "bob", "eve")]
    await joins(api, ada, bob, "viewer")
    session_id = await a_session_of(api, ada)
    await added(api, ada, "rank", "number")
    clips = [await ready(api, session_id, at, title=f"clip {at}") for at in range(5)]
    await said(api, ada, clips[3], custom={"rank": 7})
    made = await write(api, ada, expression='row.title == "clip 1" || row.custom.rank > 6')
    path = f"/v1/rules/{made.json()['rule_id']}/try"
    for body in ({"session_ids": [session_id]}, {"from_ms": 0}, {"until_ms": 2**53}):
        tried = await api.http.post(path, json=body, headers=bob.headers)
        assert tried.status_code == 200, tried.text
        told = tried.json()
        assert (told["looked_at"], told["fired"], told["more"]) == (5, 2, False)
        assert {row["clip_id"] for row in told["rows"]} == {clips[1], clips[3]}
        assert told["actions"] == [TAG]
    for body in ({"session_ids": ["nope"]}, {"from_ms": 2**53}):
        assert (await api.http.post(path, json=body, headers=ada.headers)).json()["looked_at"] == 0
    assert (await api.http.post(path, json={"from_ms": 0}, headers=eve.headers)).status_code == 404
    problem(await api.http.post(path, json={}, headers=ada.headers), 422, "invalid")
    assert await runs(api) == []
    assert (await read(api, f"/v1/clips/{clips[1]}"))["tags"] == []


async def test_a_trial_looks_at_so_many_rows(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.rules.trial.ROWS_MAX", 4)
    monkeypatch.setattr("api.rules.trial.BATCH_ROWS", 2)
    monkeypatch.setattr("api.rules.trial.SHOWN_MAX", 3)
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    for at in range(5):
        await ready(api, session_id, at)
    made = await write(api, ada)
    path = f"/v1/rules/{made.json()['rule_id']}/try"
    told = (await api.http.post(path, json={"from_ms": 0}, headers=ada.headers)).json()
    assert (told["looked_at"], told["fired"], len(told["rows"]), told["more"]) == (4, 4, 3, True)
