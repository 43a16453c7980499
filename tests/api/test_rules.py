"""Business rules: written, tried, published, fired, bounded, and never in the way of a worker."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from api.feeds.models import FeedItemRow
from api.rules import engine
from api.rules.models import RuleRunRow
from api.sweeper import Sweeper
from api.tables import RevisionRow
from api.webhooks.models import DeliveryRow
from schemas.judging import HighlightState
from schemas.rendering import ClipState
from tests.api.members import WORKER, Person, a_key, fields_of, joins, signed_up
from tests.api.running import Api, Setup, a_highlight
from tests.api.saying import a_session_of, added, said
from tests.api.test_door import clip_of
from tests.api.test_http import problem, put

TAG: dict[str, object] = {"kind": "tag", "tags": ["short"]}


async def write(
    api: Api, person: Person, *, actions: list[dict[str, object]] | None = None, **more: object
) -> httpx.Response:
    body = {"workspace_id": person.workspace_id, "name": "a rule", "event": "clip.ready"} | more
    body["actions"] = actions if actions is not None else [TAG]
    return await api.http.post("/v1/rules", json=body, headers=person.headers)


async def live(api: Api, person: Person, **more: Any) -> str:
    """A rule that is published."""
    made = await write(api, person, **more)
    assert made.status_code == 201, made.text
    rule_id = str(made.json()["rule_id"])
    answer = await api.http.post(f"/v1/rules/{rule_id}/publish", json={}, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return rule_id


async def ready(api: Api, session_id: str, at: int = 0, **more: object) -> str:
    """A clip that a renderer has finished."""
    values = {"key": "clips/one.mp4", "duration_ms": 20_000} | more
    clip = clip_of(session_id, ClipState.READY, at * 30_000, **values)
    answer = await put(api, f"/v1/clips/{clip.clip_id}", clip)
    assert answer.status_code == 200, answer.text
    return clip.clip_id


async def read(api: Api, path: str) -> dict[str, Any]:
    answer = await api.http.get(path)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def runs(api: Api, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (
        await api.http.get("/v1/rule-runs", params={"sort": "created_at_ms", **filters})
    ).json()["items"]
    return items


async def test_a_published_rule_fires_in_the_call_of_the_worker(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    session_id, of_eve = await a_session_of(api, ada), await a_session_of(api, eve)
    rule_id = await live(api, ada, expression='row.duration_ms < 30000 && row.title.contains("ace")')
    short = await ready(api, session_id, 0, title="an ace")
    long = await ready(api, session_id, 1, title="an ace", duration_ms=40_000)
    other = await ready(api, of_eve, 2, title="an ace")
    assert (await read(api, f"/v1/clips/{short}"))["tags"] == ["short"]
    assert (await read(api, f"/v1/clips/{long}"))["tags"] == []
    assert (await read(api, f"/v1/clips/{other}"))["tags"] == []
    (run,) = await runs(api)
    assert (run["rule_id"], run["subject_id"], run["outcome"]) == (rule_id, short, "done")
    assert run["results"] == [{"kind": "tag", "done": True, "sentence": "tagged short"}]
    async with api.services.database.reading() as session:
        query = select(RevisionRow).where(RevisionRow.row_id == short, RevisionRow.operation == "update")
        (revision,) = (await session.scalars(query)).all()
    assert (revision.caller_kind, revision.caller_id) == ("rule", rule_id)
    assert revision.after == {"tags": ["short"]}
    # The same call again, because its answer was lost, does nothing again.
    assert await ready(api, session_id, 0, title="an ace") == short
    assert len(await runs(api)) == 1


async def test_a_draft_and_a_paused_and_a_deleted_rule_do_nothing(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    assert (await write(api, ada)).status_code == 201
    paused, deleted = await live(api, ada), await live(api, ada)
    assert (await api.http.post(f"/v1/rules/{paused}/pause", headers=ada.headers)).status_code == 200
    assert (await api.http.delete(f"/v1/rules/{deleted}", headers=ada.headers)).status_code == 204
    clip_id = await ready(api, session_id)
    assert (await read(api, f"/v1/clips/{clip_id}"))["tags"] == []
    assert await runs(api) == []


async def test_versions_are_kept_compared_and_rolled_back(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    rule_id = await live(api, ada)
    path = f"/v1/rules/{rule_id}"
    second = {"actions": [{"kind": "tag", "tags": ["second"]}], "note": "another word"}
    changed = await api.http.patch(path, json=second, headers=ada.headers)
    assert (changed.json()["newest_number"], changed.json()["published_number"]) == (2, 1)
    renamed = await api.http.patch(path, json={"name": "other"}, headers=ada.headers)
    assert renamed.json()["newest_number"] == 2
    first = await ready(api, session_id, 0)
    assert (await read(api, f"/v1/clips/{first}"))["tags"] == ["short"]  # the draft is not live
    versions = (await api.http.get(f"{path}/versions", headers=ada.headers)).json()["items"]
    assert [(one["number"], one["made_by"]) for one in versions] == [(2, ada.user_id), (1, ada.user_id)]
    diff = await api.http.get(f"{path}/diff", params={"before": 1, "after": 2}, headers=ada.headers)
    assert diff.json() == [
        {"field": "actions", "before": [TAG], "after": second["actions"]},
        {"field": "note", "before": "", "after": "another word"},
    ]
    early = await api.http.post(f"{path}/roll-back", json={"number": 1}, headers=ada.headers)
    problem(early, 409, "version-not-earlier")
    assert (await api.http.post(f"{path}/publish", json={}, headers=ada.headers)).json()[
        "published_number"
    ] == 2
    second_clip = await ready(api, session_id, 1)
    assert (await read(api, f"/v1/clips/{second_clip}"))["tags"] == ["second"]
    back = await api.http.post(f"{path}/roll-back", json={"number": 1}, headers=ada.headers)
    assert back.json()["published_number"] == 1
    third = await ready(api, session_id, 2)
    assert (await read(api, f"/v1/clips/{third}"))["tags"] == ["short"]
    assert sorted(run["number"] for run in await runs(api)) == [1, 1, 2]
    for number in (0, 3):
        answer = await api.http.post(f"{path}/publish", json={"number": number}, headers=ada.headers)
        assert answer.status_code in {404, 422}
    stale = ada.headers | {"If-Match": '"1"'}
    problem(await api.http.post(f"{path}/publish", json={}, headers=stale), 412, "precondition-failed")
    log = (await api.http.get("/v1/audit-log", headers=ada.headers)).json()["items"]
    actions = [one["action"] for one in log if one["action"].startswith("rule.")]
    assert actions == ["rule.rolled_back", "rule.published", "rule.published"]


async def test_each_action_does_what_it_says(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await added(api, ada, "rank", "number")
    feed = {"title": "Wall", "workspace_id": ada.workspace_id, "automatic": False}
    feed_id = (await api.http.post("/v1/feeds", json=feed, headers=ada.headers)).json()["feed_id"]
    hook = {"url": "https://example.org/hook", "workspace_id": ada.workspace_id, "kinds": ["gap.reported"]}
    made = await api.http.post("/v1/webhooks", json=hook, headers=ada.headers)
    assert made.status_code == 201, made.text
    await live(
        api,
        ada,
        actions=[
            TAG,
            {"kind": "set_field", "name": "rank", "value": 5},
            {"kind": "publish_to_feed", "feed_id": feed_id},
            {"kind": "notify_webhook", "webhook_id": made.json()["webhook_id"]},
            {"kind": "stop_watch"},
        ],
    )
    clip_id = await ready(api, session_id)
    (run,) = await runs(api)
    assert run["outcome"] == "done", run
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["tags"], clip["custom"]) == (["short"], {"rank": 5})
    watch_id = (await read(api, f"/v1/sessions/{session_id}"))["watch_id"]
    assert (await read(api, f"/v1/watches/{watch_id}"))["wanted"] is False
    async with api.services.database.reading() as session:
        (item,) = (await session.scalars(select(FeedItemRow))).all()
        (delivery,) = (await session.scalars(select(DeliveryRow))).all()
    assert (item.feed_id, item.clip_id, item.unpublished_at_ms) == (feed_id, clip_id, None)
    assert delivery.kind == "rule.fired"
    told = msgspec.json.decode(delivery.payload)
    assert told["body"]["event"]["subject_id"] == clip_id


async def test_what_people_took_out_of_a_feed_stays_out(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    feed = {"title": "Wall", "workspace_id": ada.workspace_id, "automatic": False}
    feed_id = (await api.http.post("/v1/feeds", json=feed, headers=ada.headers)).json()["feed_id"]
    actions: list[dict[str, object]] = [{"kind": "publish_to_feed", "feed_id": feed_id}]
    await live(api, ada, actions=actions, event="clip.reviewed")
    clip_id = await ready(api, session_id)
    await said(api, ada, clip_id, note="one")
    out = await api.http.delete(f"/v1/feeds/{feed_id}/clips/{clip_id}", headers=ada.headers)
    assert out.status_code < 300, out.text
    await said(api, ada, clip_id, note="two")
    sentences = {run["results"][0]["sentence"] for run in await runs(api)}
    assert "somebody has taken it out of the feed" in sentences
    async with api.services.database.reading() as session:
        (item,) = (await session.scalars(select(FeedItemRow))).all()
    assert item.unpublished_at_ms is not None


async def test_highlights_and_sessions_fire_too(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    await live(api, ada, event="highlight.opened", expression="row.score > 2.0")
    final: list[dict[str, object]] = [{"kind": "tag", "tags": ["final"]}]
    await live(api, ada, event="highlight.final", actions=final)
    stop: list[dict[str, object]] = [{"kind": "stop_watch"}]
    await live(api, ada, event="session.started", expression='row.node == "n"', actions=stop)
    session_id = await a_session_of(api, ada)
    watch_id = (await read(api, f"/v1/sessions/{session_id}"))["watch_id"]
    assert (await read(api, f"/v1/watches/{watch_id}"))["wanted"] is False
    highlight = a_highlight(session_id)
    path = f"/v1/highlights/{highlight.highlight_id}"
    await put(api, path, highlight)
    assert (await read(api, path))["tags"] == ["short"]
    await put(api, path, msgspec.structs.replace(highlight, revision=2, state=HighlightState.FINAL))
    assert (await read(api, path))["tags"] == ["short", "final"]


async def test_an_action_that_fails_is_undone_alone_and_the_worker_goes_on(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    field = await added(api, ada, "rank", "number")
    rule_id = await live(
        api,
        ada,
        actions=[
            {"kind": "set_field", "name": "rank", "value": 5},
            {"kind": "stop_watch"},
            TAG,
        ],
    )
    await api.http.delete(f"/v1/custom-fields/{field['field_id']}", headers=ada.headers)

    def broken(*_: object) -> str:
        raise RuntimeError("a bug")

    monkeypatch.setitem(engine.do.__globals__["_DOERS"], "stop_watch", broken)
    clip_id = await ready(api, session_id)
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["state"], clip["tags"]) == ("ready", ["short"])
    (run,) = await runs(api, rule_id=rule_id)
    assert run["outcome"] == "failed"
    assert [one["done"] for one in run["results"]] == [False, False, True]
    assert "no such field" in run["results"][0]["sentence"]
    assert run["results"][1]["sentence"] == "a bug"
    # A person's own change goes on as well, and is answered whole.
    await live(api, ada, event="clip.reviewed", actions=[{"kind": "stop_watch"}])
    row = await said(api, ada, clip_id, note="mine")
    assert row["note"] == "mine"


async def test_rules_do_not_loop(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await added(api, ada, "flag", "boolean")
    for value in (True, False):  # each undoes what the other does, and is led to by it
        await live(
            api,
            ada,
            event="clip.reviewed",
            expression=f"row.custom.flag == {str(not value).lower()}",
            actions=[{"kind": "set_field", "name": "flag", "value": value}],
        )
    clip_id = await ready(api, session_id)
    assert await runs(api) == []  # there is no flag yet: what cannot be evaluated is not true
    row = await said(api, ada, clip_id, custom={"flag": True})
    assert row["clip_id"] == clip_id
    outcomes = [(run["depth"], run["outcome"]) for run in await runs(api)]
    assert sorted(outcomes) == [(0, "done"), (1, "done"), (2, "too-deep")]


async def test_rules_have_so_much_time_and_no_more(
    api: Api, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await live(api, ada, actions=[{"kind": "tag", "tags": ["first"]}])
    await live(api, ada, actions=[{"kind": "tag", "tags": ["second"]}])
    fires = engine.fires

    def slowly(*arguments: Any) -> bool:
        setup.clock.advance(engine.TIME_MS_MAX + 1)
        return fires(*arguments)

    monkeypatch.setattr(engine, "fires", slowly)
    clip_id = await ready(api, session_id)
    assert len((await read(api, f"/v1/clips/{clip_id}"))["tags"]) == 1
    assert sorted(run["outcome"] for run in await runs(api)) == ["done", "out-of-time"]


def _action(action: dict[str, object], field: str) -> tuple[dict[str, Any], str, str]:
    return {"actions": [TAG, action]}, "action-refused", f"actions.1.{field}"


async def test_a_rule_that_cannot_be_is_refused_by_field(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    feed = {"title": "Wall", "workspace_id": eve.workspace_id}
    feed_id = (await api.http.post("/v1/feeds", json=feed, headers=eve.headers)).json()["feed_id"]
    await added(api, ada, "rank", "number")
    refused: list[tuple[dict[str, Any], str, str]] = [
        ({"event": "nothing.ever"}, "invalid", "event"),
        ({"event": "clip.failed"}, "invalid", "event"),
        ({"expression": "row.nope == 1"}, "bad-expression", "expression"),
        ({"expression": "caller.id == 'x'"}, "bad-expression", "expression"),
        ({"expression": "row.tags.all(one, one == 'x')"}, "bad-expression", "expression"),
        ({"expression": "row.state =="}, "bad-expression", "expression"),
        ({"actions": []}, "invalid", "actions"),
        ({"actions": [TAG] * 11}, "invalid", "actions"),
        ({"actions": [{"kind": "explode"}]}, "invalid", "actions.0"),
        ({"actions": [{"kind": "tag", "tags": []}]}, "invalid", "actions.0.tag.tags"),
        _action({"kind": "render_with_template", "template_id": "x"}, "template_id"),
        (
            {
                "event": "highlight.opened",
                "actions": [{"kind": "render_with_template", "template_id": "x"}],
            },
            "action-refused",
            "actions.0.kind",
        ),
        _action({"kind": "publish_to_feed", "feed_id": feed_id}, "feed_id"),
        _action({"kind": "notify_webhook", "webhook_id": "x"}, "webhook_id"),
        _action({"kind": "set_field", "name": "nope", "value": 1}, "name"),
        _action({"kind": "set_field", "name": "rank", "value": "x"}, "value"),
        ({"event": "session.ended"}, "action-refused", "actions.0.kind"),
        ({"published_number": 1}, "invalid", "published_number"),
    ]
    for more, slug, field in refused:
        answer = await write(api, ada, **more)
        problem(answer, 422, slug)
        assert field in fields_of(answer), (more, answer.text)


async def test_who_may_write_rules(api: Api) -> None:
    names = ("ada", "bob", "eve", "kim")
    ada, bob, eve, kim = [await signed_up(api, f"{name}@example.org") for name in names]
    await joins(api, ada, bob, "viewer")
    await joins(api, ada, kim, "editor")
    rule_id = await live(api, ada)
    path = f"/v1/rules/{rule_id}"
    body = {"workspace_id": ada.workspace_id, "name": "r", "event": "clip.ready", "actions": [TAG]}
    read_key = await a_key(api, ada, ["rules:read"], "editor")
    other_key = await a_key(api, ada, ["clips:read", "clips:write"], "owner")
    for headers, seen, made, changed in (
        (kim.headers, 200, 201, 200),
        (bob.headers, 200, 403, 403),
        (read_key, 200, 403, 403),
        (eve.headers, 404, 403, 404),
        (WORKER, 404, 403, 404),
        (other_key, 403, 403, 403),
    ):
        assert (await api.http.get(path, headers=headers)).status_code == seen
        assert (await api.http.get(f"{path}/versions", headers=headers)).status_code == seen
        assert (await api.http.post("/v1/rules", json=body, headers=headers)).status_code == made
        for verb in ("publish", "roll-back", "pause"):
            sent = {"number": 1} if verb != "pause" else None
            answer = await api.http.post(f"{path}/{verb}", json=sent, headers=headers)
            allowed = {200, 409} if changed == 200 else {changed}
            assert answer.status_code in allowed, (verb, answer.text)
        assert (await api.http.patch(path, json={"name": "x"}, headers=headers)).status_code == changed
    assert (await api.http.get("/v1/rule-runs", headers=eve.headers)).json()["items"] == []


async def test_runs_are_kept_for_a_month(api: Api, setup: Setup) -> None:
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    await live(api, ada)
    await ready(api, session_id)
    setup.clock.advance(engine.KEPT_MS + 1)
    await Sweeper(api.services.database, setup.clock).sweep()
    async with api.services.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(RuleRunRow)) == 0
