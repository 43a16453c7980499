"""What an account at Stripe holds: products, customers, payments; and what is told of each change."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.stripe_form import Fault, Json, declined, invalid, known, missing, needed, whole

TAX_PERCENT = 19


@dataclass
class Told:
    """An event on its way to a webhook endpoint."""

    event: Json
    tries: int = 0


@dataclass
class Books:
    """One account.

    Attributes:
        now_s: the account's clock, which may run ahead of the real one.
        told: events that have not arrived yet, oldest first.
    """

    now_s: Callable[[], int]
    objects: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    """What the payment methods do: `ok`, `card_declined`, `authentication_required`, `processing`."""

    # Objects

    def add(self, prefix: str, kind: str, values: Json, identity: str = "") -> Json:
        length = 29 if prefix == "cs_test" else 12  # bytes; those of checkout sessions are long
        identity = identity or f"{prefix}_{secrets.token_hex(length)}"
        made = {"id": identity, "object": kind, "created": self.now_s(), "livemode": False, **values}
        made.setdefault("metadata", {})
        self.objects[identity] = made
        return made

    def get(self, kind: str, identity: str) -> Json:
        found = self.objects.get(identity)
        if found is None or found["object"] != kind:
            raise missing(kind, identity)
        return found

    def all(self, kind: str) -> list[Json]:
        """Newest first, as Stripe lists."""
        return [one for one in reversed(self.objects.values()) if one["object"] == kind]

    def tell(self, kind: str, about: Json) -> Json:
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": self.now_s(),
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
            "data": {"object": copy.deepcopy(about)},
        }
        self.events.append(event)
        self.told.append(Told(event))
        return event

    # What is sold

    def create_product(self, params: Json) -> Json:
        known(params, "id", "name", "metadata", "tax_code", "active", "description")
        needed(params, "name")
        if params.get("id") in self.objects:
            raise invalid("Product already exists.", "id", "resource_already_exists")
        values = {
            "name": params["name"],
            "active": params.get("active", "true") == "true",
            "metadata": params.get("metadata", {}),
            "tax_code": params.get("tax_code"),
        }
        return self.add("prod", "product", values, params.get("id", ""))

    def create_price(self, params: Json) -> Json:
        known(
            params,
            "product",
            "unit_amount",
            "currency",
            "lookup_key",
            "metadata",
            "recurring",
            "tax_behavior",
        )
        needed(params, "product", "currency", "unit_amount")
        self.get("product", params["product"])
        key = params.get("lookup_key")
        if key and any(one["lookup_key"] == key for one in self.all("price")):
            raise invalid(f"A price with the lookup key {key} exists already.", "lookup_key")
        recurring = params.get("recurring")
        values = {
            "product": params["product"],
            "active": True,
            "unit_amount": whole(params["unit_amount"], "unit_amount"),
            "currency": params["currency"],
            "lookup_key": key,
            "metadata": params.get("metadata", {}),
            "recurring": {"interval_count": 1, "usage_type": "licensed", **recurring} if recurring else None,
            "tax_behavior": params.get("tax_behavior", "unspecified"),
            "type": "recurring" if recurring else "one_time",
        }
        return self.add("price", "price", values)

    # Who buys

    def create_customer(self, params: Json) -> Json:
        known(params, "name", "email", "metadata")
        values = {
            "name": params.get("name"),
            "email": params.get("email"),
            "metadata": params.get("metadata", {}),
            "balance": 0,
            "invoice_settings": {"default_payment_method": None},
        }
        return self.add("cus", "customer", values)

    def attach_card(self, customer_id: str, card: str) -> Json:
        """A payment method that does as `card` says."""
        values = {"type": "card", "customer": customer_id, "card": {"brand": "visa", "last4": "4242"}}
        method = self.add("pm", "payment_method", values)
        self.cards[method["id"]] = card
        return method

    def set_card(self, customer_id: str, card: str) -> Json:
        """Another default payment method, as a customer sets it in the portal."""
        method = self.attach_card(customer_id, card)
        self.get("customer", customer_id)["invoice_settings"]["default_payment_method"] = method["id"]
        return method

    def methods_of(self, customer_id: str) -> list[Json]:
        self.get("customer", customer_id)
        return [one for one in self.all("payment_method") if one["customer"] == customer_id]

    # Payments

    def create_intent(self, params: Json) -> Json:
        known(
            params, "amount", "currency", "customer", "payment_method", "off_session", "confirm", "metadata",
            "expand", "hooks",
        )  # fmt: skip
        needed(params, "amount", "currency")
        if params.get("confirm") == "true":
            needed(params, "payment_method")
            method = self.get("payment_method", params["payment_method"])
            if method["customer"] != params.get("customer"):
                raise invalid("The payment method does not belong to the customer.", "payment_method")
        amount = whole(params["amount"], "amount")
        intent = self.new_intent(
            params.get("customer", ""), amount, params["currency"], params.get("metadata", {})
        )
        if params.get("confirm") == "true":
            self.charge(intent, params["payment_method"])
            if intent["status"] == "requires_payment_method":
                raise declined(intent["last_payment_error"]["code"], copy.deepcopy(intent))
        return intent

    def new_intent(self, customer_id: str, amount: int, currency: str, marks: Json) -> Json:
        values = {
            "amount": amount,
            "amount_received": 0,
            "currency": currency,
            "customer": customer_id or None,
            "metadata": dict(marks),
            "status": "requires_payment_method",
            "latest_charge": None,
            "last_payment_error": None,
            "payment_method": None,
        }
        return self.add("pi", "payment_intent", values)

    def charge(self, intent: Json, method_id: str) -> None:
        """Try to take the money; what came of it is in the intent."""
        card = self.cards.get(method_id, "ok")
        intent["payment_method"] = method_id
        if card == "ok":
            self.succeed(intent)
        elif card == "processing":
            intent["status"] = "processing"
        else:
            self.fail(intent, card)

    def succeed(self, intent: Json) -> None:
        values = {
            "amount": intent["amount"],
            "amount_refunded": 0,
            "captured": True,
            "currency": intent["currency"],
            "customer": intent["customer"],
            "disputed": False,
            "metadata": dict(intent["metadata"]),
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
        charge = self.add("ch", "charge", values)
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
        intent["last_payment_error"] = None
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)

    def fail(self, intent: Json, code: str) -> None:
        fault = declined(code).body["error"]
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {key: fault[key] for key in ("type", "code", "message")}
        self.tell("payment_intent.payment_failed", intent)

    def cancel_intent(self, identity: str) -> Json:
        intent = self.get("payment_intent", identity)
        if intent["status"] in {"succeeded", "canceled"}:
            raise invalid("You cannot cancel this PaymentIntent.", code="payment_intent_unexpected_state")
        intent["status"] = "canceled"
        self.tell("payment_intent.canceled", intent)
        return intent

    def create_refund(self, params: Json) -> Json:
        known(params, "payment_intent", "charge", "amount", "reason", "metadata")
        charge = self._charge_of(params)
        left = charge["amount"] - charge["amount_refunded"]
        amount = whole(params.get("amount", left), "amount")
        if not 0 < amount <= left:
            raise Fault(
                400, "invalid_request_error", "The charge has been refunded.", code="charge_already_refunded"
            )
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        values = {
            "amount": amount,
            "charge": charge["id"],
            "payment_intent": charge["payment_intent"],
            "status": "succeeded",
        }
        refund = self.add("re", "refund", values)
        self.tell("charge.refunded", charge)
        return refund

    def fail_refund(self, refund: Json) -> None:
        """A refund that the bank sent back: the money is with us again."""
        charge = self.get("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["status"] = "failed"
        self.tell("refund.failed", refund)

    def dispute(self, intent_id: str, amount: int | None = None) -> Json:
        """The customer's bank takes the money back."""
        charge = self._charge_of({"payment_intent": intent_id})
        charge["disputed"] = True
        values = {
            "amount": amount or charge["amount"],
            "charge": charge["id"],
            "payment_intent": intent_id,
            "status": "needs_response",
        }
        made = self.add("dp", "dispute", values)
        self.tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute: Json, *, won: bool) -> None:
        dispute["status"] = "won" if won else "lost"
        self.tell("charge.dispute.closed", dispute)

    def _charge_of(self, params: Json) -> Json:
        if "charge" in params:
            return self.get("charge", params["charge"])
        intent = self.get("payment_intent", params.get("payment_intent", ""))
        if intent["latest_charge"] is None:
            raise invalid("This PaymentIntent has no charge to refund.", "payment_intent")
        return self.get("charge", intent["latest_charge"])

    def calculate_tax(self, params: Json) -> Json:
        known(params, "currency", "customer", "line_items", "expand")
        needed(params, "currency", "line_items")
        total = sum(
            taxed(whole(line["amount"], "amount"), line.get("tax_behavior", "exclusive"))
            for line in params["line_items"]
        )
        return self.add("taxcalc", "tax.calculation", {"amount_total": total, "currency": params["currency"]})


def taxed(amount: int, behavior: str) -> int:
    """An amount with its tax."""
    return amount if behavior == "inclusive" else amount + amount * TAX_PERCENT // 100


def page(found: list[Json], params: Json, path: str) -> Json:
    """One page of a list, with the filters that all lists have."""
    created: Any = params.get("created", {})
    kept = [
        one
        for one in found
        if whole(created.get("gte", 0), "created")
        <= one["created"]
        < whole(created.get("lt", 2**60), "created")
    ]
    after = params.get("starting_after")
    if after is not None:
        places = [at for at, one in enumerate(kept) if one["id"] == after]
        if not places:
            raise missing("object", after)
        kept = kept[places[0] + 1 :]
    limit = whole(params.get("limit", 10), "limit")
    if not 1 <= limit <= 100:
        raise invalid("This value must be between 1 and 100.", "limit")
    return {"object": "list", "url": path, "data": kept[:limit], "has_more": len(kept) > limit}
