"""Checkout, subscriptions and invoices of the stand-in, with a clock that turns periods over."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field

from tests.fakes.stripe_books import Books, taxed
from tests.fakes.stripe_form import Json, declined, invalid, known, needed

RETRY_S = 3 * 86_400
RETRIES_MAX = 3
SESSION_S = 86_400


def month_later(at_s: int) -> int:
    at = datetime.datetime.fromtimestamp(at_s, datetime.UTC)
    year, month = divmod(at.year * 12 + at.month, 12)
    month += 1
    day = min(at.day, calendar.monthrange(year, month)[1])
    return int(at.replace(year=year, month=month, day=day).timestamp())


@dataclass
class Shop(Books):
    """An account with a checkout page and subscriptions.

    Attributes:
        url: before the paths of its pages.
        ahead_s: how far its clock was turned on.
        due: invoices that were not paid, with the time of the next try and how many there were.
    """

    url: str = ""
    ahead_s: int = 0
    due: dict[str, tuple[int, int]] = field(default_factory=dict)

    # Checkout

    def create_session(self, params: Json) -> Json:
        known(
            params, "mode", "customer", "client_reference_id", "line_items", "success_url", "cancel_url",
            "metadata", "automatic_tax", "subscription_data", "payment_intent_data", "customer_update",
            "tax_id_collection", "expand",
        )  # fmt: skip
        needed(params, "mode", "line_items", "success_url")
        customer = self.get("customer", params["customer"])
        price = self.get("price", params["line_items"][0]["price"])
        if (price["type"] == "recurring") != (params["mode"] == "subscription"):
            raise invalid("The price does not fit the mode.", "line_items[0][price]")
        if not price["active"]:
            raise invalid("The price specified is inactive.", "line_items[0][price]")
        tax = params.get("automatic_tax", {}).get("enabled") == "true"
        amount = price["unit_amount"]
        values = {
            "mode": params["mode"],
            "customer": customer["id"],
            "client_reference_id": params.get("client_reference_id"),
            "metadata": params.get("metadata", {}),
            "currency": price["currency"],
            "amount_subtotal": amount,
            "amount_total": taxed(amount, price["tax_behavior"]) if tax else amount,
            "automatic_tax": {"enabled": tax},
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "subscription": None,
            "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"),
            "expires_at": self.now_s() + SESSION_S,
            "_price": price["id"],
            "_marks": params.get("payment_intent_data", params.get("subscription_data", {})).get(
                "metadata", {}
            ),
            "_saves": params.get("payment_intent_data", {}).get("setup_future_usage") == "off_session",
        }
        made = self.add("cs_test", "checkout.session", values)
        made["url"] = f"{self.url}/pay/{made['id']}"
        return made

    def pay(self, session_id: str, card: str = "ok", *, free: bool = False) -> Json:
        """Somebody fills in the page of a session.

        Args:
            session_id: of the session.
            card: `ok`, `card_declined`, `processing` (a transfer: `settle` says how it ends), or
                `declines_later`: accepted now, and refused from then on.
            free: with a coupon over the whole amount.
        """
        session = self.get("checkout.session", session_id)
        if session["status"] != "open":
            raise invalid("The session is not open.")
        if card == "card_declined":
            raise declined("card_declined")
        if session["mode"] == "subscription":
            self._subscribe(session, card)
        elif free:
            session |= {"amount_total": 0, "payment_status": "no_payment_required"}
        else:
            self._pay_once(session, card)
        session["status"] = "complete"
        self.tell("checkout.session.completed", session)
        return session

    def _pay_once(self, session: Json, card: str) -> None:
        intent = self.new_intent(
            session["customer"], session["amount_total"], session["currency"], session["_marks"]
        )
        session["payment_intent"] = intent["id"]
        method = self.attach_card(session["customer"], "processing" if card == "processing" else "ok")
        self.charge(intent, method["id"])
        if card == "declines_later":
            self.cards[method["id"]] = "card_declined"
        if not session["_saves"]:
            method["customer"] = None
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"

    def settle(self, session_id: str, *, paid: bool) -> Json:
        """A transfer has arrived, or never will."""
        session = self.get("checkout.session", session_id)
        intent = self.get("payment_intent", session["payment_intent"])
        if paid:
            self.succeed(intent)
            session["payment_status"] = "paid"
        else:
            self.fail(intent, "card_declined")
        self.tell(f"checkout.session.async_payment_{'succeeded' if paid else 'failed'}", session)
        return session

    # Subscriptions

    def _subscribe(self, session: Json, card: str) -> None:
        method = self.attach_card(session["customer"], "ok")
        now_s = self.now_s()
        price = self.get("price", session["_price"])
        values = {
            "customer": session["customer"],
            "status": "active",
            "default_payment_method": method["id"],
            "metadata": session["_marks"],
            "automatic_tax": session["automatic_tax"],
            "cancel_at_period_end": False,
            "cancel_at": None,
            "canceled_at": None,
            "ended_at": None,
            "items": {"object": "list", "has_more": False, "data": []},
        }
        made = self.add("sub", "subscription", values)
        made["items"]["data"].append(self._item(made, price, now_s))
        session["subscription"] = made["id"]
        self.tell("customer.subscription.created", made)
        self.bill(made, "subscription_create", [(price, price["unit_amount"], now_s, month_later(now_s))])
        session |= {"payment_status": "paid", "invoice": made["latest_invoice"]}
        if card == "declines_later":
            self.cards[method["id"]] = "card_declined"

    def _item(self, subscription: Json, price: Json, start_s: int) -> Json:
        return {
            "id": f"si_{subscription['id'][4:]}",
            "object": "subscription_item",
            "subscription": subscription["id"],
            "price": price,
            "quantity": 1,
            "current_period_start": start_s,
            "current_period_end": month_later(start_s),
        }

    def update_subscription(self, identity: str, params: Json) -> Json:
        known(params, "items", "proration_behavior", "payment_behavior", "cancel_at_period_end", "metadata")
        subscription = self.get("subscription", identity)
        if subscription["status"] == "canceled":
            raise invalid("A canceled subscription can only update its cancellation_details.")
        if "cancel_at_period_end" in params:
            cancels = params["cancel_at_period_end"] == "true"
            end_s = subscription["items"]["data"][0]["current_period_end"]
            subscription |= {"cancel_at_period_end": cancels, "cancel_at": end_s if cancels else None}
        for wanted in params.get("items", []):
            self._change_price(subscription, wanted, params)
        self.tell("customer.subscription.updated", subscription)
        return subscription

    def _change_price(self, subscription: Json, wanted: Json, params: Json) -> None:
        item = subscription["items"]["data"][0]
        if wanted.get("id") != item["id"]:
            raise invalid("No such subscription item.", "items[0][id]")
        price, old = self.get("price", wanted["price"]), item["price"]
        if params.get("proration_behavior", "create_prorations") == "always_invoice" and price != old:
            start_s, end_s, now_s = item["current_period_start"], item["current_period_end"], self.now_s()
            left = (end_s - now_s) / (end_s - start_s)
            lines = [
                (old, -round(old["unit_amount"] * left), now_s, end_s),
                (price, round(price["unit_amount"] * left), now_s, end_s),
            ]
            invoice = self.bill(subscription, "subscription_update", lines)
            if invoice["status"] != "paid" and params.get("payment_behavior") == "error_if_incomplete":
                invoice["status"] = "void"
                self.due.pop(invoice["id"], None)
                subscription["status"] = "active"
                raise declined("card_declined")
        item["price"] = price

    def cancel_subscription(self, identity: str) -> Json:
        subscription = self.get("subscription", identity)
        if subscription["status"] == "canceled":
            raise invalid("No such subscription, or it is cancelled.", code="resource_missing")
        subscription |= {"status": "canceled", "ended_at": self.now_s(), "canceled_at": self.now_s()}
        self.tell("customer.subscription.deleted", subscription)
        return subscription

    # Invoices

    def bill(self, subscription: Json, reason: str, lines: list[tuple[Json, int, int, int]]) -> Json:
        """An invoice, and the try to have it paid. A line: a price, cents, and the time it is for."""
        total = sum(amount for _, amount, _, _ in lines)
        if subscription["automatic_tax"]["enabled"]:
            total = taxed(total, lines[0][0]["tax_behavior"])
        values = {
            "customer": subscription["customer"],
            "billing_reason": reason,
            "currency": lines[0][0]["currency"],
            "status": "open",
            "amount_due": max(0, total),
            "amount_paid": 0,
            "total": total,
            "parent": {
                "type": "subscription_details",
                "quote_details": None,
                "subscription_details": {"subscription": subscription["id"], "metadata": {}},
            },
            "status_transitions": {"paid_at": None},
            "lines": {"object": "list", "has_more": False, "data": [self._line(*line) for line in lines]},
            "_payments": [],
        }
        invoice = self.add("in", "invoice", values)
        subscription["latest_invoice"] = invoice["id"]
        self.collect(invoice)
        return invoice

    def _line(self, price: Json, amount: int, start_s: int, end_s: int) -> Json:
        return {
            "object": "line_item",
            "amount": amount,
            "period": {"start": start_s, "end": end_s},
            "pricing": {"type": "price_details", "price_details": {"price": price["id"]}},
        }

    def collect(self, invoice: Json) -> None:
        """Try to have an invoice paid."""
        subscription = self.get("subscription", invoice["parent"]["subscription_details"]["subscription"])
        customer = self.get("customer", invoice["customer"])
        if invoice["amount_due"] > 0:
            intent = self.new_intent(customer["id"], invoice["amount_due"], invoice["currency"], {})
            chosen = customer["invoice_settings"]["default_payment_method"]
            self.charge(intent, chosen or subscription["default_payment_method"])
            paid = intent["status"] == "succeeded"
            payment = {
                "object": "invoice_payment",
                "status": "paid" if paid else "open",
                "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
            }
            invoice["_payments"].append(payment)
        else:
            customer["balance"] += invoice["total"]
            paid = True
        if paid:
            invoice |= {"status": "paid", "amount_paid": invoice["amount_due"]}
            invoice["status_transitions"]["paid_at"] = self.now_s()
            self.due.pop(invoice["id"], None)
            self.tell("invoice.paid", invoice)
            self._stand(subscription, "active")
            return
        _, tries = self.due.get(invoice["id"], (0, 0))
        self.due[invoice["id"]] = (self.now_s() + RETRY_S, tries + 1)
        self.tell("invoice.payment_failed", invoice)
        if invoice["billing_reason"] == "subscription_cycle":
            self._stand(subscription, "unpaid" if tries >= RETRIES_MAX else "past_due")

    def _stand(self, subscription: Json, status: str) -> None:
        if subscription["status"] not in {status, "canceled"}:
            subscription["status"] = status
            self.tell("customer.subscription.updated", subscription)

    def turn(self) -> None:
        """Do what the clock of the account has made due: renewals, ends, tries to have invoices paid."""
        for subscription in reversed(self.all("subscription")):
            while self._renew(subscription):
                pass
        for identity, (at_s, tries) in list(self.due.items()):
            invoice = self.get("invoice", identity)
            if invoice["status"] == "open" and at_s <= self.now_s() and tries <= RETRIES_MAX:
                self.collect(invoice)

    def _renew(self, subscription: Json) -> bool:
        item = subscription["items"]["data"][0]
        if subscription["status"] not in {"active", "past_due"} or item["current_period_end"] > self.now_s():
            return False
        if subscription["cancel_at_period_end"]:
            self.cancel_subscription(subscription["id"])
            return False
        start_s = item["current_period_end"]
        end_s = month_later(start_s)
        item |= {"current_period_start": start_s, "current_period_end": end_s}
        self.tell("customer.subscription.updated", subscription)
        price = item["price"]
        self.bill(subscription, "subscription_cycle", [(price, price["unit_amount"], start_s, end_s)])
        return True
