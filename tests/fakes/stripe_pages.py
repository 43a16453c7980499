"""The pages of the stand-in: paying, the portal, and what was bought, for whoever tries it in a browser."""

from __future__ import annotations

from html import escape

from aiohttp import web

from tests.fakes.stripe_form import Fault, Json
from tests.fakes.stripe_subscriptions import Shop

DAY_S = 86_400


def _page(title: str, body: str) -> web.Response:
    text = f"<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{body}"
    return web.Response(text=text, content_type="text/html")


def _button(action: str, label: str, **fields: str) -> str:
    hidden = "".join(f'<input type=hidden name={name} value="{value}">' for name, value in fields.items())
    return f'<form method=post action="{action}">{hidden}<button>{label}</button></form>'


def add_pages(app: web.Application, shop: Shop) -> None:
    """Let an app show them."""
    pages = Pages(shop)
    app.router.add_get("/", pages.overview)
    app.router.add_post("/advance", pages.advance)
    app.router.add_get("/pay/{session}", pages.checkout)
    app.router.add_post("/pay/{session}", pages.pay)
    app.router.add_get("/portal/{customer}", pages.portal)
    app.router.add_post("/portal/{customer}", pages.change_card)
    app.router.add_post("/refund/{intent}", pages.refund)


class Pages:
    """Plain HTML, one button a deed."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def overview(self, _: web.Request) -> web.Response:
        rows = [self._payment(one) for one in self._shop.all("payment_intent")]
        subscriptions = [
            f"<li>{one['id']}: {one['status']}, until {one['items']['data'][0]['current_period_end']}"
            for one in self._shop.all("subscription")
        ]
        waiting = f"<p>{len(self._shop.told)} event(s) on their way</p>"
        clock = _button("/advance", "32 days later", days="32") + _button("/advance", "1 day later", days="1")
        lists = f"<h2>Subscriptions</h2><ul>{''.join(subscriptions)}</ul>"
        lists += f"<h2>Payments</h2><ul>{''.join(rows)}</ul>"
        return _page("A stand-in for Stripe", waiting + clock + lists)

    def _payment(self, intent: Json) -> str:
        text = f"<li>{intent['id']}: {intent['amount']} {intent['currency']} cents, {intent['status']}"
        return text + (
            _button(f"/refund/{intent['id']}", "Refund") if intent["status"] == "succeeded" else ""
        )

    async def advance(self, request: web.Request) -> web.Response:
        form = await request.post()
        self._shop.ahead_s += int(str(form["days"])) * DAY_S
        self._shop.turn()
        raise web.HTTPSeeOther("/")

    async def checkout(self, request: web.Request) -> web.Response:
        session = self._session(request)
        if session["status"] != "open":
            return _page("It is paid", "")
        where = f"/pay/{session['id']}"
        price = f"<p>{session['amount_total']} {session['currency']} cents</p>"
        buttons = (
            _button(where, "Pay", card="ok"),
            _button(where, "Pay with a card that is refused from then on", card="declines_later"),
            _button(where, "Pay with a card that is refused", card="card_declined"),
        )
        return _page("Pay", price + "".join(buttons))

    async def pay(self, request: web.Request) -> web.Response:
        session, form = self._session(request), await request.post()
        try:
            self._shop.pay(session["id"], str(form.get("card", "ok")))
        except Fault as fault:
            return _page("It was refused", f"<p>{escape(str(fault))}</p>")
        raise web.HTTPSeeOther(session["success_url"])

    def _session(self, request: web.Request) -> Json:
        try:
            return self._shop.get("checkout.session", request.match_info["session"])
        except Fault as fault:
            raise web.HTTPNotFound(text=str(fault)) from fault

    async def portal(self, request: web.Request) -> web.Response:
        where = f"/portal/{request.match_info['customer']}"
        buttons = _button(where, "A card that works", card="ok")
        buttons += _button(where, "A card that is refused", card="card_declined")
        return _page("Payment method", buttons)

    async def change_card(self, request: web.Request) -> web.Response:
        form = await request.post()
        self._shop.set_card(request.match_info["customer"], str(form.get("card", "ok")))
        return _page("It is changed", "")

    async def refund(self, request: web.Request) -> web.Response:
        self._shop.create_refund({"payment_intent": request.match_info["intent"]})
        raise web.HTTPSeeOther("/")
