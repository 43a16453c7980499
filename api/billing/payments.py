"""Payments at Stripe: reading them, making one while nobody is there, and listing all of a time.

In: identities, amounts. Out: `api.billing.states`. See `api.billing.till` for how Stripe is called.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from api.billing.asking import StripeRefused, asking
from api.billing.products import Catalog
from api.billing.states import (
    CheckoutState,
    InvoiceState,
    PaymentState,
    checkout_state,
    invoice_state,
    payment_state,
)

if TYPE_CHECKING:
    import stripe
    from stripe._v1_services import V1Services

PAGE_ITEMS = 100
"""The most that Stripe gives."""

PAGES_MAX = 2_000
"""200,000 objects; whoever compares more does so month by month."""

DISPUTES_MAX = 10
"""Of one payment; each partial one may be opened again a few times."""

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class _Page(Protocol[T_co]):
    """A page of one of Stripe's lists."""

    @property
    def data(self) -> Sequence[T_co]: ...

    @property
    def has_more(self) -> bool: ...


@dataclass(frozen=True)
class TopUp:
    """A payment that nobody is there for. `key`: the same one again pays nothing more."""

    workspace_id: str
    customer_id: str
    product: str
    credits: int
    amount_cents: int
    sequence: int
    key: str


class Payments:
    """Part of `api.billing.till.Till`."""

    def __init__(self, v1: V1Services, catalog: Catalog, *, tax: bool) -> None:
        self._v1 = v1
        self._catalog = catalog
        self._tax = tax

    async def payment(self, payment_intent_id: str) -> PaymentState:
        """A payment as it is now, with what was paid back of it."""
        async with asking():
            intent = await self._v1.payment_intents.retrieve_async(
                payment_intent_id, {"expand": ["latest_charge"]}
            )
        return await self._with_disputes(intent)

    async def saved_method(self, customer_id: str) -> str | None:
        """What the customer has allowed us to charge while they are away: the default, or the newest."""
        async with asking():
            customer = await self._v1.customers.retrieve_async(customer_id)
            settings = getattr(customer, "invoice_settings", None)
            chosen: Any = getattr(settings, "default_payment_method", None)
            if chosen is not None:
                return str(getattr(chosen, "id", chosen))
            methods = await self._v1.customers.payment_methods.list_async(customer_id, {"limit": 1})
        return methods.data[0].id if methods.data else None

    async def pay(self, wanted: TopUp, method_id: str) -> PaymentState:
        """Charge a saved method. With tax, Stripe says first how much it is.

        Raises:
            Declined: the bank said no, or wants to see the customer.
        """
        amount_cents, calculation = wanted.amount_cents, ""
        if self._tax:
            calculation, amount_cents = await self._taxed(wanted)
        params: stripe.params.PaymentIntentCreateParams = {
            "amount": amount_cents,
            "currency": self._catalog.currency,
            "customer": wanted.customer_id,
            "payment_method": method_id,
            "off_session": True,
            "confirm": True,
            "expand": ["latest_charge"],
            "metadata": {
                "hypecut_kind": "top_up",
                "hypecut_workspace": wanted.workspace_id,
                "hypecut_product": wanted.product,
                "hypecut_credits": str(wanted.credits),
                "hypecut_sequence": str(wanted.sequence),
            },
        }
        if calculation:
            params["hooks"] = {"inputs": {"tax": {"calculation": calculation}}}
        async with asking():
            made = await self._v1.payment_intents.create_async(params, {"idempotency_key": wanted.key})
        return await self._with_disputes(made)

    async def _taxed(self, wanted: TopUp) -> tuple[str, int]:
        async with asking():
            line: stripe.params.tax.CalculationCreateParamsLineItem = {
                "amount": wanted.amount_cents,
                "reference": wanted.product,
                "tax_behavior": self._catalog.tax_behavior,
            }
            if self._catalog.tax_code:
                line["tax_code"] = self._catalog.tax_code
            made = await self._v1.tax.calculations.create_async(
                {
                    "currency": self._catalog.currency,
                    "customer": wanted.customer_id,
                    "line_items": [line],
                },
                # The payment must be asked for with the same calculation when it is asked for again.
                {"idempotency_key": f"{wanted.key}/tax"},
            )
        return made.id or "", made.amount_total

    async def give_up(self, payment_intent_id: str) -> None:
        """Take back a payment that was declined, so that nobody completes it later."""
        async with asking():
            await self._v1.payment_intents.cancel_async(payment_intent_id)

    async def give_back(self, payment_intent_id: str) -> None:
        """Refund all that is left of a payment; one that was refunded already stays as it is."""
        try:
            async with asking():
                await self._v1.refunds.create_async(
                    {"payment_intent": payment_intent_id, "reason": "duplicate"},
                    {"idempotency_key": f"hypecut/give-back/{payment_intent_id}"},
                )
        except StripeRefused as refused:
            if refused.code != "charge_already_refunded":
                raise

    async def all_payments(self, since_ms: int, until_ms: int) -> AsyncIterator[PaymentState]:
        """Every payment that was begun in that time."""

        def ask(after: str | None) -> Awaitable[_Page[stripe.PaymentIntent]]:
            params: stripe.params.PaymentIntentListParams = {
                "limit": PAGE_ITEMS,
                "created": _between(since_ms, until_ms),
                "expand": ["data.latest_charge"],
            }
            if after is not None:
                params["starting_after"] = after
            return self._v1.payment_intents.list_async(params)

        async for intent in _all(ask, lambda one: one.id):
            yield await self._with_disputes(intent)

    async def all_checkouts(self, since_ms: int, until_ms: int) -> AsyncIterator[CheckoutState]:
        """Every checkout session that was made in that time."""

        def ask(after: str | None) -> Awaitable[_Page[stripe.checkout.Session]]:
            params: stripe.params.checkout.SessionListParams = {
                "limit": PAGE_ITEMS,
                "created": _between(since_ms, until_ms),
            }
            if after is not None:
                params["starting_after"] = after
            return self._v1.checkout.sessions.list_async(params)

        async for session in _all(ask, lambda one: one.id):
            yield checkout_state(session)

    async def all_invoices(self, since_ms: int, until_ms: int) -> AsyncIterator[InvoiceState]:
        """Every invoice that was made in that time and is paid."""

        def ask(after: str | None) -> Awaitable[_Page[stripe.Invoice]]:
            params: stripe.params.InvoiceListParams = {
                "limit": PAGE_ITEMS,
                "status": "paid",
                "created": _between(since_ms, until_ms),
                "expand": ["data.payments"],
            }
            if after is not None:
                params["starting_after"] = after
            return self._v1.invoices.list_async(params)

        async for invoice in _all(ask, lambda one: one.id):
            yield invoice_state(invoice)

    async def _with_disputes(self, intent: stripe.PaymentIntent) -> PaymentState:
        charge: Any = intent.latest_charge
        disputes: list[stripe.Dispute] = []
        if charge is not None and not isinstance(charge, str) and charge.disputed:
            async with asking():
                some = await self._v1.disputes.list_async({"charge": charge.id, "limit": DISPUTES_MAX})
            disputes = list(some.data)
        return payment_state(intent, disputes)


def _between(since_ms: int, until_ms: int) -> Any:
    """Stripe's form of `[since_ms, until_ms)`; it counts whole seconds."""
    return {"gte": since_ms // 1000, "lt": -(-until_ms // 1000)}


async def _all(
    ask: Callable[[str | None], Awaitable[_Page[T]]], name: Callable[[T], str]
) -> AsyncIterator[T]:
    """All items of a list, page by page, newest first."""
    after: str | None = None
    for _ in range(PAGES_MAX):
        async with asking():
            page = await ask(after)
        for one in page.data:
            yield one
        if not page.has_more or not page.data:
            return
        after = name(page.data[-1])
    raise RuntimeError(f"a list of Stripe's has more than {PAGES_MAX} pages; compare a shorter time")
