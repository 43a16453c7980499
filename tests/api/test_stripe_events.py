"""Events of Stripe: signed, written down once, handled once, in any order, again when asked."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from api.billing import inbox
from api.billing.handling import Effect, Handler, Told
from api.billing.models import StripeEventRow, SubscriptionRow
from api.edge import STRIPE_BYTES_MAX
from tests.api.running import Setup
from tests.api.selling import DAY_MS, EVENTS, HOUR_MS, Selling, buyer, selling
from tests.api.world import Person
from tests.fakes.stripe import SECRET
from tests.fakes.stripe_form import Json
from tests.fakes.stripe_signing import signature_of

OPERATOR = Person("", "", {})
"""The client's own headers are an operator's."""


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


def an_event(**more: object) -> Json:
    body = {"id": "evt_1", "object": "event", "type": "customer.created", "created": 1_790_000_000}
    return {**body, "data": {"object": {"id": "cus_1"}}, **more}


async def rows(shop: Selling) -> list[StripeEventRow]:
    async with shop.api.services.database.reading() as session:
        return list((await session.scalars(select(StripeEventRow))).all())


async def test_what_is_not_signed_is_refused_and_not_kept(shop: Selling) -> None:
    body, now_s = json.dumps(an_event()), shop.clock.now_ms() // 1000
    good = signature_of(body, SECRET, now_s)
    for signature in (
        "",
        "t=1,v1=00",
        "nonsense",
        signature_of(body, "whsec_other", now_s),
        signature_of(body + " ", SECRET, now_s),
        signature_of(body, SECRET, now_s - 301),
        signature_of(body, SECRET, now_s + 301),
        good.replace("t=", "t=1"),
        good.replace("v1=", "v0="),
    ):
        headers = {"Stripe-Signature": signature}
        answer = await shop.api.http.post(EVENTS, content=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:hypecut:problem:not-signed"), (
            signature
        )
    assert await rows(shop) == []
    assert (await shop.post(an_event())).json() == {"event_id": "evt_1", "known": False}
    assert (await shop.post(an_event())).json() == {"event_id": "evt_1", "known": True}
    assert len(await rows(shop)) == 1


async def test_a_stranger_is_refused_without_a_turn_to_write(shop: Selling) -> None:
    async with shop.api.services.database.writing(), asyncio.timeout(5):
        answer = await shop.api.http.post(EVENTS, content="{}", headers={"Stripe-Signature": "t=1,v1=0"})
    assert answer.status_code == 400


async def test_what_is_signed_but_no_event_is_refused(shop: Selling) -> None:
    for event in (
        {},
        {"id": "evt_1"},
        an_event(created="x"),
        an_event(id=""),
        an_event(id="a\0b"),
        an_event(data={}),
    ):
        assert (await shop.post(event)).status_code == 400
    assert await rows(shop) == []


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(shop: Selling) -> None:
    answer = await shop.post(an_event(more="x" * STRIPE_BYTES_MAX))
    assert answer.status_code == 413


async def test_what_is_of_no_interest_or_of_others_is_ignored(shop: Selling) -> None:
    other = shop.shop.create_customer({"name": "somebody else's"})
    shop.shop.create_product({"name": "another thing", "id": "prod_x"})
    intent = shop.shop.new_intent(other["id"], 100, "eur", {})
    shop.shop.succeed(intent)
    shop.shop.create_refund({"payment_intent": intent["id"]})
    await shop.post(an_event())
    await shop.hear()
    notes = {row.kind: (row.state, row.note) for row in await rows(shop)}
    not_ours = ("ignored", "it is of no customer of this installation")
    assert notes["payment_intent.succeeded"] == not_ours
    assert notes["charge.refunded"] == not_ours
    assert notes["customer.created"] == ("ignored", "nothing follows from this kind of event")
    assert shop.ledger.lots == []


@pytest.mark.timeout(600)
async def test_any_order_of_the_events_of_a_purchase_ends_the_same(shop: Selling) -> None:
    ann = await buyer(shop)
    kinds = (
        "checkout.session.completed", "customer.subscription.created", "invoice.paid", "charge.refunded",
    )  # fmt: skip
    for order in itertools.permutations(kinds):
        shop.ledger.lots.clear()
        paid = shop.shop.pay(await shop.session(ann, "solo"))
        invoice = shop.shop.get("invoice", paid["invoice"])
        intent = invoice["_payments"][0]["payment"]["payment_intent"]
        shop.shop.create_refund({"payment_intent": intent, "amount": "2450"})
        told = {one.event["type"]: one.event for one in shop.shop.told}
        shop.shop.told.clear()
        for kind in order:
            await shop.post(told[kind])
            await shop.work()
        shop.clock.advance(HOUR_MS)
        await shop.work()
        assert [(lot.credits, lot.left) for lot in shop.ledger.lots] == [(3000, 1500)], order
        assert (await shop.billing(ann))["state"] == "active", order
        shop.shop.cancel_subscription(paid["subscription"])
        await shop.hear()


async def test_an_old_event_after_a_newer_one_changes_nothing(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    await shop.call("PATCH", "/subscription", ann, json={"cancel_at_period_end": True})
    old = shop.shop.told[-1].event
    assert old["data"]["object"]["cancel_at_period_end"] is True
    await shop.call("PATCH", "/subscription", ann, json={"cancel_at_period_end": False})
    await shop.hear(order=-1)
    assert (await shop.billing(ann))["subscription"]["cancels"] is False
    await shop.post(old | {"id": "evt_late"})
    await shop.work()
    assert (await shop.billing(ann))["subscription"]["cancels"] is False


async def test_who_asked_stripe_earlier_does_not_overwrite_who_asked_later(
    shop: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    subscription = shop.shop.all("subscription")[0]
    prepare, asked = Handler.prepare, []

    async def overtaken(self: Handler, told: Told) -> Effect:
        """Between asking and writing, somebody else asks and writes what is newer."""
        effect = await prepare(self, told)
        if not asked:
            asked.append(told)
            await shop.call("PATCH", "/subscription", ann, json={"cancel_at_period_end": True})
        return effect

    monkeypatch.setattr(Handler, "prepare", overtaken)
    event = shop.shop.tell("customer.subscription.updated", subscription)
    shop.shop.told.clear()
    await shop.post(event)
    await shop.work()
    assert (await shop.billing(ann))["subscription"]["cancels"] is True
    assert asked


async def test_a_process_that_dies_between_the_row_and_the_handling_loses_nothing(
    shop: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await buyer(shop)
    session = await shop.session(ann, "pack-300")
    shop.shop.pay(session)
    for told in shop.shop.told:
        await shop.post(told.event)
    entered = asyncio.Event()

    async def dies(self: Handler, told: Told) -> Effect:
        entered.set()
        await asyncio.Event().wait()
        raise AssertionError("it waits for ever")

    with monkeypatch.context() as patch:
        patch.setattr(Handler, "prepare", dies)
        task = asyncio.create_task(shop.work())
        await entered.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert {row.state for row in await rows(shop)} == {"handling"}
    shop.clock.advance(inbox.LEASE_MS - 1)
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 0
    shop.clock.advance(1)
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 300
    assert {row.state for row in await rows(shop)} <= {"done", "ignored"}


async def test_two_processes_handle_each_event_once(shop: Selling) -> None:
    ann = await buyer(shop)
    for _ in range(4):
        shop.shop.pay(await shop.session(ann, "pack-300"))
    for told in shop.shop.told:
        await shop.post(told.event)
    await asyncio.gather(shop.work(), shop.work(), shop.work())
    assert [lot.credits for lot in shop.ledger.lots] == [300] * 4
    assert {row.tries for row in await rows(shop)} == {1}
    assert len(await shop.events(ann, "purchase.made")) == 4


async def test_while_stripe_is_away_events_wait_and_then_are_given_up(shop: Selling) -> None:
    ann = await buyer(shop)
    shop.shop.pay(await shop.session(ann, "pack-300"))
    (event,) = [one.event for one in shop.shop.told if one.event["type"] == "checkout.session.completed"]
    await shop.post(event)
    for wait_ms in (*inbox.WAITS_MS, 0):
        shop.fake.faults.append(500)
        await shop.work()
        shop.clock.advance(wait_ms)
    (row,) = await shop.listed("stripe/events", OPERATOR)
    assert (row["state"], row["tries"], row["note"]) == ("failed", 8, "Stripe did not answer")
    assert shop.ledger.left(ann.workspace_id) == 0
    path = f"/v1/billing/stripe/events/{event['id']}/replay"
    assert (await shop.api.http.post(path, headers=ann.headers)).status_code == 403
    assert (await shop.api.http.post(path)).status_code == 202
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 300
    assert (await shop.api.http.post(path)).status_code == 202
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 300
    gone = await shop.api.http.post("/v1/billing/stripe/events/evt_none/replay")
    assert gone.status_code == 404


async def test_events_are_forgotten_after_a_while(shop: Selling) -> None:
    await shop.post(an_event())
    await shop.work()
    for days, left in ((89, 1), (2, 0)):
        shop.clock.advance(days * DAY_MS)
        async with shop.api.services.database.writing() as work:
            await inbox.prune(work.session, shop.clock.now_ms())
        assert len(await rows(shop)) == left


async def test_the_list_is_of_operators_and_shows_no_payload(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    assert await shop.listed("stripe/events", ann) == []
    shown = await shop.listed("stripe/events", OPERATOR)
    assert {one["kind"] for one in shown} >= {"invoice.paid", "checkout.session.completed"}
    assert all("payload" not in one for one in shown)
    async with shop.api.services.database.reading() as session:
        assert len((await session.scalars(select(SubscriptionRow))).all()) == 1
