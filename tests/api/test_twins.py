"""Test twins: made, kept apart, silent towards the outside, and promoted with a preview."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from api.tables import CustomFieldRow, RevisionRow, RuleVersionRow, TemplateRow
from api.webhooks.models import DeliveryRow
from tests.api.members import OPERATOR, WORKER, Person, a_key, fields_of, joins, signed_up
from tests.api.running import Api
from tests.api.saying import a_session_of
from tests.api.test_http import problem
from tests.api.test_rules import TAG, live, ready, write


async def twin_of(api: Api, owner: Person) -> Person:
    """The owner, in the test twin."""
    answer = await api.http.post(f"/v1/workspaces/{owner.workspace_id}/twin", headers=owner.headers)
    assert answer.status_code in {200, 201}, answer.text
    return Person(owner.user_id, owner.email, owner.token, answer.json()["workspace_id"])


async def make(api: Api, person: Person, noun: str, **body: object) -> dict[str, Any]:
    sent = {"workspace_id": person.workspace_id} | body
    answer = await api.http.post(f"/v1/{noun}", json=sent, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def promotion(api: Api, owner: Person, **body: object) -> httpx.Response:
    path = f"/v1/workspaces/{owner.workspace_id}/promotion"
    return await api.http.post(path, json=body, headers=owner.headers)


def changes(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {f"{one['kind']}/{one['name']}": one["change"] for one in answer.json()["differences"]}


async def test_a_workspace_has_one_twin_with_the_same_members(api: Api) -> None:
    ada, bob = await signed_up(api, "ada@example.org"), await signed_up(api, "bob@example.org")
    await joins(api, ada, bob, "viewer")
    path = f"/v1/workspaces/{ada.workspace_id}/twin"
    problem(await api.http.get(path, headers=ada.headers), 404, "no-test-twin")
    made = await api.http.post(path, headers=ada.headers)
    again = await api.http.post(path, headers=ada.headers)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["workspace_id"] == again.json()["workspace_id"]
    assert made.json()["test_of"] == ada.workspace_id
    assert made.json()["slug"].endswith("-test")
    assert (await api.http.get(path, headers=bob.headers)).json()["workspace_id"] == made.json()[
        "workspace_id"
    ]
    twin = Person(bob.user_id, bob.email, bob.token, made.json()["workspace_id"])
    assert (await write(api, twin)).status_code == 403  # a viewer there as here
    nested = await api.http.post(f"/v1/workspaces/{twin.workspace_id}/twin", headers=ada.headers)
    problem(nested, 409, "twin-of-twin")


async def test_who_makes_and_promotes(api: Api) -> None:
    ada, bob, eve, kim = [
        await signed_up(api, f"{name}@example.org") for name in ("ada", "bob", "eve", "kim")
    ]
    await joins(api, ada, bob, "viewer")
    await joins(api, ada, kim, "editor")
    path = f"/v1/workspaces/{ada.workspace_id}"
    key = await a_key(api, ada, ["templates:read", "templates:write"], "owner")
    for headers, status in (
        (bob.headers, 403),
        (kim.headers, 403),
        (eve.headers, 404),
        (WORKER, 404),
        (key, 403),
    ):
        assert (await api.http.post(f"{path}/twin", headers=headers)).status_code == status
    await twin_of(api, ada)
    for headers, status in (
        (bob.headers, 403),
        (kim.headers, 403),
        (eve.headers, 404),
        (WORKER, 404),
        (key, 403),
        (OPERATOR, 200),
    ):
        answer = await api.http.post(f"{path}/promotion", json={}, headers=headers)
        assert answer.status_code == status, answer.text
    problem(await promotion(api, eve), 404, "no-test-twin")


async def test_data_and_keys_are_apart(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    session_id = await a_session_of(api, twin)
    clip_id = await ready(api, session_id)
    key = await make(api, twin, "keys", name="k", scopes=["*:read"])
    assert key["key"].startswith("test_hk_")
    test = {"Authorization": f"Bearer {key['key']}"}
    live_key = await a_key(api, ada, ["*:read"], "owner")
    assert (await api.http.get(f"/v1/clips/{clip_id}", headers=test)).status_code == 200
    assert (await api.http.get(f"/v1/clips/{clip_id}", headers=live_key)).status_code == 404
    assert (await api.http.get("/v1/clips", headers=live_key)).json()["items"] == []


async def test_nothing_of_a_twin_goes_out(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    hooks = [await make(api, one, "webhooks", url="https://example.org/hook") for one in (twin, ada)]
    notify: list[dict[str, object]] = [{"kind": "notify_webhook", "webhook_id": hooks[0]["webhook_id"]}]
    await live(api, twin, actions=notify)
    for one in (twin, ada):
        await ready(api, await a_session_of(api, one), 1 if one is twin else 2)
    path = f"/v1/webhooks/{hooks[0]['webhook_id']}/ping"
    assert (await api.http.post(path, headers=ada.headers)).status_code == 202
    async with api.services.database.reading() as session:
        query = select(DeliveryRow.workspace_id, DeliveryRow.state, DeliveryRow.kind)
        found = (await session.execute(query)).all()
    of_twin = {(row.kind, row.state) for row in found if row.workspace_id == twin.workspace_id}
    assert {state for _, state in of_twin} == {"held"}
    assert {"rule.fired", "webhook.ping", "clip.ready"} <= {kind for kind, _ in of_twin}
    of_live = {row.state for row in found if row.workspace_id == ada.workspace_id}
    assert of_live
    assert "held" not in of_live
    feed = await make(api, twin, "feeds", title="Wall", visibility="link")
    link = (await api.http.get(f"/v1/feeds/{feed['feed_id']}/link", headers=ada.headers)).json()
    address = link["json_url"].partition("/v1/")[2]
    outside = await api.http.get(f"/v1/{address}", headers={"Authorization": ""})
    assert outside.status_code == 404
    own = await api.http.get(f"/v1/feeds/{feed['slug']}.json", headers=ada.headers)
    assert own.status_code == 200


async def filled(api: Api, twin: Person) -> None:
    """A field, a template, a feed, and a rule that needs the field and the feed."""
    await make(api, twin, "custom-fields", table_name="clips", name="rank", kind="number")
    await make(api, twin, "templates", name="Bold")
    feed = await make(api, twin, "feeds", title="Wall", automatic=False)
    actions: list[dict[str, object]] = [
        {"kind": "set_field", "name": "rank", "value": 1},
        {"kind": "publish_to_feed", "feed_id": feed["feed_id"]},
    ]
    await live(api, twin, name="First", actions=actions, expression="row.custom.rank == 1 || true")


async def counts(api: Api, workspace_id: str) -> list[int]:
    async with api.services.database.reading() as session:
        tables: list[Any] = [CustomFieldRow, TemplateRow, RuleVersionRow, RevisionRow]
        return [
            await session.scalar(
                select(func.count()).select_from(table).where(table.workspace_id == workspace_id)
            )
            or 0
            for table in tables
        ]


async def test_a_preview_shows_all_and_changes_nothing_and_then_all_is_promoted(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    await filled(api, twin)
    before = await counts(api, ada.workspace_id)
    previews = [await promotion(api, ada) for _ in range(2)]
    expected = {
        "custom_fields/clips/rank": "create",
        "templates/Bold": "create",
        "feeds/Wall": "create",
        "rules/First": "create",
    }
    assert [changes(one) for one in previews] == [expected, expected]
    assert previews[0].json()["digest"] == previews[1].json()["digest"]
    assert await counts(api, ada.workspace_id) == before
    done = await promotion(api, ada, dry_run=False, digest=previews[0].json()["digest"])
    assert changes(done) == expected
    rules = (await api.http.get("/v1/rules", params={"workspace_id": ada.workspace_id})).json()["items"]
    (feed,) = (await api.http.get("/v1/feeds", params={"workspace_id": ada.workspace_id})).json()["items"]
    assert (rules[0]["published_number"], rules[0]["actions"][1]["feed_id"]) == (1, feed["feed_id"])
    clip_id = await ready(api, await a_session_of(api, ada), 3)
    assert (await api.http.get(f"/v1/clips/{clip_id}")).json()["custom"] == {"rank": 1}
    assert set(changes(await promotion(api, ada)).values()) == {"same"}
    assert set(changes(await promotion(api, ada, dry_run=False)).values()) == {"same"}
    log = (await api.http.get("/v1/audit-log", headers=ada.headers)).json()["items"]
    assert "twin.promoted" in {one["action"] for one in log}


async def test_what_changed_in_the_twin_changes_and_what_only_the_workspace_has_stays(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    await filled(api, twin)
    assert (await promotion(api, ada, dry_run=False)).status_code == 200
    await make(api, ada, "templates", name="Own")
    for noun, change in (
        ("templates", {"is_default": True}),
        ("custom-fields", {"label": "Place"}),
        ("feeds", {"items_max": 7}),
        ("rules", {"note": "n"}),
    ):
        (row,) = (
            await api.http.get(f"/v1/{noun}", params={"workspace_id": twin.workspace_id}, headers=ada.headers)
        ).json()["items"]
        row_id = row[{"custom-fields": "field_id"}.get(noun, f"{noun[:-1]}_id")]
        answer = await api.http.patch(f"/v1/{noun}/{row_id}", json=change, headers=ada.headers)
        assert answer.status_code == 200, answer.text
    told = changes(await promotion(api, ada))
    assert told["custom_fields/clips/rank"] == "change"
    assert told["feeds/Wall"] == told["templates/Bold"] == "change"
    assert told["rules/First"] == "same"  # what is live in the twin counts, not its draft
    assert "templates/Own" not in told
    preview = await promotion(api, ada, kinds=["feeds"])
    (feed,) = preview.json()["differences"]
    assert feed["parts"] == [{"field": "items_max", "before": 50, "after": 7}]
    rule = (await api.http.get("/v1/rules", params={"workspace_id": twin.workspace_id})).json()["items"][0]
    await api.http.post(f"/v1/rules/{rule['rule_id']}/publish", json={}, headers=ada.headers)
    stale = await promotion(api, ada, dry_run=False, kinds=["rules"], digest=preview.json()["digest"])
    problem(stale, 409, "promotion-changed")
    done = await promotion(api, ada, dry_run=False)
    assert changes(done)["rules/First"] == "change"
    mine = (await api.http.get("/v1/rules", params={"workspace_id": ada.workspace_id})).json()["items"][0]
    assert (mine["note"], mine["newest_number"], mine["published_number"]) == ("n", 2, 2)
    names = {
        one["name"]
        for one in (await api.http.get("/v1/templates", params={"workspace_id": ada.workspace_id})).json()[
            "items"
        ]
    }
    assert names == {"Own", "Bold"}


async def test_a_conflict_promotes_nothing(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    await make(api, ada, "custom-fields", table_name="clips", name="rank", kind="text")
    await make(api, twin, "custom-fields", table_name="clips", name="rank", kind="number")
    hook = await make(api, twin, "webhooks", url="https://example.org/only-here")
    notify: list[dict[str, object]] = [{"kind": "notify_webhook", "webhook_id": hook["webhook_id"]}]
    await live(api, twin, name="Tell", actions=notify)
    await live(api, twin, name="Twice", actions=[TAG])
    await live(api, twin, name="Twice", actions=[TAG])
    await make(api, twin, "templates", name="Bold")
    told = changes(await promotion(api, ada))
    assert told == {
        "custom_fields/clips/rank": "conflict",
        "templates/Bold": "create",
        "rules/Tell": "conflict",
        "rules/Twice": "conflict",
    }
    refused = await promotion(api, ada, dry_run=False)
    problem(refused, 409, "promotion-conflict")
    assert fields_of(refused) == {"custom_fields/clips/rank", "rules/Tell", "rules/Twice"}
    own = (await api.http.get("/v1/templates", params={"workspace_id": ada.workspace_id})).json()["items"]
    assert own == []
    done = await promotion(api, ada, dry_run=False, kinds=["templates"])
    assert changes(done) == {"templates/Bold": "create"}


async def test_a_twin_goes_with_its_workspace_and_can_be_made_anew(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    made = await api.http.post("/v1/workspaces", json={"name": "Team"}, headers=ada.headers)
    team = Person(ada.user_id, ada.email, ada.token, made.json()["workspace_id"])
    twin = await twin_of(api, team)
    gone = await api.http.delete(f"/v1/workspaces/{twin.workspace_id}", headers=ada.headers)
    assert gone.status_code == 204
    second = await twin_of(api, team)
    assert second.workspace_id != twin.workspace_id
    await api.http.delete(f"/v1/workspaces/{team.workspace_id}", headers=ada.headers)
    assert (await api.http.get(f"/v1/workspaces/{second.workspace_id}")).status_code == 404


@pytest.mark.parametrize("body", [{"kinds": []}, {"kinds": ["clips"]}, {"digest": "x"}, {"dry": True}])
async def test_a_promotion_that_cannot_be_meant_is_refused_by_field(
    api: Api, body: dict[str, object]
) -> None:
    ada = await signed_up(api, "ada@example.org")
    answer = await promotion(api, ada, **body)
    problem(answer, 422, "invalid")
    assert {field.partition(".")[0] for field in fields_of(answer)} == set(body)
