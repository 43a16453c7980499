"""A stand-in for Stripe, reached over HTTP by the real client: `python -m tests.fakes.stripe --help`.

It behaves like Stripe where hypecut uses it: products and prices with lookup keys, customers, checkout with
a page to pay on, subscriptions whose clock can be turned on, the portal, saved payment methods, payments
while nobody is there, refunds, disputes, idempotency keys, lists in pages, and signed events with retries.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.fakes.stripe_books import Told, page
from tests.fakes.stripe_form import Fault, Json, invalid, missing, read_form
from tests.fakes.stripe_pages import add_pages
from tests.fakes.stripe_signing import signature_of
from tests.fakes.stripe_subscriptions import Shop

SECRET = "whsec_of_the_stand_in"  # noqa: S105 - nothing but tests
TRIES_MAX = 20
RETRY_S = 2.0

Answer = Callable[[Json], Json]


@dataclass
class FakeStripe:
    """A running stand-in.

    Attributes:
        shop: the account.
        webhook: where events go; empty: nowhere yet.
        wall_s: the real time, which signatures carry.
        asked: what came: method, path, parameters.
        faults: what happens to the next calls: a status in place of an answer, nothing, or `drop`: the
            connection breaks after the work was done.
    """

    shop: Shop
    wall_s: Callable[[], float]
    secret: str = SECRET
    webhook: str = ""
    asked: list[tuple[str, str, Json]] = field(default_factory=list)
    faults: list[int | str] = field(default_factory=list)
    answered: dict[str, tuple[str, int, Json]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.shop.url

    async def handle(self, request: web.Request) -> web.Response:
        """One call of the API."""
        text = await request.text() if request.method == "POST" else request.query_string
        params = read_form(text)
        path = request.path.removeprefix("/v1/")
        self.asked.append((request.method, path, params))
        if not request.headers.get("Authorization", "").startswith("Bearer sk_test_"):
            return web.json_response(
                {"error": {"type": "invalid_request_error", "message": "No key."}}, status=401
            )
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            body = {"error": {"type": "api_error", "message": "Stripe is not well."}}
            return web.json_response(body, status=fault, headers={"Stripe-Should-Retry": "false"})
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        status, body = self.answer(request.method, path, params, key)
        if fault == "drop" and request.transport is not None:
            request.transport.close()
        return web.json_response(body, status=status, headers={"Request-Id": "req_1"})

    def answer(self, method: str, path: str, params: Json, key: str) -> tuple[int, Json]:
        """What a call is answered; the same one with the same key is answered the same."""
        asked = json.dumps([method, path, params], sort_keys=True)
        if key and key in self.answered:
            before, status, body = self.answered[key]
            if before != asked:
                message = "Keys for idempotent requests can only be used with the same parameters."
                return 400, Fault(400, "idempotency_error", message).body
            return status, body
        try:
            found = route(self.shop, method, path.split("/"), params)
            status, body = 200, shown(self.shop, found, params.get("expand", []))
        except Fault as fault:
            status, body = fault.status, fault.body
        if key:
            self.answered[key] = (asked, status, body)
        return status, body

    async def deliver(self) -> int:
        """Send each event that has not arrived once more. How many arrived."""
        arrived = 0
        for told in list(self.shop.told):
            if await self.send(told.event):
                self.shop.told.remove(told)
                arrived += 1
            else:
                told.tries += 1
                if told.tries >= TRIES_MAX:
                    self.shop.told.remove(told)
        return arrived

    async def send(self, event: Json) -> bool:
        """One event to the endpoint; whether it was taken."""
        body = json.dumps(event)
        headers = {
            "Content-Type": "application/json",
            "Stripe-Signature": signature_of(body, self.secret, int(self.wall_s())),
        }
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.post(self.webhook, data=body, headers=headers) as answer,
            ):
                return answer.status < 300
        except aiohttp.ClientError:
            return False

    async def send_all(self) -> None:
        """Send events as they come, until cancelled; for whoever tries it by hand."""
        while True:
            self.shop.turn()
            if self.webhook and await self.deliver() == 0 and self.shop.told:
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(0.2)


def route(shop: Shop, method: str, path: list[str], params: Json) -> Json:  # noqa: C901, PLR0911, PLR0912
    """One line a call that the stand-in knows."""
    match [method, *path]:
        case ["POST", "products"]:
            return shop.create_product(params)
        case ["GET", "products"]:
            wanted = params.get("ids")
            found = [one for one in shop.all("product") if wanted is None or one["id"] in wanted]
            return page(found, params, "/v1/products")
        case ["POST", "prices"]:
            return shop.create_price(params)
        case ["GET", "prices"]:
            keys = params.get("lookup_keys")
            found = [one for one in shop.all("price") if keys is None or one["lookup_key"] in keys]
            return page(found, params, "/v1/prices")
        case ["POST", "customers"]:
            return shop.create_customer(params)
        case ["GET", "customers", identity, "payment_methods"]:
            return page(shop.methods_of(identity), params, "/v1/customers/payment_methods")
        case ["POST", "checkout", "sessions"]:
            return shop.create_session(params)
        case ["POST", "billing_portal", "sessions"]:
            customer = shop.get("customer", params.get("customer", ""))
            url = f"{shop.url}/portal/{customer['id']}"
            return shop.add("bps", "billing_portal.session", {"url": url, "customer": customer["id"]})
        case ["POST", "subscriptions", identity]:
            return shop.update_subscription(identity, params)
        case ["DELETE", "subscriptions", identity]:
            return shop.cancel_subscription(identity)
        case ["POST", "payment_intents"]:
            return shop.create_intent(params)
        case ["POST", "payment_intents", identity, "cancel"]:
            return shop.cancel_intent(identity)
        case ["POST", "refunds"]:
            return shop.create_refund(params)
        case ["POST", "tax", "calculations"]:
            return shop.calculate_tax(params)
        case ["GET", *_]:
            return _read(shop, path, params)
    raise Fault(404, "invalid_request_error", f"Unrecognized request URL ({method}: /v1/{'/'.join(path)}).")


KINDS = {
    "prices": "price",
    "products": "product",
    "customers": "customer",
    "checkout/sessions": "checkout.session",
    "subscriptions": "subscription",
    "invoices": "invoice",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "disputes": "dispute",
    "events": "event",
}
FILTERS = ("status", "customer", "charge", "payment_intent")


def _read(shop: Shop, path: list[str], params: Json) -> Json:
    kind, identity = KINDS.get("/".join(path)), ""
    if kind is None:
        kind, identity = KINDS.get("/".join(path[:-1])), path[-1]
    if kind is None:
        raise missing("path", "/".join(path))
    if kind == "event":
        found = [one for one in shop.events if identity in {"", one["id"]}]
        return page(found[::-1], params, "/v1/events") if not identity else found[0]
    if identity:
        return shop.get(kind, identity)
    found = shop.all(kind)
    if "subscription" in params:
        found = [one for one in found if _subscription_of(one) == params["subscription"]]
    for name in FILTERS:
        if name in params:
            found = [one for one in found if one.get(name) == params[name]]
    return page(found, params, f"/v1/{'/'.join(path)}")


def _subscription_of(invoice: Json) -> object:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return details.get("subscription")


def shown(shop: Shop, found: Json, expand: list[str]) -> Json:
    """An object as it is answered: without what is ours, and with what is to be expanded."""
    made = copy.deepcopy(found)
    if made.get("object") == "list":
        deeper = [one.removeprefix("data.") for one in expand]
        made["data"] = [shown(shop, one, deeper) for one in made["data"]]
        return made
    for name in expand:
        if name == "payments" and "_payments" in made:
            made["payments"] = {"object": "list", "has_more": False, "data": made["_payments"]}
        elif name not in made:
            raise invalid(f"This property cannot be expanded ({name}).", "expand")
        elif isinstance(made[name], str):
            made[name] = copy.deepcopy(shop.objects[made[name]])
    return {name: value for name, value in made.items() if not name.startswith("_")}


@asynccontextmanager
async def serving(fake: FakeStripe, port: int = 0) -> AsyncIterator[FakeStripe]:
    """The stand-in behind a socket."""
    app = web.Application()
    app.router.add_route("*", "/v1/{path:.*}", fake.handle)
    add_pages(app, fake.shop)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    fake.shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()


async def _main(port: int, webhook: str, secret: str) -> None:
    shop = Shop(now_s=lambda: int(time.time()) + shop.ahead_s)
    fake = FakeStripe(shop, time.time, secret, webhook)
    async with serving(fake, port):
        print(f"a stand-in for Stripe answers at {fake.url}; events go to {webhook}", flush=True)  # noqa: T201
        print(f"{fake.url}/ shows what was bought, and turns its clock on", flush=True)  # noqa: T201
        await fake.send_all()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.stripe", description=__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--webhook", default="http://127.0.0.1:8700/v1/billing/stripe/events")
    parser.add_argument("--secret", default=SECRET, help="signs the events (HYPECUT_STRIPE_WEBHOOK_SECRET)")
    args = parser.parse_args()
    try:
        asyncio.run(_main(args.port, args.webhook, args.secret))
    except KeyboardInterrupt:
        return


__all__ = ["SECRET", "FakeStripe", "Told", "serving"]

if __name__ == "__main__":
    main()
