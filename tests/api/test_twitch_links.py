"""Linking channels: by whom, with what, for how long; and what is told of it to whom."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from api.access.caller import Role
from api.base import Base
from api.tables import AuditRow, EventRow, RevisionRow, TwitchLinkRow, TwitchRevocationRow
from api.twitch.scopes import SCOPES, Feature, features_of, scopes_for
from tests.api.people import bearer, joins, key_of
from tests.api.running import Setup
from tests.api.test_http import problem
from tests.api.twitch_door import NOBODY, PAGES, WORKER, TwitchDoor, twitch_door


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[TwitchDoor]:
    async with twitch_door(setup) as opened:
        yield opened


def test_each_scope_has_one_reason_and_a_feature_that_needs_it() -> None:
    assert len({one.scope for one in SCOPES}) == len(SCOPES)
    assert all(one.reason.endswith(".") for one in SCOPES)
    for feature in Feature:
        asked = {one.scope for one in scopes_for([feature])}
        assert feature in features_of(asked)
        assert not asked or feature not in features_of(set())


async def test_a_streamer_links_their_channel(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    begun = await door.begin_link(ann, channel_id, "chat", "clips", "stream_state")
    assert [one["scope"] for one in begun["scopes"]] == ["user:read:chat", "clips:edit"]
    assert all(one["reason"] and one["needed_for"] in {"chat", "clips"} for one in begun["scopes"])
    brought = await door.at_twitch(begun["url"], "streamer")
    answer = await door.come_back(brought, begun["secret"])
    link = answer.json()["link"]
    user_id = door.fake.user("streamer").user_id
    assert {
        name: link[name]
        for name in ("channel_id", "workspace_id", "login", "broadcaster_id", "role", "state", "bot")
    } == {
        "channel_id": channel_id,
        "workspace_id": ann.workspace_id,
        "login": "streamer",
        "broadcaster_id": user_id,
        "role": "broadcaster",
        "state": "linked",
        "bot": False,
    }
    assert link["scopes"] == ["clips:edit", "user:read:chat"]
    path = f"/v1/channels/{channel_id}/twitch/link"
    read = (await door.http.get(path, headers=bearer(ann.access))).json()
    assert read["link"]["link_id"] == link["link_id"]
    assert read["features"] == ["stream_state", "chat", "clips"]
    assert door.setup.publisher is not None
    async with door.api.services.database.reading() as session:
        events = list(await session.scalars(select(EventRow)))
        audit = list(await session.scalars(select(AuditRow.action)))
    assert [(one.kind, one.workspace_id, one.body["login"]) for one in events] == [
        ("twitch.linked", ann.workspace_id, "streamer")
    ]
    assert "twitch.linked" in audit


async def test_a_program_hands_in_what_came_back(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    begun = await door.begin_link(ann, await door.channel(ann))
    brought = await door.at_twitch(begun["url"], "streamer")
    # The browser was sent by the program, and has no cookie: it says so, and nothing is used up.
    page = await door.come_back(brought, "", PAGES)
    assert page.status_code == 403
    assert "POST /v1/auth/twitch/callback" in page.text
    body = {"state": brought["state"], "code": brought["code"], "secret": begun["secret"]}
    answer = await door.http.post("/v1/auth/twitch/callback", json=body, headers=NOBODY)
    assert answer.json()["link"]["state"] == "linked"


async def test_more_can_be_added_later_and_what_was_granted_stays(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    first = await door.linked(ann, channel_id, "chat")
    old = set(door.fake.authority.tokens)
    begun = await door.begin_link(ann, channel_id, "bot")
    assert sorted(one["scope"] for one in begun["scopes"]) == ["channel:bot", "user:read:chat"]
    second = await door.linked(ann, channel_id, "bot")
    assert second["link_id"] == first["link_id"]
    assert second["scopes"] == ["channel:bot", "user:read:chat"]
    await door.keeper.revoke_due()
    assert not old & set(door.fake.authority.tokens)  # what was replaced is good for nothing


async def test_what_counts_is_what_twitch_granted_and_not_what_was_asked_for(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    begun = await door.begin_link(ann, channel_id, "chat", "clips")
    fewer = begun["url"].replace("clips%3Aedit", "")
    assert fewer != begun["url"]
    link = (await door.come_back(await door.at_twitch(fewer, "streamer"), begun["secret"])).json()["link"]
    assert link["scopes"] == ["user:read:chat"]
    begun = await door.begin_link(ann, channel_id, "chat")
    more = begun["url"].replace("scope=", "scope=channel%3Amanage%3Abroadcast+")
    link = (await door.come_back(await door.at_twitch(more, "streamer"), begun["secret"])).json()["link"]
    assert link["scopes"] == ["channel:manage:broadcast", "user:read:chat"]
    # And a refresh that gives fewer.
    for token in door.fake.authority.refreshes.values():
        token.scopes = ("user:read:chat",)
    door.setup.clock.advance(3 * 3_600_000)
    await door.keeper.replace_due()
    assert (await door.links())[0]["scopes"] == ["user:read:chat"]


async def test_another_ones_channel_is_not_linked_and_the_grant_is_given_back(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    door.fake.channel("streamer")
    channel_id = await door.channel(ann)
    for features in (["chat"], ["chat", "editor"]):
        problem(await door.link(ann, channel_id, *features, by="mallory"), 403, "twitch-not-yours")
    assert await door.links() == []
    await door.keeper.revoke_due()
    assert not door.fake.authority.granted(door.fake.app.client_id, door.fake.user("mallory").user_id)
    unknown = await door.channel(ann, "nobody_there")
    problem(await door.link(ann, unknown, by="mallory"), 404, "unknown-at-twitch")


async def test_an_editor_links_where_the_streamer_or_twitch_says_that_they_are_one(door: TwitchDoor) -> None:
    ann, bob = await door.person("ann"), await door.person("bob")
    door.fake.channel("streamer", moderators=["modda"], editors=["eddie"])
    anns, bobs = await door.channel(ann), await door.channel(bob)
    link = await door.linked(bob, bobs, "editor", by="modda")
    assert (link["role"], link["user_login"], link["login"]) == ("moderator", "modda", "streamer")
    problem(await door.link(bob, bobs, "editor", by="eddie"), 403, "twitch-not-yours")  # nobody tells
    problem(await door.link(ann, anns, by="modda"), 403, "twitch-not-yours")  # did not let us ask
    await door.linked(ann, anns, "editors")
    link = await door.linked(bob, bobs, by="eddie")
    assert (link["role"], link["user_login"]) == ("editor", "eddie")
    door.fake.fail("/helix/channels/editors", 503, times=5)
    problem(await door.link(bob, bobs, by="eddie"), 503, "twitch-away")


async def test_who_may_link_what(door: TwitchDoor) -> None:
    ann, eve = await door.person("ann"), await door.person("eve")
    viewer, editor = await door.person("viewer"), await door.person("editor")
    await joins(door.api, viewer, ann.workspace_id, Role.VIEWER)
    await joins(door.api, editor, ann.workspace_id, Role.EDITOR)
    channel_id = await door.channel(ann)
    path = f"/v1/channels/{channel_id}/twitch/link"
    for who, status in ((eve.access, 404), (viewer.access, 403), (editor.access, 200)):
        for method in ("POST", "DELETE"):
            answer = await door.http.request(method, path, json={}, headers=bearer(who))
            assert answer.status_code == (404 if method == "DELETE" and status == 200 else status), (
                answer.text
            )
    key = await key_of(door.api, ann.workspace_id, ["channels:read", "twitch_links:read"])
    assert (await door.http.post(path, json={}, headers=bearer(key))).status_code == 403
    for method in ("GET", "POST", "DELETE"):  # what users do, no worker does
        worker = await door.http.request(method, path, json={}, headers=WORKER)
        assert worker.status_code in {403, 404}, worker.text
    hls = {"platform": "hls", "name": "x", "source": "https://example.com/x.m3u8"}
    made = (await door.http.post("/v1/channels", json=hls, headers=bearer(ann.access))).json()
    elsewhere = f"/v1/channels/{made['channel_id']}/twitch/link"
    problem(await door.http.post(elsewhere, json={}, headers=bearer(ann.access)), 409, "not-on-twitch")


async def test_whoever_may_not_any_more_when_they_come_back_links_nothing(door: TwitchDoor) -> None:
    ann, editor = await door.person("ann"), await door.person("editor")
    membership_id = await joins(door.api, editor, ann.workspace_id, Role.EDITOR)
    channel_id = await door.channel(ann)
    begun = await door.begin_link(editor, channel_id)
    brought = await door.at_twitch(begun["url"], "streamer")
    gone = await door.http.delete(f"/v1/memberships/{membership_id}", headers=bearer(ann.access))
    assert gone.status_code == 204
    problem(await door.come_back(brought, begun["secret"]), 403, "forbidden")
    begun = await door.begin_link(ann, channel_id)
    brought = await door.at_twitch(begun["url"], "streamer")
    await door.http.delete(f"/v1/channels/{channel_id}", headers=bearer(ann.access))
    assert (await door.come_back(brought, begun["secret"])).status_code == 404
    assert await door.links() == []


async def test_unlinking_forgets_the_tokens_and_takes_them_back_at_twitch(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    await door.linked(ann, channel_id)
    streamer = door.fake.user("streamer").user_id
    door.fake.fail("/oauth2/revoke", 503, times=2)  # Twitch is away at first
    path = f"/v1/channels/{channel_id}/twitch/link"
    assert (await door.http.delete(path, headers=bearer(ann.access))).status_code == 204
    assert (await door.http.get(path, headers=bearer(ann.access))).json() == {"link": None, "features": []}
    problem(await door.http.delete(path, headers=bearer(ann.access)), 404, "unknown-twitch-link")
    for _ in range(4):
        await door.keeper.revoke_due()
        door.setup.clock.advance(3_600_000)
    assert not door.fake.authority.granted(door.fake.app.client_id, streamer)
    async with door.api.services.database.reading() as session:
        assert list(await session.scalars(select(TwitchRevocationRow))) == []
        kinds = list(await session.scalars(select(EventRow.kind).order_by(EventRow.number)))
    assert kinds == ["twitch.linked", "twitch.unlinked"]


async def test_a_link_goes_with_its_channel_and_with_its_workspace(door: TwitchDoor) -> None:
    ann, bob = await door.person("ann"), await door.person("bob")
    anns, bobs = await door.channel(ann), await door.channel(bob)
    await door.linked(ann, anns)
    await door.linked(bob, bobs)
    assert (await door.http.delete(f"/v1/channels/{anns}", headers=bearer(ann.access))).status_code == 204
    await door.keeper.sweep()
    assert [one["channel_id"] for one in await door.links()] == [bobs]
    gone = await door.http.delete(f"/v1/workspaces/{bob.workspace_id}", headers=bearer(bob.access))
    assert gone.status_code == 204
    await door.keeper.sweep()
    assert await door.links() == []
    await door.keeper.revoke_due()
    assert not door.fake.authority.granted(door.fake.app.client_id, door.fake.user("streamer").user_id)


async def test_the_bots_account_is_the_operators_alone(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    for headers in (bearer(ann.access), WORKER):
        assert (await door.http.post("/v1/twitch/bot/link", headers=headers)).status_code == 403
    assert (await door.http.get("/v1/twitch/bot")).status_code == 404
    begun = (await door.http.post("/v1/twitch/bot/link")).json()
    assert {one["needed_for"] for one in begun["scopes"]} == {"bot"}
    brought = await door.at_twitch(begun["url"], "hypecutbot")
    link = (await door.come_back(brought, begun["secret"])).json()["link"]
    assert (link["bot"], link["login"], link["workspace_id"], link["channel_id"]) == (
        True,
        "hypecutbot",
        "",
        None,
    )
    again = (await door.http.post("/v1/twitch/bot/link")).json()
    await door.come_back(await door.at_twitch(again["url"], "otherbot"), again["secret"])
    assert (await door.http.get("/v1/twitch/bot", headers=WORKER)).json()[
        "login"
    ] == "otherbot"  # there is one
    assert [one["login"] for one in await door.links()] == ["otherbot"]
    assert await door.links(bearer(ann.access)) == []
    assert (await door.http.get("/v1/twitch/bot", headers=bearer(ann.access))).status_code in {403, 404}
    assert (await door.http.delete("/v1/twitch/bot", headers=WORKER)).status_code == 403
    assert (await door.http.delete("/v1/twitch/bot")).status_code == 204


async def test_tokens_are_nowhere_in_the_open(door: TwitchDoor, caplog: pytest.LogCaptureFixture) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    said = [json.dumps(await door.linked(ann, channel_id, "chat"))]
    issued: set[str] = set()
    for hours in (0, 3, 3):
        door.setup.clock.advance(hours * 3_600_000)
        await door.keeper.work()
        issued |= {*door.fake.authority.tokens, *door.fake.authority.refreshes}
    await door.http.get(f"/v1/channels/{channel_id}/twitch/videos", headers=bearer(ann.access))
    issued |= {*door.fake.authority.tokens} | {door.fake.app.secret}
    for path in ("/v1/twitch/links", "/v1/revisions?limit=500", "/v1/audit-log", "/v1/events"):
        said += [(await door.http.get(path)).text, (await door.http.get(path, headers=WORKER)).text]
    async with door.api.services.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            said += [str(row) for row in await session.execute(select(table))]
        revisions = list(
            await session.scalars(select(RevisionRow).where(RevisionRow.table_name == "twitch_links"))
        )
        row = (await session.scalars(select(TwitchLinkRow))).one()
    whole = "\n".join(said) + caplog.text
    assert len(issued) >= 4
    assert not [token for token in issued if token in whole]
    assert len(revisions) == 1  # a token that is replaced is no news
    assert row.access_sealed is not None
    assert row.access_sealed not in json.dumps(revisions[0].after)
    assert not {"access_sealed", "refresh_sealed", "access_digest", "expires_at_ms"} & set(revisions[0].after)
    await signed_in_operator(door)
    shown = await door.http.get(f"/admin/tables/twitch_links/row?id={row.link_id}", headers=PAGES)
    assert shown.status_code == 200
    assert row.access_sealed not in shown.text
    assert "streamer" in shown.text


async def signed_in_operator(door: TwitchDoor) -> None:
    """The browser of the tests has a page's cookie from here on."""
    who = await door.person("root", operator=True)
    begun = (await door.http.post("/v1/auth/twitch/identity", headers=bearer(who.access))).json()
    await door.come_back(await door.at_twitch(begun["url"], "root"), begun["secret"])
    door.http.cookies.clear()
    sent = await door.http.get("/v1/auth/twitch/start", headers=PAGES)
    brought = await door.at_twitch(sent.headers["location"], "root")
    assert (await door.http.get("/v1/auth/twitch/callback", params=brought, headers=PAGES)).status_code == 200
