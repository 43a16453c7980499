"""Buying: packs, plans, renewals, refunds and disputes, as Stripe tells of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from api.billing.asking import StripeAway
from api.billing.service import RENEWAL_MS
from api.billing.till import Till
from tests.api.running import Setup
from tests.api.selling import DAY_MS, HOUR_MS, Selling, buyer, selling
from tests.api.world import Person


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


async def test_a_pack_is_bought_and_its_credits_come_once(shop: Selling) -> None:
    ann = await buyer(shop)
    before = await shop.billing(ann)
    assert (before["selling"], before["balance_credits"], before["state"]) == (True, 0, "none")
    session = await shop.session(ann, "pack-300")
    assert shop.ledger.left(ann.workspace_id) == 0
    shop.shop.pay(session)
    events = await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 300
    for event in [*events, *events[::-1]]:
        assert (await shop.post(event)).json()["known"] is True
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 300
    (purchase,) = await shop.listed("purchases", ann)
    assert (purchase["kind"], purchase["product"], purchase["credits"]) == ("pack", "pack-300", 300)
    assert (purchase["amount_cents"], purchase["currency"], purchase["expires_at_ms"]) == (900, "eur", None)
    (told,) = await shop.events(ann, "purchase.made")
    assert told["body"]["credits"] == 300


async def test_a_page_that_was_asked_for_twice_is_one(shop: Selling) -> None:
    ann = await buyer(shop)
    body, key = {"product": "pack-300"}, {"Idempotency-Key": "mine"} | ann.headers
    answers = [await shop.api.http.post("/v1/billing/checkout", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await shop.api.http.post("/v1/billing/checkout", json={"product": "solo"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:hypecut:problem:idempotency-key-reused")
    assert len(shop.shop.all("customer")) == 1


async def test_a_transfer_counts_when_it_arrives(shop: Selling) -> None:
    ann = await buyer(shop)
    session = await shop.bought(ann, "pack-300", "processing")
    assert shop.ledger.left(ann.workspace_id) == 0
    shop.shop.settle(session["id"], paid=True)
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 300
    never = await shop.bought(ann, "pack-300", "processing")
    shop.shop.settle(never["id"], paid=False)
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 300
    assert len(await shop.events(ann, "payment.failed")) == 1


async def test_a_pack_that_cost_nothing_gives_its_credits(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "pack-300", free=True)
    assert shop.ledger.left(ann.workspace_id) == 300
    (purchase,) = await shop.listed("purchases", ann)
    assert purchase["amount_cents"] == 0
    assert len(purchase["reference"]) <= 64


async def test_taxes_are_stripes(setup: Setup) -> None:
    async with selling(setup, stripe_tax=True) as shop:
        ann = await buyer(shop)
        await shop.bought(ann, "pack-300")
        (purchase,) = await shop.listed("purchases", ann)
        assert (purchase["amount_cents"], purchase["credits"]) == (1071, 300)


async def test_a_refund_takes_back_what_is_unused_in_proportion(shop: Selling) -> None:
    ann = await buyer(shop)
    session = await shop.bought(ann, "pack-300")
    shop.shop.create_refund({"payment_intent": session["payment_intent"], "amount": "300"})
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 200
    shop.ledger.use(ann.workspace_id, 150)
    shop.shop.create_refund({"payment_intent": session["payment_intent"]})
    events = await shop.hear()
    for event in events:
        await shop.post(event | {"id": f"{event['id']}_again"})
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 0
    (purchase,) = await shop.listed("purchases", ann)
    assert (purchase["refunded_cents"], purchase["credits_taken"]) == (900, 150)
    assert len(await shop.events(ann, "purchase.refunded")) == 2


async def test_a_refund_that_failed_gives_the_credits_again(shop: Selling) -> None:
    ann = await buyer(shop)
    session = await shop.bought(ann, "pack-300")
    refund = shop.shop.create_refund({"payment_intent": session["payment_intent"]})
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 0
    shop.shop.fail_refund(refund)
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 300
    again = shop.shop.create_refund({"payment_intent": session["payment_intent"]})
    await shop.hear()
    assert (again["status"], shop.ledger.left(ann.workspace_id)) == ("succeeded", 0)


@pytest.mark.parametrize(("won", "left"), [(True, 300), (False, 0)])
async def test_a_dispute_takes_back_and_a_won_one_restores(shop: Selling, won: bool, left: int) -> None:
    ann = await buyer(shop)
    session = await shop.bought(ann, "pack-300")
    dispute = shop.shop.dispute(session["payment_intent"])
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 0
    shop.shop.close_dispute(dispute, won=won)
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == left


async def test_a_refund_that_is_told_before_its_sale_is_settled_all_the_same(shop: Selling) -> None:
    ann = await buyer(shop)
    session = await shop.session(ann, "pack-300")
    paid = shop.shop.pay(session)
    shop.shop.create_refund({"payment_intent": paid["payment_intent"], "amount": "450"})
    told = {one.event["type"]: one.event for one in shop.shop.told}
    shop.shop.told.clear()
    await shop.post(told["charge.refunded"])
    await shop.work()
    (event,) = await shop.listed("stripe/events", _operator(shop))
    assert (event["state"], event["tries"]) == ("waiting", 1)
    await shop.post(told["checkout.session.completed"])
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 150
    shop.clock.advance(HOUR_MS)
    await shop.work()
    assert {one["state"] for one in await shop.listed("stripe/events", _operator(shop))} == {"done"}
    assert shop.ledger.left(ann.workspace_id) == 150


def _operator(shop: Selling) -> Person:
    return Person("", "", {})


async def test_a_plan_gives_credits_each_period_that_expire_with_it(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    now = await shop.billing(ann)
    assert (now["state"], now["subscription"]["plan"]) == ("active", "solo")
    assert now["benefits"] == {"seats": 1, "render_slots": 1, "templates": 3}
    (first,) = shop.ledger.lots
    assert (first.credits, first.expires_at_ms) == (3000, now["subscription"]["period_end_ms"] + RENEWAL_MS)
    await shop.turn(now["subscription"]["period_end_ms"] - shop.clock.now_ms())
    _, second = shop.ledger.lots
    after = await shop.billing(ann)
    assert after["subscription"]["period_start_ms"] == now["subscription"]["period_end_ms"]
    assert second.expires_at_ms == after["subscription"]["period_end_ms"] + RENEWAL_MS
    assert [one["kind"] for one in await shop.listed("purchases", ann)] == ["plan", "plan"]


async def test_a_workspace_has_one_plan(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    again = await shop.call("POST", "/checkout", ann, json={"product": "team"})
    assert again.json()["type"] == "urn:hypecut:problem:already-subscribed"
    assert (await shop.call("POST", "/checkout", ann, json={"product": "pack-300"})).status_code == 201


async def test_of_two_plans_paid_at_once_the_later_is_given_back(shop: Selling) -> None:
    ann = await buyer(shop)
    pages = [await shop.session(ann, product) for product in ("solo", "team")]
    for page in pages:
        shop.shop.pay(page, "ok")
        await shop.hear()
        shop.clock.advance(1000)
    await shop.turn(60_000)
    kept, ended = [shop.shop.get("checkout.session", page)["subscription"] for page in pages]
    assert shop.shop.get("subscription", kept)["status"] == "active"
    assert shop.shop.get("subscription", ended)["status"] == "canceled"
    (refunded,) = [one for one in shop.shop.all("charge") if one["refunded"]]
    assert refunded["amount"] == 14_900
    now = await shop.billing(ann)
    assert (now["state"], now["subscription"]["plan"], now["balance_credits"]) == ("active", "solo", 3000)
    await shop.turn(60_000)
    assert len([one for one in shop.shop.all("charge") if one["refunded"]]) == 1


async def test_a_second_plan_is_ended_when_its_money_was_given_back_and_then_everything_died(
    shop: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await buyer(shop)
    pages = [await shop.session(ann, product) for product in ("solo", "team")]
    with monkeypatch.context() as patch:
        patch.setattr(Till, "cancel_now", _away)
        for page in pages:
            shop.shop.pay(page, "ok")
            await shop.hear()
            shop.clock.advance(1000)
        await shop.turn(60_000)
    second = shop.shop.get("checkout.session", pages[1])["subscription"]
    assert shop.shop.get("subscription", second)["status"] == "active"
    await shop.turn(60_000)
    assert shop.shop.get("subscription", second)["status"] == "canceled"
    assert (await shop.billing(ann))["balance_credits"] == 3000


async def _away(till: Till, subscription_id: str) -> None:
    raise StripeAway("Stripe did not answer", "send the request again")


async def test_a_larger_plan_counts_at_once_and_its_rest_is_charged(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    period = (await shop.billing(ann))["subscription"]
    half_ms = (period["period_end_ms"] - period["period_start_ms"]) // 2
    shop.clock.advance(half_ms)
    changed = await shop.call("PATCH", "/subscription", ann, json={"plan": "team"})
    assert (changed.status_code, changed.json()["plan"]) == (200, "team")
    await shop.hear()
    # Half of the larger plan, less half of the smaller one; each is rounded to cents on the way.
    assert abs(shop.ledger.left(ann.workspace_id) - (3000 + 6000 - 1500)) <= 2
    assert (await shop.billing(ann))["benefits"]["seats"] == 5


async def test_a_larger_plan_that_cannot_be_paid_changes_nothing(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo", "declines_later")
    refused = await shop.call("PATCH", "/subscription", ann, json={"plan": "team"})
    assert (refused.status_code, refused.json()["type"]) == (402, "urn:hypecut:problem:payment-declined")
    await shop.hear()
    now = await shop.billing(ann)
    assert (now["subscription"]["plan"], now["state"], now["balance_credits"]) == ("solo", "active", 3000)


async def test_a_smaller_plan_counts_from_the_next_period_on(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "team")
    changed = (await shop.call("PATCH", "/subscription", ann, json={"plan": "solo"})).json()
    assert (changed["plan"], changed["next_plan"]) == ("team", "solo")
    await shop.hear()
    assert (await shop.billing(ann))["benefits"]["seats"] == 5
    assert shop.ledger.left(ann.workspace_id) == 12_000
    await shop.turn(32 * DAY_MS)
    now = await shop.billing(ann)
    assert (now["subscription"]["plan"], now["subscription"]["next_plan"]) == ("solo", None)
    assert [lot.credits for lot in shop.ledger.lots] == [12_000, 3000]


async def test_a_cancelled_plan_ends_with_its_period(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    for cancels in (True, False, True):
        answer = await shop.call("PATCH", "/subscription", ann, json={"cancel_at_period_end": cancels})
        assert (answer.json()["cancels"], answer.json()["state"]) == (cancels, "active")
    await shop.turn(32 * DAY_MS)
    now = await shop.billing(ann)
    assert (now["state"], now["subscription"]["ended_at_ms"]) == (
        "cancelled",
        shop.clock.now_ms() // 1000 * 1000,
    )
    assert now["benefits"]["seats"] == 1
    nothing = await shop.call("PATCH", "/subscription", ann, json={"plan": "team"})
    assert nothing.json()["type"] == "urn:hypecut:problem:not-subscribed"
    assert (await shop.call("POST", "/checkout", ann, json={"product": "team"})).status_code == 201


async def test_a_missing_payment_has_a_grace_period(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo", "declines_later")
    await shop.turn(32 * DAY_MS)
    now = await shop.billing(ann)
    assert (now["state"], now["benefits"]["templates"]) == ("past_due", 3)
    assert len(await shop.events(ann, "payment.failed")) == 1
    shop.clock.advance(7 * DAY_MS - 1)
    await shop.work()
    assert (await shop.billing(ann))["state"] == "past_due"
    shop.clock.advance(1)
    await shop.work()
    now = await shop.billing(ann)
    assert (now["state"], now["benefits"]["templates"]) == ("unpaid", 1)
    customer = shop.shop.all("customer")[0]["id"]
    shop.shop.set_card(customer, "ok")
    await shop.turn(DAY_MS)
    assert (await shop.billing(ann))["state"] == "active"
    assert [lot.credits for lot in shop.ledger.lots] == [3000, 3000]


async def test_what_is_never_paid_is_unpaid_at_stripe_too(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo", "declines_later")
    for _ in range(9):
        await shop.turn(8 * DAY_MS)
    assert shop.shop.all("subscription")[0]["status"] == "unpaid"
    assert (await shop.billing(ann))["state"] == "unpaid"
    assert len(shop.ledger.lots) == 1


async def test_a_workspace_that_is_gone_is_not_charged_any_more(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "solo")
    assert (
        await shop.api.http.delete(f"/v1/workspaces/{ann.workspace_id}", headers=ann.headers)
    ).status_code == 204
    shop.clock.advance(HOUR_MS)
    await shop.work()
    assert shop.shop.all("subscription")[0]["status"] == "canceled"


async def test_the_portal_opens_for_who_has_bought(shop: Selling) -> None:
    ann = await buyer(shop)
    nothing = await shop.call("POST", "/portal", ann, json={})
    assert nothing.json()["type"] == "urn:hypecut:problem:nothing-saved"
    await shop.bought(ann, "pack-300")
    opened = await shop.call("POST", "/portal", ann, json={"return_url": "https://example.com/x"})
    assert opened.status_code == 201
    assert opened.json()["url"].startswith(f"{shop.fake.url}/portal/cus_")
