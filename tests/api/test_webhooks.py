"""Webhooks: signed, at least once, patient, and never to where they must not go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from api.database import Database
from api.events.news import News
from api.webhooks import deliverer as delivering
from api.webhooks.deliverer import DEAD_IN_ROW_MAX, LEASE_MS, TRIES_MAX, WAITS_S, Deliverer
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.sending import signature
from streams.addresses import networks
from tests.api.receiver import Receiver, receiving, verify
from tests.api.running import EPOCH_MS, Api, Setup, until
from tests.api.test_http import problem
from tests.api.world import (
    Person,
    a_clip,
    person,
    put,
    put_highlight,
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


class Idle(Deliverer):
    """Delivers nothing."""

    async def run(self) -> None:
        await asyncio.Event().wait()


def deliverer(api: Api, setup: Setup) -> Deliverer:
    """One more process that delivers."""
    return Deliverer(api.services.database, setup.clock, api.services.seals, News(), HERE)


async def new_hook(api: Api, owner: Person, url: str, **more: object) -> dict[str, Any]:
    body = {"url": url, "workspace_id": owner.workspace_id} | more
    answer = await api.http.post("/v1/webhooks", json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def log_of(api: Api, owner: Person, hook: dict[str, Any], **params: str) -> list[dict[str, Any]]:
    path = f"/v1/webhooks/{hook['webhook_id']}/deliveries"
    answer = await api.http.get(path, params=params | {"sort": "created_at_ms"}, headers=owner.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_event_arrives_signed(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url, kinds=["clip.ready"])
    everything = await new_hook(api, owner, receiver.url + "/all")
    session_id = await session_of(api, owner)
    clip = a_clip(session_id, title="שלום 🎉")
    await put(api, f"/v1/clips/{clip.clip_id}", clip)
    assert await deliverer(api, setup).deliver_due() == 3
    assert sorted(receiver.kinds()) == ["clip.ready", "clip.ready", "session.started"]
    [told] = [
        one for one in (await api.http.get("/v1/events", headers=owner.headers)).json()["items"]
        if one["kind"] == "clip.ready"
    ]  # fmt: skip
    [entry] = await log_of(api, owner, hook)
    [(headers, body)] = [one for one in receiver.came if one[0]["Hypecut-Delivery"] == entry["delivery_id"]]
    assert verify(hook["secret"], headers, body) == EPOCH_MS // 1000
    with pytest.raises(AssertionError):
        verify(everything["secret"], headers, body)
    with pytest.raises(AssertionError):
        verify(hook["secret"], headers, body + b" ")
    assert json.loads(body) == told
    assert (headers["Content-Type"], headers["Hypecut-Try"]) == ("application/json", "1")
    assert (entry["state"], entry["status"], entry["answer"], entry["error"]) == (
        "delivered", 200, "thank you", ""
    )  # fmt: skip
    assert (entry["event_number"], entry["tries"], entry["payload"]) == (told["number"], 1, body.decode())
    assert entry["duration_ms"] >= 0
    assert await deliverer(api, setup).deliver_due() == 0


def test_the_signature_is_what_it_is_for_ever() -> None:
    # printf '1790000000.{}' | openssl dgst -sha256 -hmac whsec_x
    expected = "ee255eb9cad02ad9498c2d20c6f1d5f11f1bb72ed362ccd125d6784747f56eda"
    assert signature(["whsec_x"], 1_790_000_000, "{}") == f"t=1790000000,v1={expected}"
    assert (
        signature(["whsec_x"], 1, "{}") != signature(["whsec_x"], 2, "{}") != signature(["whsec_y"], 2, "{}")
    )
    both = signature(["whsec_y", "whsec_x"], 1_790_000_000, "{}")
    assert both.startswith(signature(["whsec_y"], 1_790_000_000, "{}"))
    assert both.endswith(f",v1={expected}")


async def test_a_failure_is_tried_again_with_growing_waits_until_it_is_dead(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    await session_of(api, owner)
    receiver.status = 503
    receiver.body = b"x" * 5000
    one = deliverer(api, setup)
    assert await one.deliver_due() == 1
    for wait_s in WAITS_S:
        setup.clock.advance(wait_s * 1000 - 1)
        assert await one.deliver_due() == 0
        setup.clock.advance(1)
        assert await one.deliver_due() == 1
    async with api.services.database.reading() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
    assert (row.state, row.tries, row.status, row.error) == ("dead", TRIES_MAX, 503, "it answers 503")
    assert row.answer == "x" * 1024
    assert [headers["Hypecut-Try"] for headers, _ in receiver.came] == [str(n + 1) for n in range(TRIES_MAX)]
    assert len({body for _, body in receiver.came}) == 1  # the same bytes, each signed for its own time
    times = [verify(hook["secret"], headers, body) for headers, body in receiver.came]
    assert times == sorted(set(times))
    setup.clock.advance(10 * 86_400_000)
    assert await one.deliver_due() == 0


async def test_a_receiver_that_comes_back_gets_what_it_missed(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    await session_of(api, owner)
    receiver.statuses = [500, 302, 404]
    receiver.headers = {"Location": receiver.url + "/elsewhere"}
    one = deliverer(api, setup)
    states = []
    for wait_s in (0, *WAITS_S[:3]):
        setup.clock.advance(wait_s * 1000)
        await one.deliver_due()
        async with api.services.database.reading() as session:
            row = (await session.scalars(select(DeliveryRow))).one()
        states.append((row.state, row.status))
    assert states == [("waiting", 500), ("waiting", 302), ("waiting", 404), ("delivered", 200)]
    assert len(receiver.came) == 4  # the redirect was not followed
    assert hook


async def test_five_dead_in_a_row_turn_it_off_and_a_person_turns_it_on(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url, kinds=["highlight.opened"])
    session_id = await session_of(api, owner)
    path = f"/v1/webhooks/{hook['webhook_id']}"
    one = deliverer(api, setup)

    async def dead(count: int, first: int) -> None:
        receiver.status = 500
        for number in range(first, first + count):
            await put_highlight(api, session_id, number * 100_000)
        await one.deliver_due()
        async with api.services.database.writing() as work:  # so that the next try is the last one
            await work.session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.state == "waiting")
                .values(tries=TRIES_MAX - 1, due_at_ms=setup.clock.now_ms())
            )
        while await one.deliver_due():
            pass

    async def shown() -> dict[str, Any]:
        async with api.services.database.reading() as session:
            row = await session.get(WebhookRow, hook["webhook_id"])
            assert row is not None
            return {"active": row.active, "dead": row.dead_in_row, "why": row.disabled_reason}

    await dead(DEAD_IN_ROW_MAX - 1, 1)
    assert (await shown())["dead"] == DEAD_IN_ROW_MAX - 1
    receiver.status = 200
    await put_highlight(api, session_id, 5_000_000)
    await one.deliver_due()
    assert await shown() == {"active": True, "dead": 0, "why": ""}  # one that arrives begins anew
    await dead(DEAD_IN_ROW_MAX, 10)
    off = await shown()
    assert off["active"] is False
    assert "it answers 500" in off["why"]
    notes = (await api.http.get("/v1/audit-log", headers=owner.headers)).json()["items"]
    [note] = [note for note in notes if note["action"] == "webhook.disabled"]
    assert note["detail"]["webhook_id"] == hook["webhook_id"]
    count = len(receiver.came)
    await put_highlight(api, session_id, 9_000_000)
    assert await one.deliver_due() == 0
    problem(await api.http.post(f"{path}/ping", headers=owner.headers), 409, "webhook-off")
    on = await api.http.patch(path, json={"active": True}, headers=owner.headers)
    assert (on.json()["disabled_at_ms"], on.json()["disabled_reason"]) == (None, "")
    receiver.status = 200
    assert (await api.http.post(f"{path}/ping", headers=owner.headers)).status_code == 202
    await one.deliver_due()
    assert receiver.kinds()[count:] == ["webhook.ping"]


async def test_it_is_sent_again_on_wish(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    path = f"/v1/webhooks/{hook['webhook_id']}"
    receiver.statuses = [500]
    ping = (await api.http.post(f"{path}/ping", headers=owner.headers)).json()
    one = deliverer(api, setup)
    await one.deliver_due()
    replay = f"{path}/deliveries/{ping['delivery_id']}/replay"
    early = await api.http.post(replay, headers=owner.headers)  # it waits: it is tried now
    assert (early.status_code, early.json()["delivery_id"]) == (202, ping["delivery_id"])
    assert await one.deliver_due() == 1
    setup.clock.advance(1)
    again = await api.http.post(replay, headers=owner.headers)
    assert (again.json()["replay_of"], again.json()["state"]) == (ping["delivery_id"], "waiting")
    await one.deliver_due()
    first, second = await log_of(api, owner, hook)
    assert (first["state"], second["state"], second["replay_of"]) == (
        "delivered", "delivered", first["delivery_id"]
    )  # fmt: skip
    assert first["payload"] == second["payload"]
    unknown = f"{path}/deliveries/01900000-0000-7000-8000-000000000000/replay"
    problem(await api.http.post(unknown, headers=owner.headers), 404, "unknown-delivery")
    other = await new_hook(api, owner, receiver.url)
    crossed = replay.replace(hook["webhook_id"], other["webhook_id"])
    problem(await api.http.post(crossed, headers=owner.headers), 404, "unknown-delivery")
    receiver.gate.clear()
    await api.http.post(replay, headers=owner.headers)
    under_way = asyncio.create_task(one.deliver_due())
    await until(lambda: len(receiver.came) == 4)
    sending = (await log_of(api, owner, hook, state="sending"))[0]["delivery_id"]
    busy = await api.http.post(f"{path}/deliveries/{sending}/replay", headers=owner.headers)
    problem(busy, 409, "delivery-under-way")
    receiver.gate.set()
    await under_way


async def test_two_processes_send_each_once(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    await new_hook(api, owner, receiver.url, kinds=["highlight.opened"])
    await new_hook(api, owner, receiver.url, kinds=["highlight.opened"])
    session_id = await session_of(api, owner)
    for number in range(10):
        await put_highlight(api, session_id, number * 100_000)
    key = api.services.settings.database
    other = Database(key, setup.clock)
    both = [
        deliverer(api, setup),
        Deliverer(other, setup.clock, api.services.seals, News(), HERE),
    ]

    async def work(one: Deliverer) -> None:
        while await one.deliver_due():
            pass

    await asyncio.gather(*(work(one) for one in both))
    await asyncio.gather(*(work(one) for one in both))
    await other.close()
    names = [headers["Hypecut-Delivery"] for headers, _ in receiver.came]
    assert len(names) == len(set(names)) == 20


async def test_what_a_dead_process_was_sending_is_sent_again(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    await session_of(api, owner)
    receiver.gate.clear()
    dies = deliverer(api, setup)
    task = asyncio.create_task(dies.run())
    await until(lambda: len(receiver.came) == 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    receiver.gate.set()
    heir = deliverer(api, setup)
    setup.clock.advance(LEASE_MS - 1)
    assert await heir.deliver_due() == 0
    setup.clock.advance(1)
    assert await heir.deliver_due() == 1
    ids = {headers["Hypecut-Delivery"] for headers, _ in receiver.came}
    assert (len(receiver.came), len(ids)) == (2, 1)
    async with api.services.database.reading() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
    assert (row.state, row.tries) == ("delivered", 2)
    assert hook


async def test_who_comes_too_late_with_an_outcome_changes_nothing(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    await new_hook(api, owner, receiver.url)
    await session_of(api, owner)
    receiver.gate.clear()
    slow = asyncio.create_task(deliverer(api, setup).deliver_due())
    await until(lambda: len(receiver.came) == 1)
    setup.clock.advance(LEASE_MS)
    held, receiver.gate = receiver.gate, asyncio.Event()
    receiver.gate.set()
    receiver.statuses = [200, 500]
    assert await deliverer(api, setup).deliver_due() == 1
    held.set()  # only now the first try is answered, with the 500
    await slow
    async with api.services.database.reading() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
    assert (row.state, row.status, row.tries, row.claim) == ("delivered", 200, 2, "")


async def test_a_slow_receiver_leaves_room_for_others(api: Api, setup: Setup, receiver: Receiver) -> None:
    owner = await person(api, "ann")
    async with receiving() as slow:
        slow.gate.clear()
        await new_hook(api, owner, slow.url, kinds=["highlight.opened"])
        session_id = await session_of(api, owner)
        for number in range(delivering.LOOKED_AT_MAX + 5):
            await put_highlight(api, session_id, number * 100_000)
        await new_hook(api, owner, receiver.url)
        await put_highlight(api, session_id, 50_000_000)
        task = asyncio.create_task(deliverer(api, setup).run())
        await until(lambda: len(receiver.came) == 1)
        assert len(slow.came) <= delivering.CLAIM_OF_ONE_MAX
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
