"""Top-ups: a pack is bought when the balance falls, never twice, never over the cap, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from api.billing import top_ups
from api.billing.models import CustomerRow, TopUpRow
from api.billing.top_ups import AFTER_FAILURE_MS, month_start_ms, topped_up
from api.rules import engine  # noqa: F401 - events are followed by rules, as they are in the API
from tests.api.running import Setup
from tests.api.selling import DAY_MS, Selling, buyer, selling
from tests.api.world import Person

SETTINGS = {"active": True, "threshold_credits": 100, "pack": "pack-300", "cap_cents": 5000}


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


async def set_up(shop: Selling, card: str = "ok", **more: object) -> Person:
    """Somebody who has bought a pack, and wants more when it runs low."""
    ann = await buyer(shop)
    await shop.bought(ann, "pack-300", card)
    answer = await shop.call("PUT", "/top-up", ann, json={**SETTINGS, **more})
    assert answer.status_code == 200, answer.text
    return ann


async def low(shop: Selling, who: Person, balance: int = 99) -> bool:
    """What the ledger does when it takes credits; whether a top-up was asked for."""
    catalog = shop.api.services.billing.catalog
    async with shop.api.services.database.writing() as work:
        made = await topped_up(work.session, catalog, who.workspace_id, balance, shop.clock.now_ms())
    return made is not None


async def customer(shop: Selling, who: Person) -> CustomerRow:
    async with shop.api.services.database.reading() as session:
        row = await session.get(CustomerRow, who.workspace_id)
        assert row is not None
        return row


async def test_a_pack_is_bought_when_the_balance_falls_under_the_threshold(shop: Selling) -> None:
    ann = await set_up(shop)
    assert not await low(shop, ann, 100)
    assert await low(shop, ann, 99)
    assert not await low(shop, ann, 98)
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 600
    await shop.hear()
    assert shop.ledger.left(ann.workspace_id) == 600
    (made,) = await shop.listed("top-ups", ann)
    assert (made["state"], made["sequence"], made["amount_cents"]) == ("paid", 1, 900)
    kinds = {one["kind"] for one in await shop.listed("purchases", ann)}
    assert kinds == {"pack", "top_up"}
    assert len(await shop.events(ann, "top_up.paid")) == 1
    assert await low(shop, ann)


async def test_who_has_bought_nothing_has_nothing_to_charge(shop: Selling) -> None:
    ann = await buyer(shop)
    answer = await shop.call("PUT", "/top-up", ann, json=SETTINGS)
    assert answer.json()["type"] == "urn:hypecut:problem:nothing-saved"
    assert not await low(shop, ann)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pack": "solo"}, "pack"),
        ({"cap_cents": 899}, "cap_cents"),
        ({"threshold_credits": 0}, "threshold_credits"),
    ],
)
async def test_settings_that_cannot_be_meant_are_refused_by_field(
    shop: Selling, wrong: dict[str, object], field: str
) -> None:
    ann = await set_up(shop)
    answer = await shop.call("PUT", "/top-up", ann, json={**SETTINGS, **wrong})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


async def test_it_never_costs_more_than_the_cap_of_a_calendar_month(shop: Selling) -> None:
    ann = await set_up(shop, cap_cents=1900)
    for wanted in (True, True, False):
        assert await low(shop, ann) is wanted
        await shop.work()
    assert len(shop.ledger.lots) == 3
    now_ms = shop.clock.now_ms()
    next_month_ms = month_start_ms(month_start_ms(now_ms) + 32 * DAY_MS)
    shop.clock.advance(next_month_ms - now_ms - 1)
    assert not await low(shop, ann)
    shop.clock.advance(1)
    assert await low(shop, ann)


async def test_an_answer_that_was_lost_pays_nothing_twice(shop: Selling) -> None:
    ann = await set_up(shop)
    await low(shop, ann)
    # The customer is asked for, then their cards; the connection breaks when it is paid, and each time
    # the client itself asks again.
    for _ in range(3):
        shop.fake.faults.extend(["", "", "drop", "drop", "drop"])
        await shop.work()
        shop.fake.faults.clear()
        shop.clock.advance(400_000)
    await shop.work()
    assert len([one for one in shop.shop.all("charge") if one["metadata"]["hypecut_kind"] == "top_up"]) == 1
    assert shop.ledger.left(ann.workspace_id) == 600


async def test_a_process_that_dies_while_it_pays_is_followed_by_one_that_pays_once(
    shop: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await set_up(shop)
    await low(shop, ann)
    paid = asyncio.Event()

    async def dies(*_: object, **__: object) -> None:
        paid.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(top_ups.Payer, "_settle", dies)
        task = asyncio.create_task(shop.work())
        await paid.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not await low(shop, ann)
    assert shop.ledger.left(ann.workspace_id) == 300
    shop.clock.advance(top_ups.LEASE_MS)
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 600
    assert len(shop.shop.all("charge")) == 2


async def test_three_that_fail_in_a_row_turn_it_off(shop: Selling) -> None:
    ann = await set_up(shop, "declines_later")
    for failures in (1, 2, 3):
        assert await low(shop, ann)
        await shop.work()
        await shop.hear()
        assert (await customer(shop, ann)).top_up_failures == failures
        assert not await low(shop, ann)
        shop.clock.advance(AFTER_FAILURE_MS)
    row = await customer(shop, ann)
    assert (row.top_up_active, "Your card was declined." in row.top_up_disabled_reason) == (False, True)
    assert not await low(shop, ann)
    assert [one["state"] for one in await shop.listed("top-ups", ann)] == ["failed"] * 3
    assert len(await shop.events(ann, "top_up.failed")) == 3
    (told,) = await shop.events(ann, "top_up.disabled")
    assert told["body"]["active"] is False
    assert {one["status"] for one in shop.shop.all("payment_intent")} == {"succeeded", "canceled"}
    shop.shop.set_card(row.stripe_customer_id, "ok")
    assert (await shop.call("PUT", "/top-up", ann, json=SETTINGS)).json()["disabled_reason"] == ""
    assert await low(shop, ann)
    await shop.work()
    assert shop.ledger.left(ann.workspace_id) == 600


async def test_one_that_succeeds_forgets_the_failures(shop: Selling) -> None:
    ann = await set_up(shop, "declines_later")
    await low(shop, ann)
    await shop.work()
    shop.shop.set_card((await customer(shop, ann)).stripe_customer_id, "ok")
    shop.clock.advance(AFTER_FAILURE_MS)
    await low(shop, ann)
    await shop.work()
    assert (await customer(shop, ann)).top_up_failures == 0


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_payment_that_takes_days_counts_when_it_arrives(shop: Selling, arrives: bool) -> None:
    ann = await set_up(shop)
    shop.shop.set_card((await customer(shop, ann)).stripe_customer_id, "processing")
    await low(shop, ann)
    await shop.work()
    (row,) = await shop.listed("top-ups", ann)
    assert row["state"] == "paying"
    assert not await low(shop, ann)
    intent = shop.shop.get("payment_intent", shop.shop.all("payment_intent")[0]["id"])
    if arrives:
        shop.shop.succeed(intent)
    else:
        shop.shop.fail(intent, "card_declined")
    await shop.hear()
    (row,) = await shop.listed("top-ups", ann)
    assert (row["state"], shop.ledger.left(ann.workspace_id)) == (
        ("paid", 600) if arrives else ("failed", 300)
    )


async def test_two_that_see_a_low_balance_at_once_ask_for_one(shop: Selling) -> None:
    ann = await set_up(shop)
    asked = await asyncio.gather(*(low(shop, ann) for _ in range(4)))
    assert sorted(asked) == [False, False, False, True]
    await asyncio.gather(shop.work(), shop.work())
    assert shop.ledger.left(ann.workspace_id) == 600


async def test_tax_is_added_by_stripe(setup: Setup) -> None:
    async with selling(setup, stripe_tax=True) as shop:
        ann = await set_up(shop)
        await low(shop, ann)
        await shop.work()
        (made,) = [one for one in await shop.listed("purchases", ann) if one["kind"] == "top_up"]
        assert (made["amount_cents"], made["credits"]) == (1071, 300)


async def test_a_pack_that_is_not_sold_any_more_turns_it_off(shop: Selling) -> None:
    ann = await set_up(shop)
    async with shop.api.services.database.writing() as work:
        row = await work.session.get(CustomerRow, ann.workspace_id)
        assert row is not None
        row.top_up_pack = "gone"
    assert not await low(shop, ann)
    assert (await customer(shop, ann)).top_up_disabled_reason == "the pack gone is not sold any more"
    async with shop.api.services.database.reading() as session:
        assert (await session.scalars(select(TopUpRow))).all() == []
