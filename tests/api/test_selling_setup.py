"""What is sold is made at Stripe once, and never changed there; without a key nothing is sold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.billing.products import OWN_FILE, load_catalog
from streams.process import CannotStart
from tests.api.running import Api, Setup
from tests.api.selling import Selling, buyer, selling, stripe_settings
from tests.api.world import person
from tests.fakes.stripe_form import Json

KEYS = ["pack-300", "pack-1500", "pack-6000", "solo", "team", "studio"]


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


async def test_what_is_missing_is_made_once(shop: Selling) -> None:
    assert [one["lookup_key"] for one in shop.shop.all("price")[::-1]] == [f"hypecut_{key}" for key in KEYS]
    assert await shop.synced() == {"created": [], "differences": []}
    price = next(one for one in shop.shop.all("price") if one["lookup_key"] == "hypecut_solo")
    del shop.shop.objects[price["id"]]
    assert (await shop.synced())["created"] == ["solo"]
    assert len(shop.shop.all("product")) == len(KEYS)
    made = next(one for one in shop.shop.all("price") if one["lookup_key"] == "hypecut_solo")
    assert made["recurring"]["interval"] == "month"
    assert made["metadata"] == {"hypecut_product": "solo", "hypecut_credits": "3000"}


async def test_what_differs_is_told_and_left_as_it_is(shop: Selling) -> None:
    price = next(one for one in shop.shop.all("price") if one["lookup_key"] == "hypecut_pack-300")
    price["unit_amount"] = 500
    price["metadata"]["hypecut_credits"] = "1000"
    shop.shop.get("product", price["product"])["active"] = False
    synced = await shop.synced()
    found = [(one["field"], one["declared"], one["at_stripe"]) for one in synced["differences"]]
    assert found == [("credits", "300", "1000"), ("price_cents", "900", "500"), ("active", "True", "False")]
    assert (price["unit_amount"], synced["created"]) == (500, [])
    ann = await buyer(shop)
    refused = await shop.call("POST", "/checkout", ann, json={"product": "pack-300"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hypecut:problem:price-differs")


async def test_what_stripe_does_not_have_yet_is_not_sold(shop: Selling) -> None:
    for price in shop.shop.all("price"):
        del shop.shop.objects[price["id"]]
    ann = await buyer(shop)
    refused = await shop.call("POST", "/checkout", ann, json={"product": "solo"})
    assert "hypecut billing sync" in refused.json()["remedy"]
    nothing = await shop.call("POST", "/checkout", ann, json={"product": "nothing"})
    assert [one["field"] for one in nothing.json()["errors"]] == ["product"]


async def test_a_test_twin_buys_nothing(shop: Selling) -> None:
    ann = await person(shop.api, "ann")
    twin = await shop.api.http.post(f"/v1/workspaces/{ann.workspace_id}/twin", headers=ann.headers)
    twin_id = twin.json()["twin"]["workspace_id"] if "twin" in twin.json() else twin.json()["workspace_id"]
    body = {"product": "pack-300", "workspace_id": twin_id}
    refused = await shop.call("POST", "/checkout", ann, json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hypecut:problem:test-twin")


async def test_a_plan_has_so_many_templates_and_seats(shop: Selling) -> None:
    ann, http = await buyer(shop), shop.api.http

    async def template(name: str) -> int:
        body = {"name": name, "workspace_id": ann.workspace_id}
        return (await http.post("/v1/templates", json=body, headers=ann.headers)).status_code

    async def member(name: str) -> int:
        await person(shop.api, name)
        body = {"workspace_id": ann.workspace_id, "email": f"{name}@example.com", "role": "viewer"}
        return (await http.post("/v1/memberships", json=body, headers=ann.headers)).status_code

    assert [await template(name) for name in ("a", "b")] == [201, 409]
    assert await member("ben") == 409
    await shop.bought(ann, "team")
    assert [await template(name) for name in ("b", "c")] == [201, 201]
    assert [await member(name) for name in ("cat", "dan", "eve", "fay", "gil")] == [201, 201, 201, 201, 409]
    shop.shop.cancel_subscription(shop.shop.all("subscription")[0]["id"])
    await shop.hear()
    assert await template("d") == 409
    assert len((await http.get("/v1/templates", headers=ann.headers)).json()["items"]) == 3


async def test_while_stripe_is_away_nothing_is_bought_and_it_is_said(shop: Selling) -> None:
    ann = await buyer(shop)
    shop.fake.faults.append(503)
    away = await shop.call("POST", "/checkout", ann, json={"product": "pack-300"})
    assert (away.status_code, away.json()["type"]) == (503, "urn:hypecut:problem:stripe-away")
    assert "Retry-After" in away.headers
    shop.fake.faults.append(401)
    refused = await shop.call("POST", "/checkout", ann, json={"product": "pack-300"})
    assert (refused.status_code, "HYPECUT_STRIPE_KEY" in refused.json()["remedy"]) == (409, True)


async def test_without_a_key_nothing_is_sold_and_it_is_said(api: Api) -> None:
    ann = await person(api, "ann")
    told = (await api.http.get("/v1/billing", headers=ann.headers)).json()
    assert (told["selling"], "granted by the operator" in told["note"]) == (False, True)
    assert told["benefits"] == {"seats": None, "render_slots": None, "templates": None}
    products = (await api.http.get("/v1/billing/products", headers=ann.headers)).json()
    assert ([one["key"] for one in products["items"]], products["selling"]) == (KEYS, False)
    bodies: dict[str, Json] = {
        "POST /checkout": {"product": "pack-300"},
        "POST /portal": {},
        "PATCH /subscription": {"plan": "solo"},
        "PUT /top-up": {"active": True, "threshold_credits": 1, "pack": "pack-300", "cap_cents": 900},
    }
    for route, body in bodies.items():
        method, path = route.split(" ")
        answer = await api.http.request(method, f"/v1/billing{path}", json=body, headers=ann.headers)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:hypecut:problem:nothing-sold"), route
    for route in ("POST /sync", "GET /differences", "POST /stripe/events"):
        method, path = route.split(" ")
        assert (await api.http.request(method, f"/v1/billing{path}")).status_code == 409


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"stripe_webhook_secret": ""}, "HYPECUT_STRIPE_WEBHOOK_SECRET"),
        ({"stripe_key": "sk_live_1"}, "use a test key"),
        ({"stripe_url": "nowhere"}, "HYPECUT_STRIPE_URL 'nowhere' is no address"),
        ({"products": "/no/such.toml"}, "HYPECUT_PRODUCTS"),
    ],
)
def test_settings_that_cannot_be_meant_end_the_start(tmp_path: Path, more: Json, says: str) -> None:
    with pytest.raises(CannotStart, match=says.replace("(", r"\(")):
        Setup(tmp_path, more={**stripe_settings("http://127.0.0.1:1"), **more}).app()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "currency"),
        ('currency = "euro"', "currency 'euro'"),
        ('currency = "eur"\ntax_behavior = "none"', "tax_behavior 'none'"),
        ('currency = "eur"\nnothing = 1', "nothing"),
        ('currency = "eur"\n[[packs]]\nkey = "A"\nname = "a"\ncredits = 1\nprice_cents = 1', "the key 'A'"),
        ('currency = "eur"\n[[packs]]\nkey = "a"\nname = "a"\ncredits = 0\nprice_cents = 1', "above 0"),
        (
            'currency = "eur"\n' + '[[packs]]\nkey = "a"\nname = "a"\ncredits = 1\nprice_cents = 1\n' * 2,
            "twice",
        ),
        ("currency = ", "cannot be used"),
    ],
)
def test_products_that_cannot_be_meant_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "products.toml"
    path.write_text(text)
    with pytest.raises(CannotStart) as raised:
        load_catalog(path)
    assert says in str(raised.value)
    assert str(path) in str(raised.value)


def test_the_products_that_ship_can_be_used() -> None:
    assert [one.key for one in load_catalog(OWN_FILE).products] == KEYS
