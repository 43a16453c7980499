"""Custom fields: made, checked, stored, filtered by, described, removed and restored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from api.custom_fields.models import CustomFieldRow
from api.custom_fields.service import FIELDS_MAX, KEPT_MS
from api.sweeper import Sweeper
from tests.api.members import OPERATOR, fields_of, signed_up
from tests.api.running import EPOCH_MS, Api, Setup
from tests.api.saying import add, added, clips_of, found, said, say
from tests.api.test_http import problem

GOOD: list[tuple[str, dict[str, object], object]] = [
    ("text", {}, "a remark 🎉"),
    ("number", {}, -2.5),
    ("number", {}, 9_007_199_254_740_991),
    ("boolean", {}, False),
    ("choice", {"choices": ["low", "high"]}, "high"),
    ("date", {}, "2026-02-28"),
    ("json", {}, {"a": [1, None, "x"]}),
    ("json", {"json_schema": {"type": "object", "required": ["a"]}}, {"a": 1}),
]


BAD: list[tuple[str, dict[str, object], object]] = [
    ("text", {}, 1),
    ("text", {}, "x" * 2001),
    ("text", {}, "nul \x00"),
    ("number", {}, "1"),
    ("number", {}, True),
    ("number", {}, 2**53),
    ("boolean", {}, "true"),
    ("choice", {"choices": ["low", "high"]}, "middle"),
    ("choice", {"choices": ["low", "high"]}, ["low"]),
    ("date", {}, "2026-02-30"),
    ("date", {}, "20260228"),
    ("date", {}, 5),
    ("json", {}, {"a": "nul \x00"}),
    ("json", {}, "x" * 16_385),
    ("json", {"json_schema": {"type": "object", "required": ["a"]}}, {"b": 1}),
]


async def test_each_kind_takes_what_fits_and_names_what_does_not(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    for number, (kind, more, value) in enumerate(GOOD):
        await added(api, ada, f"good_{number}", kind, **more)
        assert (await said(api, ada, clip_id, custom={f"good_{number}": value}))["custom"][
            f"good_{number}"
        ] == value
    for number, (kind, more, value) in enumerate(BAD):
        await added(api, ada, f"bad_{number}", kind, **more)
        answer = await say(api, ada, clip_id, custom={f"bad_{number}": value, "good_0": "lost"})
        problem(answer, 422, "bad-custom-values")
        assert fields_of(answer) == {f"custom.bad_{number}"}, (kind, value)
    read = (await api.http.get(f"/v1/clips/{clip_id}", headers=ada.headers)).json()
    assert read["custom"] == {f"good_{number}": value for number, (_, _, value) in enumerate(GOOD)}
    assert len(read["custom"]) == len(GOOD)


async def test_deep_and_endless_json_is_refused(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    await added(api, ada, "data", "json")
    deep: Any = 1
    for _ in range(25):
        deep = [deep]
    problem(await say(api, ada, clip_id, custom={"data": deep}), 422, "bad-custom-values")
    headers = ada.headers | {"Content-Type": "application/json"}
    answer = await api.http.patch(
        f"/v1/clips/{clip_id}", content='{"custom": {"data": [NaN]}}', headers=headers
    )
    assert answer.status_code == 422
    assert (await said(api, ada, clip_id, custom={"data": [[1]]}))["custom"] == {"data": [[1]]}


async def test_a_value_is_changed_taken_away_and_never_unknown(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    await added(api, ada, "one", "number")
    await added(api, ada, "two", "text")
    await said(api, ada, clip_id, custom={"one": 1, "two": "x"})
    assert (await said(api, ada, clip_id, custom={"one": None}))["custom"] == {"two": "x"}
    answer = await say(api, ada, clip_id, custom={"three": 1})
    problem(answer, 422, "bad-custom-values")
    assert fields_of(answer) == {"custom.three"}
    # Nothing that workers report can be written beside it.
    answer = await say(api, ada, clip_id, state="failed", key="../x")
    assert fields_of(answer) == {"state", "key"}


async def test_a_field_that_cannot_be_is_refused_by_name(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    refused: list[tuple[dict[str, object], int, str, str]] = [
        ({"name": "state"}, 409, "field-taken", "name"),
        ({"name": "review"}, 409, "field-taken", "name"),
        ({"name": "in"}, 409, "field-taken", "name"),
        ({"name": "Big"}, 422, "invalid", "name"),
        ({"name": "a" * 41}, 422, "invalid", "name"),
        ({"table_name": "users"}, 422, "invalid", "table_name"),
        ({"kind": "blob"}, 422, "invalid", "kind"),
        ({"kind": "choice"}, 422, "invalid", "choices"),
        ({"kind": "choice", "choices": ["a", "a"]}, 422, "invalid", "choices"),
        ({"kind": "text", "choices": ["a"]}, 422, "invalid", "choices"),
        ({"kind": "text", "json_schema": {}}, 422, "invalid", "json_schema"),
        ({"kind": "json", "json_schema": {"type": "nope"}}, 422, "invalid", "json_schema"),
        ({"kind": "json", "json_schema": {"$ref": "http://127.0.0.1/x"}}, 422, "invalid", "json_schema"),
        ({"kind": "json", "json_schema": {"$ref": "file:///etc/passwd"}}, 422, "invalid", "json_schema"),
        ({"kind": "json", "json_schema": {"pattern": "(a)\\1"}}, 422, "invalid", "json_schema"),
        ({"owner": "me"}, 422, "invalid", "owner"),
    ]
    for more, status, slug, field in refused:
        answer = await add(api, ada, **({"name": "fine", "kind": "text"} | more))  # type: ignore[arg-type]
        problem(answer, status, slug)
        assert fields_of(answer) == {field}, more
    await added(api, ada, "fine", "text")
    problem(await add(api, ada, "fine", "number"), 409, "field-taken")
    await added(api, ada, "fine", "number", table_name="highlights")


async def test_a_field_is_made_once_and_changed_by_whoever_saw_it(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    body = {"workspace_id": ada.workspace_id, "table_name": "clips", "name": "rank", "kind": "number"}
    headers = ada.headers | {"Idempotency-Key": "k"}
    made = [await api.http.post("/v1/custom-fields", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    problem(
        await api.http.post("/v1/custom-fields", json=body | {"name": "x"}, headers=headers),
        422,
        "idempotency-key-reused",
    )
    path = f"/v1/custom-fields/{made[0].json()['field_id']}"
    tag = (await api.http.get(path, headers=ada.headers)).headers["etag"]
    match = ada.headers | {"If-Match": tag}
    assert (await api.http.patch(path, json={"label": "Place"}, headers=match)).status_code == 200
    problem(await api.http.patch(path, json={"label": "No"}, headers=match), 412, "precondition-failed")
    problem(await api.http.patch(path, json={"choices": ["a"]}, headers=ada.headers), 422, "invalid")
    problem(await api.http.patch(path, json={"kind": "text"}, headers=ada.headers), 422, "invalid")


async def test_required_is_asked_of_new_rows_alone(api: Api, setup: Setup) -> None:
    ada = await signed_up(api, "ada@example.org")
    (old,) = await clips_of(api, ada)
    setup.clock.advance(1000)
    await added(api, ada, "rank", "number", required=True)
    await added(api, ada, "text", "text")
    new, _ = await clips_of(api, ada, 2)
    assert (await said(api, ada, old, custom={"text": "x"}))["custom"] == {"text": "x"}
    answer = await say(api, ada, new, custom={"text": "x"})
    problem(answer, 422, "bad-custom-values")
    assert fields_of(answer) == {"custom.rank"}
    await said(api, ada, new, custom={"text": "x", "rank": 1})
    problem(await say(api, ada, new, custom={"rank": None}), 422, "bad-custom-values")
    await said(api, ada, new, tags=["x"])  # what says nothing of custom values is not about them


async def test_clips_are_found_by_their_values(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    one, two, three = await clips_of(api, ada, 3)
    (of_eve,) = await clips_of(api, eve)
    for name, kind in (("rank", "number"), ("word", "text"), ("seen", "boolean"), ("day", "date")):
        await added(api, ada, name, kind)
    await added(api, ada, "data", "json")
    await added(api, eve, "rank", "text")  # the same name, of another kind, somewhere else
    await said(api, ada, one, custom={"rank": 1, "word": "1", "seen": True, "day": "2026-01-01"}, tags=["a"])
    await said(api, ada, two, custom={"rank": 2.5, "word": "' OR 1=1 --", "seen": False}, tags=["a b", "c"])
    await said(api, eve, of_eve, custom={"rank": "not a number"})
    asks: list[tuple[dict[str, str], set[str]]] = [
        ({"custom__rank": "1"}, {one}),
        ({"custom__rank": "2.5"}, {two}),
        ({"custom__rank_min": "1", "custom__rank_max": "2"}, {one}),
        ({"custom__rank_min": "1"}, {one, two}),
        ({"custom__word": "1"}, {one}),
        ({"custom__word": "' OR 1=1 --"}, {two}),
        ({"custom__word": "' OR 1=1"}, set()),
        ({"custom__seen": "true"}, {one}),
        ({"custom__seen": "false"}, {two}),
        ({"custom__day_max": "2026-12-31"}, {one}),
        ({"custom__rank": "1", "custom__seen": "false"}, set()),
        ({"tag": "a"}, {one}),
        ({"tag": "a b"}, {two}),
        ({"tag": "c", "custom__rank": "2.5"}, {two}),
        ({"review": "pending"}, {one, two, three}),
        ({"review": "approved"}, set()),
    ]
    for filters, expected in asks:
        assert set(await found(api, ada, **filters)) == expected, filters
    assert await found(api, eve, custom__rank="not a number") == [of_eve]
    answer = await api.http.get("/v1/clips", params={"custom.rank_min": "0", "total": "true"})
    assert answer.json()["total"] == 2  # the operator sees all workspaces; only numbers have a range
    for params, field in (
        ({"custom.nope": "1"}, "custom.nope"),
        ({"custom.rank": "many"}, "custom.rank"),
        ({"custom.seen": "yes"}, "custom.seen"),
        ({"custom.day": "2026"}, "custom.day"),
        ({"custom.data": "{}"}, "custom.data"),
        ({"custom.word_min": "a"}, "custom.word_min"),
        ({"nonsense": "1"}, "nonsense"),
    ):
        answer = await api.http.get("/v1/clips", params=params, headers=ada.headers)
        problem(answer, 422, "bad-custom-values" if field.startswith("custom.") else "invalid")
        assert fields_of(answer) == {field}
    twice = await api.http.get("/v1/clips?custom.rank=1&custom.rank=2", headers=ada.headers)
    problem(twice, 422, "bad-custom-values")


async def test_a_workspace_has_its_own_openapi(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    await added(api, ada, "rank", "number", label="Rank")
    await added(api, ada, "mood", "choice", choices=["low", "high"])
    await added(api, ada, "data", "json", json_schema={"type": "object", "required": ["a"]})
    path = f"/v1/workspaces/{ada.workspace_id}/openapi.json"
    document = (await api.http.get(path, headers=ada.headers)).json()
    custom = document["components"]["schemas"]["ClipAnswer"]["properties"]["custom"]
    assert custom["properties"] == {
        "data": {"type": "object", "required": ["a"], "title": "Data"},
        "mood": {"type": "string", "enum": ["low", "high"], "title": "Mood"},
        "rank": {"type": "number", "title": "Rank"},
    }
    filters = {one["name"] for one in document["paths"]["/v1/clips"]["get"]["parameters"]}
    assert {"custom.rank", "custom.rank_min", "custom.mood"} <= filters
    assert "custom.data" not in filters
    plain = (await api.http.get("/openapi.json")).json()
    assert "properties" not in plain["components"]["schemas"]["ClipAnswer"]["properties"]["custom"]
    assert (await api.http.get(path, headers=eve.headers)).status_code == 404


async def test_a_removed_field_hides_its_values_until_it_is_restored(api: Api, setup: Setup) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    field = await added(api, ada, "rank", "number")
    await added(api, ada, "word", "text")
    await said(api, ada, clip_id, custom={"rank": 1, "word": "x"})
    path = f"/v1/custom-fields/{field['field_id']}"
    assert (await api.http.delete(path, headers=ada.headers)).status_code == 204
    assert (await api.http.get(path, headers=ada.headers)).status_code == 404
    assert (await said(api, ada, clip_id, custom={"word": "y"}))["custom"] == {"word": "y"}
    problem(await say(api, ada, clip_id, custom={"rank": 2}), 422, "bad-custom-values")
    problem(
        await api.http.get("/v1/clips", params={"custom.rank": "1"}, headers=ada.headers),
        422,
        "bad-custom-values",
    )
    answer = await add(api, ada, "rank", "text")  # its values would be of the wrong kind
    assert f"{field['field_id']}/restore" in str(problem(answer, 409, "field-taken")["remedy"])
    (removed,) = (await api.http.get("/v1/custom-fields/removed/all", headers=ada.headers)).json()["items"]
    assert removed["kept_until_ms"] == EPOCH_MS + KEPT_MS
    setup.clock.advance(KEPT_MS - 1)
    await Sweeper(api.services.database, setup.clock).sweep()
    answer = await api.http.post(f"{path}/restore", headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    row = (await api.http.get(f"/v1/clips/{clip_id}", headers=OPERATOR)).json()
    assert row["custom"] == {"rank": 1, "word": "y"}


async def test_a_month_later_the_values_are_gone_and_the_name_is_free(api: Api, setup: Setup) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    field = await added(api, ada, "rank", "number")
    await added(api, ada, "word", "text")
    await said(api, ada, clip_id, custom={"rank": 1, "word": "x"})
    path = f"/v1/custom-fields/{field['field_id']}"
    await api.http.delete(path, headers=ada.headers)
    setup.clock.advance(KEPT_MS)
    problem(await api.http.post(f"{path}/restore", headers=OPERATOR), 409, "field-not-removed")
    await Sweeper(api.services.database, setup.clock).sweep()
    async with api.services.database.reading() as session:
        left = await session.scalar(select(func.count()).select_from(CustomFieldRow))
    assert left == 1
    body = {
        "workspace_id": ada.workspace_id,
        "table_name": "clips",
        "name": "rank",
        "kind": "text",
    }
    assert (await api.http.post("/v1/custom-fields", json=body)).status_code == 201
    assert (await api.http.get(f"/v1/clips/{clip_id}")).json()["custom"] == {"word": "x"}


async def test_a_workspace_has_so_many_fields_and_no_more(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    for number in range(FIELDS_MAX):
        await added(api, ada, f"f{number}", "text")
    problem(await add(api, ada, "more", "text"), 409, "too-many-fields")
    await added(api, ada, "more", "text", table_name="highlights")


async def test_a_channel_is_made_with_values_and_with_what_is_required(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    await added(api, ada, "rank", "number", table_name="channels", required=True)
    body = {"platform": "twitch", "name": "godtone"}
    answer = await api.http.post("/v1/channels", json=body, headers=ada.headers)
    problem(answer, 422, "bad-custom-values")
    assert fields_of(answer) == {"custom.rank"}
    made = await api.http.post("/v1/channels", json=body | {"custom": {"rank": 2}}, headers=ada.headers)
    assert made.status_code == 201, made.text
    assert made.json()["custom"] == {"rank": 2}
    path = f"/v1/channels/{made.json()['channel_id']}"
    changed = await api.http.patch(path, json={"title": "x", "custom": {"rank": 3}}, headers=ada.headers)
    assert (changed.json()["title"], changed.json()["custom"]) == ("x", {"rank": 3})
    for rank, count in (("3", 1), ("2", 0)):
        listed = await api.http.get("/v1/channels", params={"custom.rank": rank}, headers=ada.headers)
        assert len(listed.json()["items"]) == count
