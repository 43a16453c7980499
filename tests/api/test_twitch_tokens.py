"""The token endpoint of workers: what TwitchIO is given by it, who is not, and how tokens are kept good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from twitchio.authentication import ManagedHTTPClient
from twitchio.http import Route

from api.seals import Seals
from api.tables import AuditRow, EventRow, TwitchLinkRow, TwitchRevocationRow
from api.twitch.broker import OF_ONE_LINK, WRONG_TOKENS
from api.twitch.routes import handle_of
from api.twitch.tokens import CLAIM_MS, EARLY_MS, JITTER_MS, due_ms
from tests.api.people import bearer
from tests.api.running import TOKEN, WORKER_TOKEN, Setup, listening, started, until
from tests.api.test_http import problem
from tests.api.twitch_door import NOBODY, WORKER, TwitchDoor, twitch_door

HOUR_MS = 3_600_000


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[TwitchDoor]:
    async with twitch_door(setup) as opened:
        yield opened


async def a_link(door: TwitchDoor) -> str:
    """The handle."""
    ann = await door.person("ann")
    await door.linked(ann, await door.channel(ann), "chat")
    (link,) = await door.links()
    return str(link["handle"])


async def row_of(door: TwitchDoor) -> TwitchLinkRow:
    async with door.api.services.database.reading() as session:
        return (await session.scalars(select(TwitchLinkRow))).one()


async def test_the_real_twitchio_gets_and_renews_its_tokens_here(
    door: TwitchDoor, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = await a_link(door)
    async with listening(setup) as url:
        monkeypatch.setattr(Route, "ID_BASE", f"{url}/v1/twitch/")
        monkeypatch.setattr(Route, "BASE", f"{door.fake.api_url}/")
        client = ManagedHTTPClient(client_id=door.fake.app.client_id, client_secret=WORKER_TOKEN)
        try:
            app = await client.client_credentials_token()
            assert door.fake.authority.tokens[app.access_token].user is None
            assert (await client.add_token(app.access_token, "")).login is None
            whose = await client.add_token("none", handle)
            assert (whose.login, whose.scopes) == ("streamer", ["user:read:chat"])
            streamer = door.fake.user("streamer").user_id
            first = client._tokens[streamer]["token"]
            assert client._tokens[streamer]["refresh"] == handle
            assert (await client.get_users(token_for=streamer))["data"][0]["login"] == "streamer"
            # In the middle of a call Twitch takes the token no longer.
            door.fake.authority.expire("streamer")
            assert (await client.get_users(token_for=streamer))["data"][0]["login"] == "streamer"
            assert client._tokens[streamer]["token"] != first
            assert client._tokens[streamer]["refresh"] == handle
            # The streamer takes it back: the library is told as by Twitch itself.
            door.fake.authority.disconnect("streamer")
            with pytest.raises(Exception, match="400"):
                await client.get_users(token_for=streamer)
        finally:
            await client.close()
    (link,) = await door.links()
    assert link["state"] == "revoked"
    assert "Invalid refresh token" in link["reason"]


async def test_a_worker_is_given_an_access_token_and_nothing_that_outlives_it(door: TwitchDoor) -> None:
    handle = await a_link(door)
    answer = await door.token(grant_type="refresh_token", refresh_token=handle)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    given = answer.json()
    assert given["refresh_token"] == handle
    assert (given["scope"], given["token_type"], given["expires_in"]) == (
        ["user:read:chat"],
        "bearer",
        14_400,
    )
    assert not [refresh for refresh in door.fake.authority.refreshes if refresh in answer.text]
    told = await door.validated(given["access_token"])
    assert told.json()["login"] == "streamer"
    app = (await door.token(grant_type="client_credentials")).json()
    assert (await door.validated(app["access_token"])).status_code == 200
    again = (await door.token(grant_type="client_credentials")).json()
    assert again["access_token"] == app["access_token"]  # one for the installation
    # In the address, as TwitchIO sends it.
    form = {
        "client_id": door.fake.app.client_id,
        "client_secret": WORKER_TOKEN,
        "grant_type": "refresh_token",
    }
    sent = await door.http.post(
        "/v1/twitch/oauth2/token", params={**form, "refresh_token": handle}, headers=NOBODY
    )
    assert sent.json()["access_token"] == given["access_token"]


async def test_nobody_but_a_worker_is_given_a_token(door: TwitchDoor) -> None:
    handle = await a_link(door)
    for secret in ("", "x", TOKEN, door.fake.app.secret):  # nor the operator, nor who knows Twitch's secret
        for kind in ("refresh_token", "client_credentials"):
            answer = await door.token(grant_type=kind, refresh_token=handle, client_secret=secret)
            problem(answer, 403, "forbidden")
    # A worker's token in the header is none in the form.
    form = {"grant_type": "refresh_token", "refresh_token": handle, "client_id": door.fake.app.client_id}
    problem(await door.http.post("/v1/twitch/oauth2/token", data=form, headers=WORKER), 403, "forbidden")
    problem(
        await door.token(grant_type="refresh_token", refresh_token=handle, client_id="x"), 403, "forbidden"
    )
    for _ in range(WRONG_TOKENS.count):
        answer = await door.token(grant_type="client_credentials", client_secret="guess")  # noqa: S106 - it is a guess
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (await door.token(grant_type="client_credentials")).status_code == 200  # of the same place


@pytest.mark.parametrize(
    "change", [lambda h: "", lambda h: h[:-1], lambda h: "x" + h, lambda h: h * 9, lambda h: h + "é"]
)
async def test_a_handle_cannot_be_guessed(door: TwitchDoor, change: object) -> None:
    handle = await a_link(door)
    assert callable(change)
    answer = await door.token(grant_type="refresh_token", refresh_token=change(handle))
    problem(answer, 400, "twitch-handle-refused")
    real = next(iter(door.fake.authority.refreshes))
    problem(await door.token(grant_type="refresh_token", refresh_token=real), 400, "twitch-handle-refused")
    problem(await door.token(grant_type="password", refresh_token=handle), 400, "twitch-handle-refused")
    assert door.fake.authority.refreshed == []


async def test_a_handle_is_of_no_use_at_another_installation(door: TwitchDoor) -> None:
    handle = await a_link(door)
    link_id = handle.partition(".")[0]
    assert handle_of(door.api.services.seals, link_id) == handle
    assert handle_of(Seals("another secret"), link_id) != handle


async def test_twitch_is_asked_of_no_token_but_ours(door: TwitchDoor) -> None:
    await a_link(door)
    strange = door.fake.token("mallory", "user:read:chat").access
    for headers in ({"Authorization": f"OAuth {strange}"}, {"Authorization": "OAuth "}, NOBODY, WORKER):
        problem(await door.http.get("/v1/twitch/oauth2/validate", headers=headers), 401, "unauthorized")


async def test_users_see_no_handle(door: TwitchDoor) -> None:
    await a_link(door)
    assert [one["handle"] for one in await door.links({"Authorization": f"Bearer {TOKEN}"})] == [None]
    eve = await door.person("eve")
    assert await door.links(bearer(eve.access)) == []


async def test_a_token_that_is_good_is_not_renewed_and_one_that_ends_within_the_hour_is(
    door: TwitchDoor,
) -> None:
    handle = await a_link(door)
    first = (await door.token(grant_type="refresh_token", refresh_token=handle)).json()
    assert door.fake.authority.refreshed == []
    door.setup.clock.advance(2 * HOUR_MS)
    same = (await door.token(grant_type="refresh_token", refresh_token=handle)).json()
    assert same["access_token"] == first["access_token"]
    door.setup.clock.advance(HOUR_MS)
    other = (await door.token(grant_type="refresh_token", refresh_token=handle)).json()
    assert other["access_token"] != first["access_token"]
    assert other["expires_in"] == 14_400
    assert door.fake.authority.refreshed == ["streamer"]


@pytest.mark.parametrize("rotates", [True, False])
async def test_of_many_who_ask_at_once_one_renews_it(door: TwitchDoor, rotates: bool) -> None:
    handle = await a_link(door)
    door.fake.authority.rotates = rotates
    for count in (1, 2):
        door.fake.authority.expire("streamer")
        answers = await asyncio.gather(
            *(door.token(grant_type="refresh_token", refresh_token=handle) for _ in range(10))
        )
        assert len({one.json()["access_token"] for one in answers}) == 1
        assert door.fake.authority.refreshed == ["streamer"] * count


async def test_two_processes_renew_one_after_the_other(door: TwitchDoor, setup: Setup) -> None:
    handle = await a_link(door)
    door.fake.authority.rotates = True
    async with started(setup) as beside:
        other = TwitchDoor(beside, door.fake, setup)
        door.fake.authority.expire("streamer")
        one, two = await asyncio.gather(
            *(who.token(grant_type="refresh_token", refresh_token=handle) for who in (door, other))
        )
    assert one.json()["access_token"] == two.json()["access_token"]
    assert door.fake.authority.refreshed == ["streamer"]


async def test_a_process_that_died_while_it_renewed_holds_nobody_up(door: TwitchDoor) -> None:
    handle = await a_link(door)
    door.fake.authority.expire("streamer")
    async with door.api.services.database.writing() as work:
        row = (await work.session.scalars(select(TwitchLinkRow))).one()
        row.refreshing_until_ms = door.setup.clock.now_ms() + CLAIM_MS
    door.setup.clock.advance(CLAIM_MS)
    assert (await door.token(grant_type="refresh_token", refresh_token=handle)).status_code == 200


async def test_tokens_are_renewed_before_they_end_whether_anybody_asks_or_not(door: TwitchDoor) -> None:
    await a_link(door)
    row = await row_of(door)
    assert EARLY_MS <= row.expires_at_ms - row.refresh_due_ms <= EARLY_MS + JITTER_MS
    for _ in range(8):
        door.setup.clock.advance(HOUR_MS)
        await door.keeper.replace_due()
        row = await row_of(door)
        assert row.expires_at_ms - door.setup.clock.now_ms() >= EARLY_MS - HOUR_MS
        assert door.fake.authority.valid(
            door.api.services.seals.open("twitch access token", row.access_sealed or "")
        )
    assert 2 <= len(door.fake.authority.refreshed) <= 4


def test_links_that_were_made_together_are_not_renewed_together() -> None:
    at = [due_ms(f"link-{number}", 0, 4 * HOUR_MS) for number in range(200)]
    assert max(at) - min(at) > JITTER_MS // 2
    assert len(set(at)) > 190
    assert all(0 < due_ms(f"link-{number}", 0, 60_000) < 60_000 for number in range(20))  # short ones too


async def test_while_twitch_is_away_a_link_stays_and_is_tried_ever_less_often(door: TwitchDoor) -> None:
    handle = await a_link(door)
    door.fake.fail("/oauth2/token", 503, times=-1)
    door.setup.clock.advance(3 * HOUR_MS)
    waits = []
    for _ in range(8):
        await door.keeper.replace_due()
        row = await row_of(door)
        waits.append(row.refresh_due_ms - door.setup.clock.now_ms())
        door.setup.clock.advance(waits[-1])
    assert waits == [60_000, 120_000, 240_000, 480_000, 960_000, 1_800_000, 1_800_000, 1_800_000]
    assert row.state == "linked"
    problem(await door.token(grant_type="refresh_token", refresh_token=handle), 503, "twitch-away")
    door.fake.faults.orders.clear()
    assert (await door.token(grant_type="refresh_token", refresh_token=handle)).status_code == 200
    assert (await row_of(door)).refresh_tries == 0


async def test_a_secret_that_is_wrong_here_ends_nobodys_link(door: TwitchDoor, setup: Setup) -> None:
    handle = await a_link(door)
    door.fake.app.secret = "another one"  # noqa: S105 - of the stand-in
    door.fake.authority.expire("streamer")
    problem(await door.token(grant_type="refresh_token", refresh_token=handle), 502, "twitch-wrong")
    assert (await row_of(door)).state == "linked"


async def test_another_secret_of_the_api_ends_nobodys_link(door: TwitchDoor, setup: Setup) -> None:
    await a_link(door)
    setup.more |= {"secret": "another one"}
    async with started(setup) as beside:
        other = TwitchDoor(beside, door.fake, setup)
        (link,) = await other.links()
        answer = await other.token(grant_type="refresh_token", refresh_token=link["handle"])
        said = problem(answer, 400, "twitch-handle-refused")
        assert "HYPECUT_SECRET" in str(said["detail"])
        door.setup.clock.advance(3 * HOUR_MS)
        await other.keeper.replace_due()
    assert (await row_of(door)).state == "linked"


async def test_a_refused_renewal_revokes_the_link_once_and_says_so(door: TwitchDoor) -> None:
    handle = await a_link(door)
    door.fake.authority.disconnect("streamer")
    door.setup.clock.advance(3 * HOUR_MS)
    await door.keeper.replace_due()
    row = await row_of(door)
    assert (row.state, row.access_sealed, row.refresh_sealed, row.access_digest) == (
        "revoked",
        None,
        None,
        None,
    )
    assert row.reason == "Twitch does not renew its token: Invalid refresh token"
    problem(await door.token(grant_type="refresh_token", refresh_token=handle), 400, "twitch-handle-refused")
    await door.keeper.replace_due()
    async with door.api.services.database.reading() as session:
        kinds = list(await session.scalars(select(EventRow.kind).order_by(EventRow.number)))
        audit = (await session.scalars(select(AuditRow).where(AuditRow.action == "twitch.revoked"))).all()
    assert kinds == ["twitch.linked", "twitch.revoked"]
    assert [one.detail["login"] for one in audit] == ["streamer"]
    # Linked anew, it is the same link and works.
    channel_id = str(row.channel_id)
    owner = await door.http.post(f"/v1/channels/{channel_id}/twitch/link", json={})
    brought = await door.at_twitch(owner.json()["url"], "streamer")
    link = (await door.come_back(brought, owner.json()["secret"])).json()["link"]
    assert (link["link_id"], link["state"], link["reason"]) == (row.link_id, "linked", "")
    assert (await door.token(grant_type="refresh_token", refresh_token=handle)).status_code == 200


async def test_what_comes_for_a_link_that_is_gone_meanwhile_is_given_back(door: TwitchDoor) -> None:
    await a_link(door)
    row = await row_of(door)
    order = door.fake.fail("/oauth2/token", 0, hangs=True)
    door.fake.authority.expire("streamer")
    asking = asyncio.create_task(door.api.services.twitch_tokens.replaced(row.link_id, row.access_digest))
    await until(lambda: order not in door.fake.faults.orders)
    gone = await door.http.delete(f"/v1/channels/{row.channel_id}/twitch/link")
    assert gone.status_code == 204
    door.fake.faults.let_go()
    with pytest.raises(Exception, match="it is not there"):
        await asking
    await door.keeper.revoke_due()
    assert not door.fake.authority.granted(door.fake.app.client_id, door.fake.user("streamer").user_id)
    async with door.api.services.database.reading() as session:
        assert not list(await session.scalars(select(TwitchRevocationRow)))


async def test_one_link_is_not_asked_for_without_end(door: TwitchDoor) -> None:
    handle = await a_link(door)
    for _ in range(OF_ONE_LINK.count):
        assert (await door.token(grant_type="refresh_token", refresh_token=handle)).status_code == 200
    over = await door.token(grant_type="refresh_token", refresh_token=handle)
    problem(over, 503, "unavailable")  # TwitchIO forgets a token at 429, and comes again at 503
    assert "retry-after" in over.headers
