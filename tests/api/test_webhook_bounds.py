"""What webhooks must not do: reach what is not public, show their secret, grow without bound."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.events.news import News
from api.seals import Seals
from api.settings import ApiSettings
from api.sweeper import Sweeper
from api.webhooks import queue
from api.webhooks.deliverer import WAITS_S, Deliverer
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.sending import Letter, send
from streams.addresses import networks
from streams.process import CannotStart
from tests.api.receiver import Receiver, receiving, verify
from tests.api.running import Api, Setup, started, until
from tests.api.test_http import problem
from tests.api.test_webhooks import Idle, deliverer, log_of, new_hook
from tests.api.world import (
    WORKER,
    joined,
    key_of,
    person,
    session_of,
)

HERE = networks("127.0.0.1")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


@pytest.fixture
def setup(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """The operator allows this machine; and only the tests' own deliverers deliver."""
    setup.more["webhook_networks"] = "127.0.0.1/32"
    monkeypatch.setattr("api.app.Deliverer", Idle)
    return setup


async def test_nothing_is_sent_to_where_it_must_not_go(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    for url in (
        "ftp://example.com", "file:///etc/passwd", "http://user:pw@example.com/", "http:///", "x", "",
        "https://example.com/a b", "https://" + "a" * 2000,
    ):  # fmt: skip
        answer = await api.http.post(
            "/v1/webhooks", json={"url": url, "workspace_id": owner.workspace_id}, headers=owner.headers
        )
        errors: Any = problem(answer, 422, "invalid")["errors"]
        assert [one["field"] for one in errors] == ["url"]
    hook = await new_hook(api, owner, receiver.url)
    strict = Deliverer(api.services.database, setup.clock, api.services.seals, News(), ())
    await api.http.post(f"/v1/webhooks/{hook['webhook_id']}/ping", headers=owner.headers)
    assert await strict.deliver_due() == 1
    assert receiver.came == []
    [entry] = await log_of(api, owner, hook)
    assert (entry["state"], entry["status"]) == ("waiting", None)
    assert "not on the public internet" in entry["error"]


async def test_the_connection_is_made_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that stands for something else at its second look gains nothing."""
    looks = []

    async def turning(host: str, port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["127.0.0.2"]

    monkeypatch.setattr("streams.addresses._system", turning)
    port = receiver.url.split(":")[2].partition("/")[0]
    letter = Letter(f"http://name.invalid:{port}/", ("s",), "d", "k", 1, "{}", 1)
    outcome = await send(letter, HERE)
    assert (outcome.status, looks) == (200, ["name.invalid"])
    assert receiver.came[0][0]["Host"] == f"name.invalid:{port}"


async def test_a_try_always_ends(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    monkeypatch.setattr("api.webhooks.sending.TRY_S", 0.1)
    receiver.gate.clear()
    outcome = await send(Letter(receiver.url, ("s",), "d", "k", 1, "{}", 1), HERE)
    assert (outcome.status, outcome.arrived) == (None, False)
    assert "no answer" in outcome.error
    refused = await send(Letter("http://127.0.0.1:9/", ("s",), "d", "k", 1, "{}", 1), HERE)
    assert refused.status is None
    assert "127.0.0.1:9" in refused.error


async def test_who_may_do_what(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    editor, viewer = await joined(api, owner, "ed", "editor"), await joined(api, owner, "vic", "viewer")
    stranger = await person(api, "eve")
    hook = await new_hook(api, owner, receiver.url)
    path = f"/v1/webhooks/{hook['webhook_id']}"
    ping = (await api.http.post(f"{path}/ping", headers=owner.headers)).json()["delivery_id"]
    calls: list[tuple[str, str, dict[str, object] | None]] = [
        ("GET", path, None),
        ("PATCH", path, {"description": "x"}),
        ("POST", f"{path}/ping", None),
        ("POST", f"{path}/secret", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/{ping}/replay", None),
        ("DELETE", path, None),
    ]
    for method, where, body in calls:
        for who in (stranger.headers, viewer.headers, editor.headers, WORKER):
            answer = await api.http.request(method, where, json=body, headers=who)
            assert answer.status_code == 404, (method, where, answer.text)
        nobody = await api.http.request(method, where, json=body, headers={"Authorization": ""})
        assert nobody.status_code == 401
        if method != "GET":
            read_only = await key_of(api, owner, "webhooks:read")
            assert (await api.http.request(method, where, json=body, headers=read_only)).status_code == 403
    made = {"url": receiver.url, "workspace_id": owner.workspace_id}
    for who in (stranger.headers, viewer.headers, editor.headers, WORKER):
        answer = await api.http.post("/v1/webhooks", json=made, headers=who)
        assert answer.status_code == 403, answer.text
    assert (await api.http.get("/v1/webhooks", headers=editor.headers)).json()["items"] == []
    for more, field in (
        ({"kinds": ["clip.nonsense"]}, "kinds.0"),
        ({"secret": "x"}, "secret"),
        ({"url": None}, "url"),
    ):
        answer = await api.http.post("/v1/webhooks", json=made | more, headers=owner.headers)
        errors: Any = problem(answer, 422, "invalid")["errors"]
        assert [one["field"] for one in errors] == [field]
    assert (await api.http.patch(path, json={"url": "ftp://x"}, headers=owner.headers)).status_code == 422
    assert (await api.http.patch(path, json={"active": None}, headers=owner.headers)).status_code == 422
    shown = await api.http.get(path, headers=owner.headers)
    stale = owner.headers | {"If-Match": '"99"'}
    assert (await api.http.patch(path, json={"description": "y"}, headers=stale)).status_code == 412
    assert "secret" not in shown.json()
    assert (await api.http.delete(path, headers=owner.headers)).status_code == 204
    assert (await api.http.get(path, headers=owner.headers)).status_code == 404
    assert await deliverer(api, setup).deliver_due() == 0  # not even what waits


async def test_the_secret_is_shown_once_and_lies_sealed(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    path = f"/v1/webhooks/{hook['webhook_id']}"
    assert hook["secret"].startswith("whsec_")
    async with api.services.database.reading() as session:
        row = await session.get(WebhookRow, hook["webhook_id"])
        assert row is not None
        assert hook["secret"] not in row.secret
    revisions = await api.http.get("/v1/revisions", headers=owner.headers)
    assert hook["secret"] not in revisions.text
    assert row.secret not in revisions.text
    turned = (await api.http.post(f"{path}/secret", headers=owner.headers)).json()["secret"]
    assert turned != hook["secret"]
    await api.http.post(f"{path}/ping", headers=owner.headers)
    other = Deliverer(api.services.database, setup.clock, Seals("another secret"), News(), HERE)
    await other.deliver_due()
    assert receiver.came == []  # what cannot be signed is not sent
    [entry] = await log_of(api, owner, hook)
    assert "make it another one" in entry["error"]
    setup.clock.advance(WAITS_S[0] * 1000)
    await deliverer(api, setup).deliver_due()
    verify(turned, *receiver.came[0])


async def test_old_deliveries_are_forgotten(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    await new_hook(api, owner, receiver.url)
    await session_of(api, owner)
    sweeper = Sweeper(api.services.database, setup.clock)

    async def count() -> int:
        await sweeper.sweep()
        async with api.services.database.reading() as session:
            return len((await session.scalars(select(DeliveryRow))).all())

    setup.clock.advance(queue.KEPT_MS)
    assert await count() == 1
    setup.clock.advance(1)
    assert await count() == 0


async def test_a_workspace_has_a_bound_of_webhooks(
    api: Api, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "WEBHOOKS_MAX", 1)
    owner = await person(api, "ann")
    await new_hook(api, owner, receiver.url)
    body = {"url": receiver.url, "workspace_id": owner.workspace_id}
    answer: httpx.Response = await api.http.post("/v1/webhooks", json=body, headers=owner.headers)
    problem(answer, 409, "too-many-webhooks")


async def test_the_api_delivers_by_itself(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    setup.more["webhook_networks"] = "127.0.0.1/32"
    async with receiving() as receiver, started(setup) as api:
        owner = await person(api, "ann")
        await new_hook(api, owner, receiver.url)
        await session_of(api, owner)
        await until(lambda: receiver.kinds() == ["session.started"])


def test_a_network_that_is_none_keeps_the_api_from_starting(setup: Setup) -> None:
    setup.more["webhook_networks"] = "10.0.0.0/99"
    with pytest.raises(CannotStart, match="HYPECUT_WEBHOOK_NETWORKS"):
        setup.app()
    assert ApiSettings.model_fields["webhook_networks"].default == ""
