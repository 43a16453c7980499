"""`hypecut billing reconcile` finds each planted difference, and none where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from api.billing.models import PurchaseRow
from streams.cli import cli
from tests.api.running import Setup
from tests.api.selling import HOUR_MS, Selling, buyer, selling
from tests.api.world import Person
from tests.fakes.ledger import Lot
from tests.fakes.stripe_form import Json


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


async def differences(shop: Selling) -> list[tuple[str, str]]:
    answer = await shop.api.http.get("/v1/billing/differences")
    assert answer.status_code == 200, answer.text
    return [(one["kind"], one["reference"]) for one in answer.json()["differences"]]


async def a_busy_month(shop: Selling) -> tuple[Person, dict[str, Json]]:
    """Everything that is sold, each in its own way; the sessions by what was bought."""
    ann, ben = await buyer(shop, "ann"), await buyer(shop, "ben")
    sessions = {
        "pack": await shop.bought(ann, "pack-300"),
        "free": await shop.bought(ann, "pack-1500", free=True),
        "plan": await shop.bought(ann, "solo"),
        "other": await shop.bought(ben, "pack-6000"),
        "refunded": await shop.bought(ben, "pack-300"),
        "disputed": await shop.bought(ben, "pack-300"),
    }
    shop.shop.create_refund({"payment_intent": sessions["refunded"]["payment_intent"], "amount": "450"})
    shop.shop.dispute(sessions["disputed"]["payment_intent"])
    shop.clock.advance(24 * HOUR_MS)
    await shop.call("PATCH", "/subscription", ann, json={"plan": "team"})
    await shop.bought(ben, "pack-300", "processing")
    await shop.hear()
    # Others share the account.
    stranger = shop.shop.create_customer({"name": "of another shop"})
    shop.shop.succeed(shop.shop.new_intent(stranger["id"], 5000, "eur", {}))
    shop.shop.told.clear()
    shop.clock.advance(HOUR_MS)
    return ann, sessions


async def test_where_all_is_well_nothing_differs(shop: Selling) -> None:
    await a_busy_month(shop)
    answer = (await shop.api.http.get("/v1/billing/differences")).json()
    assert (answer["differences"], answer["payments"], answer["sales"]) == ([], 7, 7)


def _reference(session: Json) -> str:
    return f"stripe:{session['payment_intent']}"


Plant = Callable[[Selling, dict[str, Json]], None]


def missing_sale(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.ledger.lots.remove(shop.ledger.lot(_reference(sessions["pack"])))


def doubled_sale(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.ledger.lots.append(shop.ledger.lot(_reference(sessions["pack"])))


def sold_under_another_name(shop: Selling, sessions: dict[str, Json]) -> None:
    lot = shop.ledger.lot(_reference(sessions["pack"]))
    shop.ledger.lots.append(Lot(lot.workspace_id, "stripe:pi_another", 300, 300, None, lot.at_ms))


def wrong_credits(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.ledger.lot(_reference(sessions["pack"])).credits = 3000


def wrong_workspace(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.ledger.lot(_reference(sessions["pack"])).workspace_id = "somebody"


def unheard_refund(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.shop.create_refund({"payment_intent": sessions["pack"]["payment_intent"], "amount": "100"})
    shop.shop.told.clear()


def refund_not_clawed_back(shop: Selling, sessions: dict[str, Json]) -> None:
    shop.ledger.lot(_reference(sessions["refunded"])).clawed_back = 0


@pytest.mark.parametrize(
    ("plant", "kind", "of"),
    [
        (missing_sale, "missing-sale", "pack"),
        (doubled_sale, "doubled-sale", "pack"),
        (sold_under_another_name, "unpaid-sale", "another"),
        (wrong_credits, "wrong-credits", "pack"),
        (wrong_workspace, "wrong-workspace", "pack"),
        (unheard_refund, "refund-not-settled", "pack"),
        (refund_not_clawed_back, "refund-not-settled", "refunded"),
    ],
)
async def test_each_planted_difference_is_found_and_nothing_else(
    shop: Selling, plant: Plant, kind: str, of: str
) -> None:
    _, sessions = await a_busy_month(shop)
    plant(shop, sessions)
    reference = _reference(sessions[of]) if of in sessions else "stripe:pi_another"
    assert await differences(shop) == [(kind, reference)]


async def test_a_wrong_amount_and_a_payment_nobody_heard_of_are_found(shop: Selling) -> None:
    ann, sessions = await a_busy_month(shop)
    unheard = await shop.session(ann, "pack-300")
    paid = shop.shop.pay(unheard)
    shop.shop.told.clear()
    assert await differences(shop) == []  # it may be on its way
    shop.clock.advance(HOUR_MS)
    async with shop.api.services.database.writing() as work:
        await work.session.execute(
            update(PurchaseRow)
            .where(PurchaseRow.reference == _reference(sessions["pack"]))
            .values(amount_cents=1)
        )
    found = await differences(shop)
    assert sorted(found) == sorted(
        [("missing-sale", _reference(paid)), ("wrong-amount", _reference(sessions["pack"]))]
    )


async def test_more_than_a_page_is_compared(shop: Selling) -> None:
    ann = await buyer(shop)
    await shop.bought(ann, "pack-300")
    customer = shop.shop.all("customer")[0]["id"]
    for _ in range(230):
        shop.shop.new_intent(customer, 100, "eur", {})
    await shop.bought(ann, "pack-300")
    shop.clock.advance(HOUR_MS)
    asked = len(shop.fake.asked)
    answer = (await shop.api.http.get("/v1/billing/differences")).json()
    assert (answer["payments"], answer["differences"]) == (2, [])
    assert len([one for one in shop.fake.asked[asked:] if one[1] == "payment_intents"]) == 3


async def test_a_time_that_cannot_be_meant_is_refused(shop: Selling) -> None:
    for times in ({"since_ms": 5, "until_ms": 4}, {"since_ms": 0}):
        assert (await shop.api.http.get("/v1/billing/differences", params=times)).status_code == 422


def test_the_commands_say_where_the_api_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from streams.commands import billing

    monkeypatch.setattr(billing, "PATIENCE_S", 0)
    monkeypatch.setenv("HYPECUT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HYPECUT_OPERATOR_TOKEN", "x")
    for command in (["billing", "sync"], ["billing", "reconcile", "--days", "3"]):
        result = CliRunner().invoke(cli, command, standalone_mode=False)
        assert result.return_value == 1
        assert "did not answer" in result.output


def test_help_tells_of_both() -> None:
    shown = CliRunner().invoke(cli, ["billing", "--help"]).output
    assert "reconcile" in shown
    assert "sync" in shown
