"""The border to Stripe: the only place that calls it.

In: what is to be sold to whom. Out: `api.billing.states`. Each call is bounded in time and tries; each that
makes something carries an idempotency key, so that one whose answer was lost makes nothing twice. Nobody
calls from inside a transaction of the database: others would wait for Stripe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from api.billing.asking import asking
from api.billing.payments import PAGE_ITEMS, Payments
from api.billing.products import Catalog, Product
from api.billing.states import (
    CheckoutState,
    InvoiceState,
    PriceState,
    SubscriptionState,
    checkout_state,
    invoice_state,
    price_state,
    subscription_state,
)

if TYPE_CHECKING:
    import stripe

CALL_S = 20.0
"""One try. Stripe answers within two seconds; a payment that asks a bank may take ten."""

TRIES_AGAIN_MAX = 2
"""Of a call that was not answered, or that Stripe says to send again; half a second and more apart."""

LOOKUP_KEYS_MAX = 10
"""That Stripe takes in one question."""


@dataclass(frozen=True)
class Buyer:
    """Who buys: a workspace and its customer at Stripe."""

    workspace_id: str
    customer_id: str


class Till:
    """Stripe, for one account.

    Args:
        key: the secret key.
        url: Stripe's own address where it is empty.
        catalog: what is sold.
        tax: let Stripe add taxes.
    """

    def __init__(
        self, key: str, url: str, catalog: Catalog, *, tax: bool, tries_again_max: int = TRIES_AGAIN_MAX
    ) -> None:
        import stripe

        stripe.enable_telemetry = False  # nobody asked for it
        self._http = stripe.AIOHTTPClient(timeout=aiohttp.ClientTimeout(total=CALL_S))
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": url.rstrip("/")} if url else {},
            http_client=self._http,
            max_network_retries=tries_again_max,
        )
        self._v1 = self._client.v1
        self._catalog = catalog
        self._tax = tax
        self.payments = Payments(self._v1, catalog, tax=tax)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    # What is sold

    async def prices(self, lookup_keys: Sequence[str]) -> list[PriceState]:
        """The prices of these keys, archived ones too."""
        found: list[PriceState] = []
        for at in range(0, len(lookup_keys), LOOKUP_KEYS_MAX):
            async with asking():
                some = await self._v1.prices.list_async(
                    {
                        "lookup_keys": list(lookup_keys[at : at + LOOKUP_KEYS_MAX]),
                        "expand": ["data.product"],
                        "limit": PAGE_ITEMS,
                    }
                )
            found.extend(price_state(one) for one in some.data)
        return found

    async def price(self, price_id: str) -> PriceState:
        """A price."""
        async with asking():
            return price_state(await self._v1.prices.retrieve_async(price_id, {"expand": ["product"]}))

    async def products_there(self, product_ids: Sequence[str]) -> set[str]:
        """Which of these products Stripe has."""
        found: set[str] = set()
        for at in range(0, len(product_ids), PAGE_ITEMS):
            async with asking():
                ids = list(product_ids[at : at + PAGE_ITEMS])
                some = await self._v1.products.list_async({"ids": ids, "limit": PAGE_ITEMS})
            found |= {one.id for one in some.data}
        return found

    async def create_product(self, product_id: str, product: Product) -> None:
        """Make a product. Its identity is ours, so there is never a second one."""
        params: stripe.params.ProductCreateParams = {
            "id": product_id,
            "name": product.name,
            "metadata": {"hypecut_product": product.key},
        }
        if self._catalog.tax_code:
            params["tax_code"] = self._catalog.tax_code
        async with asking():
            await self._v1.products.create_async(params)

    async def create_price(self, product_id: str, lookup_key: str, product: Product) -> None:
        """Make the price of a product. A lookup key belongs to one price alone, so there is no second one."""
        params: stripe.params.PriceCreateParams = {
            "product": product_id,
            "lookup_key": lookup_key,
            "unit_amount": product.price_cents,
            "currency": self._catalog.currency,
            "tax_behavior": self._catalog.tax_behavior,
            "metadata": {"hypecut_product": product.key, "hypecut_credits": str(product.credits)},
        }
        if product.monthly:
            params["recurring"] = {"interval": "month"}
        async with asking():
            await self._v1.prices.create_async(params)

    # Who buys

    async def create_customer(self, workspace_id: str, name: str) -> str:
        """Stripe's identity of the workspace; two that ask at the same time get the same one."""
        async with asking():
            made = await self._v1.customers.create_async(
                {"name": name, "metadata": {"hypecut_workspace": workspace_id}},
                {"idempotency_key": f"hypecut/customer/{workspace_id}"},
            )
        return made.id

    async def check_out(
        self, buyer: Buyer, product: Product, price_id: str, urls: tuple[str, str], key: str
    ) -> CheckoutState:
        """A page of Stripe's where the product is paid.

        Args:
            buyer: whose card is remembered, for top-ups.
            product: a pack or a plan.
            price_id: of the product.
            urls: where people go from there when they have paid, and when they have not.
            key: the same one again makes no second page.
        """
        marks = {
            "hypecut_workspace": buyer.workspace_id,
            "hypecut_product": product.key,
            "hypecut_credits": str(product.credits),
        }
        params: stripe.params.checkout.SessionCreateParams = {
            "mode": "subscription" if product.monthly else "payment",
            "customer": buyer.customer_id,
            "client_reference_id": buyer.workspace_id,
            "line_items": [{"price": price_id, "quantity": 1}],
            "success_url": urls[0],
            "cancel_url": urls[1],
            "metadata": marks,
            "automatic_tax": {"enabled": self._tax},
        }
        if product.monthly:
            params["subscription_data"] = {"metadata": marks}
        else:
            pack = marks | {"hypecut_kind": "pack"}
            params["payment_intent_data"] = {"setup_future_usage": "off_session", "metadata": pack}
        if self._tax:  # which tax it is depends on where they are
            params["customer_update"] = {"address": "auto", "name": "auto"}
            params["tax_id_collection"] = {"enabled": True}
        async with asking():
            made = await self._v1.checkout.sessions.create_async(params, {"idempotency_key": key})
        return checkout_state(made)

    async def checkout(self, session_id: str) -> CheckoutState:
        """A checkout session as it is now."""
        async with asking():
            return checkout_state(await self._v1.checkout.sessions.retrieve_async(session_id))

    async def portal(self, customer_id: str, return_url: str) -> str:
        """The address of Stripe's page where a customer sees invoices and changes the payment method."""
        async with asking():
            made = await self._v1.billing_portal.sessions.create_async(
                {"customer": customer_id, "return_url": return_url}
            )
        return made.url

    # Subscriptions

    async def subscription(self, subscription_id: str) -> SubscriptionState:
        """A subscription as it is now."""
        async with asking():
            return subscription_state(await self._v1.subscriptions.retrieve_async(subscription_id))

    async def change_plan(
        self, now: SubscriptionState, price_id: str, *, upgrade: bool, key: str
    ) -> SubscriptionState:
        """Give a subscription another price.

        A larger plan counts at once: Stripe charges the rest of the period, and changes nothing when that
        payment fails. A smaller one is paid from the next period on, and nothing is given back.

        Raises:
            Declined: and nothing has changed.
        """
        params: stripe.params.SubscriptionUpdateParams = {
            "items": [{"id": now.item_id, "price": price_id}],
            "proration_behavior": "always_invoice" if upgrade else "none",
            "payment_behavior": "error_if_incomplete",
        }
        async with asking():
            changed = await self._v1.subscriptions.update_async(
                now.subscription_id, params, {"idempotency_key": key}
            )
        return subscription_state(changed)

    async def cancel_at_period_end(self, subscription_id: str, *, cancels: bool) -> SubscriptionState:
        """Let a subscription end with its period, or not."""
        async with asking():
            changed = await self._v1.subscriptions.update_async(
                subscription_id, {"cancel_at_period_end": cancels}
            )
        return subscription_state(changed)

    async def cancel_now(self, subscription_id: str) -> SubscriptionState:
        """End a subscription at once."""
        async with asking():
            return subscription_state(await self._v1.subscriptions.cancel_async(subscription_id))

    async def invoices_of(self, subscription_id: str) -> list[InvoiceState]:
        """What was charged for a subscription, the newest first; the last hundred."""
        async with asking():
            found = await self._v1.invoices.list_async(
                {"subscription": subscription_id, "limit": PAGE_ITEMS, "expand": ["data.payments"]}
            )
        return [invoice_state(one) for one in found.data]

    async def invoice(self, invoice_id: str) -> InvoiceState:
        """An invoice as it is now."""
        async with asking():
            found = await self._v1.invoices.retrieve_async(invoice_id, {"expand": ["payments"]})
        return invoice_state(found)
