"""What people say of clips and highlights: who may, and that no worker overwrites it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from api.audit.models import RevisionRow
from api.events.models import EventRow
from schemas.judging import HighlightState
from schemas.rendering import ClipState
from tests.api.members import WORKER, a_key, fields_of, joins, signed_up
from tests.api.running import EPOCH_MS, Api, a_highlight
from tests.api.saying import a_session_of, added, clips_of, said, say
from tests.api.test_door import clip_of
from tests.api.test_http import problem, put


async def test_what_people_say_outlives_what_workers_report(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await added(api, ada, "rank", "number")
    await added(api, ada, "rank", "number", table_name="highlights")
    clip = clip_of(session_id, ClipState.RENDERING, 0)
    highlight = a_highlight(session_id)
    paths = {f"/v1/clips/{clip.clip_id}": clip, f"/v1/highlights/{highlight.highlight_id}": highlight}
    change = {
        "custom": {"rank": 3},
        "tags": ["ace", "funny", "ace"],
        "review": "approved",
        "note": "the best one",
    }
    later = {
        f"/v1/clips/{clip.clip_id}": clip_of(session_id, ClipState.READY, 0, key="clips/one.mp4"),
        f"/v1/highlights/{highlight.highlight_id}": replace_state(highlight),
    }
    for path, event in paths.items():
        assert (await put(api, path, event)).status_code == 200
        answer = await api.http.patch(path, json=change, headers=ada.headers)
        assert answer.status_code == 200, answer.text
        assert (await put(api, path, later[path])).json()["changed"] is True
        row = (await api.http.get(path, headers=ada.headers)).json()
        assert row["state"] in {"ready", "final"}
        kept = {name: row[name] for name in change}
        assert kept == change | {"tags": ["ace", "funny"]}
        assert (row["reviewed_by"], row["reviewed_at_ms"]) == (ada.user_id, EPOCH_MS)
        back = await api.http.patch(path, json={"review": "pending"}, headers=ada.headers)
        assert back.json()["reviewed_by"] is None


def replace_state(highlight: Any) -> Any:
    return msgspec.structs.replace(highlight, revision=2, state=HighlightState.FINAL)


async def test_who_may_say_what(api: Api) -> None:
    ada, bob, eve = [await signed_up(api, f"{name}@example.org") for name in ("ada", "bob", "eve")]
    await joins(api, ada, bob, "viewer")
    (clip_id,) = await clips_of(api, ada)
    await added(api, ada, "rank", "number")
    body = {"workspace_id": ada.workspace_id, "table_name": "clips", "name": "other", "kind": "text"}
    path, change = f"/v1/clips/{clip_id}", {"custom": {"rank": 1}}
    read_key = await a_key(api, ada, ["clips:read"], "editor")
    write_key = await a_key(api, ada, ["clips:read", "clips:write"], "editor")
    refused = [
        (bob.headers, 403, 403),
        (eve.headers, 404, 403),
        (read_key, 403, 403),
        (write_key, 200, 403),
        (WORKER, 200, 403),
    ]
    for headers, of_row, of_field in refused:
        assert (await api.http.patch(path, json=change, headers=headers)).status_code == of_row
        assert (await api.http.post("/v1/custom-fields", json=body, headers=headers)).status_code == of_field
    field_id = (await api.http.get("/v1/custom-fields", headers=ada.headers)).json()["items"][0]["field_id"]
    field = f"/v1/custom-fields/{field_id}"
    assert (await api.http.get(field, headers=bob.headers)).status_code == 200
    for headers, status in ((bob.headers, 403), (eve.headers, 404), (write_key, 403)):
        assert (await api.http.patch(field, json={"label": "x"}, headers=headers)).status_code == status
        assert (await api.http.delete(field, headers=headers)).status_code == status
        assert (await api.http.post(f"{field}/restore", headers=headers)).status_code == (
            404 if headers is write_key else status
        )
    assert (await api.http.get("/v1/custom-fields", headers=eve.headers)).json()["items"] == []
    # The name of a field in another workspace is not told by a filter either.
    answer = await api.http.get(
        "/v1/clips",
        params={"custom.rank": "1", "workspace_id": ada.workspace_id},
        headers=eve.headers,
    )
    problem(answer, 422, "bad-custom-values")


async def test_changes_by_people_have_revisions(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    highlight = a_highlight(session_id)
    path = f"/v1/highlights/{highlight.highlight_id}"
    await put(api, path, highlight)
    await api.http.patch(path, json={"tags": ["ace"]}, headers=ada.headers)
    async with api.services.database.reading() as session:
        query = select(RevisionRow).where(RevisionRow.table_name == "highlights")
        (revision,) = (await session.scalars(query)).all()
    assert (revision.caller_id, revision.row_id) == (ada.user_id, highlight.highlight_id)
    assert (revision.before, revision.after) == ({"tags": []}, {"tags": ["ace"]})


async def test_two_who_write_at_once_lose_nothing(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    await added(api, ada, "one", "number")
    await added(api, ada, "two", "number")
    answers = await asyncio.gather(
        say(api, ada, clip_id, custom={"one": 1}), say(api, ada, clip_id, custom={"two": 2})
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    row = (await api.http.get(f"/v1/clips/{clip_id}", headers=ada.headers)).json()
    assert row["custom"] == {"one": 1, "two": 2}
    tag = (await api.http.get(f"/v1/clips/{clip_id}", headers=ada.headers)).headers["etag"]
    match = ada.headers | {"If-Match": tag}
    path = f"/v1/clips/{clip_id}"
    assert (await api.http.patch(path, json={"note": "a"}, headers=match)).status_code == 200
    problem(await api.http.patch(path, json={"note": "b"}, headers=match), 412, "precondition-failed")


@pytest.mark.parametrize(
    "change",
    [{"review": "maybe"}, {"tags": ["a,b"]}, {"tags": [" a"]}, {"tags": ["x"] * 51}, {"note": "\x00"}],
)
async def test_a_review_that_cannot_be_is_refused_by_field(api: Api, change: dict[str, object]) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    answer = await say(api, ada, clip_id, **change)
    problem(answer, 422, "invalid")
    assert {field.partition(".")[0] for field in fields_of(answer)} == set(change)


async def test_events_hold_custom_values_whoever_they_come_from(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await added(api, ada, "rank", "number")
    clip = clip_of(session_id, ClipState.RENDERING, 0)
    await put(api, f"/v1/clips/{clip.clip_id}", clip)
    await said(api, ada, clip.clip_id, custom={"rank": 3})
    ready = clip_of(session_id, ClipState.READY, 0, key="clips/one.mp4")
    headers = WORKER | {"Content-Type": "application/json"}
    stored = await api.http.put(
        f"/v1/clips/{clip.clip_id}", content=msgspec.json.encode(ready), headers=headers
    )
    assert stored.status_code == 200, stored.text
    async with api.services.database.reading() as session:
        query = select(EventRow.kind, EventRow.body).where(EventRow.subject_id == clip.clip_id)
        bodies = {kind: body["custom"] for kind, body in await session.execute(query)}
    assert bodies["clip.ready"] == bodies["clip.reviewed"] == {"rank": 3}
