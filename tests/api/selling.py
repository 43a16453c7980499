"""An API that sells: with the stand-in for Stripe behind a socket, and a ledger in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import stripe
from fastapi import FastAPI

from api.app import create_app
from api.billing.cashier import Cashier
from tests.api.running import Api, HandClock, Setup, started
from tests.api.world import Person, key_of, person
from tests.fakes.ledger import FakeLedger
from tests.fakes.stripe import SECRET, FakeStripe, serving
from tests.fakes.stripe_form import Json
from tests.fakes.stripe_signing import signature_of
from tests.fakes.stripe_subscriptions import Shop

EVENTS = "/v1/billing/stripe/events"
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass
class SellingSetup(Setup):
    """A setup with a ledger."""

    ledger: FakeLedger = field(default_factory=FakeLedger)

    def app(self) -> FastAPI:
        return create_app(self.settings, self.publisher, self.clock, ledger=self.ledger)


@dataclass
class Selling:
    """All that a test of buying holds."""

    api: Api
    fake: FakeStripe
    ledger: FakeLedger
    clock: HandClock

    @property
    def shop(self) -> Shop:
        return self.fake.shop

    @property
    def cashier(self) -> Cashier:
        """Another one each time: nothing is kept in it."""
        return Cashier(self.api.services.database, self.api.services.billing, self.clock)

    async def post(self, event: Json, *, at_ms: int | None = None) -> httpx.Response:
        """An event of Stripe's, signed."""
        import json

        body = json.dumps(event)
        at_s = (at_ms if at_ms is not None else self.clock.now_ms()) // 1000
        headers = {"Stripe-Signature": signature_of(body, SECRET, at_s), "Authorization": ""}
        return await self.api.http.post(EVENTS, content=body, headers=headers)

    async def hear(self, *, order: int = 1) -> list[Json]:
        """Deliver what was told, in the order it happened or, with -1, the other way round; handle it."""
        events = [told.event for told in self.shop.told][::order]
        self.shop.told.clear()
        for event in events:
            answer = await self.post(event)
            assert answer.status_code == 200, answer.text
        await self.work()
        return events

    async def work(self) -> None:
        while await self.cashier.work():
            pass

    async def turn(self, by_ms: int) -> None:
        """Time passes, here and at Stripe, and what Stripe tells is heard."""
        self.clock.advance(by_ms)
        self.shop.turn()
        await self.hear()

    async def call(self, method: str, path: str, who: Person, **more: Any) -> httpx.Response:
        return await self.api.http.request(method, f"/v1/billing{path}", headers=who.headers, **more)

    async def bought(self, who: Person, product: str, card: str = "ok", **more: Any) -> Json:
        """Somebody buys a product, and Stripe tells."""
        session = await self.session(who, product)
        self.shop.pay(session, card, **more)
        await self.hear()
        return self.shop.get("checkout.session", session)

    async def session(self, who: Person, product: str) -> str:
        answer = await self.call("POST", "/checkout", who, json={"product": product})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["session_id"])

    async def billing(self, who: Person) -> Json:
        answer = await self.call("GET", "", who)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def listed(self, what: str, who: Person) -> list[Json]:
        answer = await self.call("GET", f"/{what}", who)
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    async def events(self, who: Person, kind: str) -> list[Json]:
        answer = await self.api.http.get("/v1/events", params={"kind": kind}, headers=who.headers)
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    async def synced(self) -> Json:
        answer = await self.api.http.post("/v1/billing/sync")
        assert answer.status_code == 200, answer.text
        made: Json = answer.json()
        return made


async def _rest(cashier: Cashier) -> None:
    """In place of what runs beside the requests: tests say when."""


async def _at_once(client: object, seconds: float) -> None:
    """Between two tries of the client: nobody waits in a test."""


@asynccontextmanager
async def selling(setup: Setup, **more: object) -> AsyncIterator[Selling]:
    """An API that sells, with its products made."""
    clock = setup.clock
    shop = Shop(now_s=lambda: clock.now_ms() // 1000)
    fake = FakeStripe(shop, wall_s=lambda: clock.now_ms() / 1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cashier, "run", _rest)
        patch.setattr(stripe.AIOHTTPClient, "sleep_async", _at_once)
        async with serving(fake):
            ours = SellingSetup(
                setup.data, clock, setup.publisher, {**setup.more, **stripe_settings(fake.url), **more}
            )
            async with started(ours) as api:
                made = Selling(api, fake, ours.ledger, clock)
                await made.synced()
                yield made


def stripe_settings(url: str) -> dict[str, object]:
    return {"stripe_key": "sk_test_1", "stripe_webhook_secret": SECRET, "stripe_url": url}


async def buyer(selling: Selling, name: str = "ann") -> Person:
    """Somebody with a key, which is still good when months have passed."""
    made = await person(selling.api, name)
    return Person(made.user_id, made.workspace_id, await key_of(selling.api, made, "*:read", "*:write"))
