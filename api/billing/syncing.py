"""Makes at Stripe what is missing there: in, the catalogue; out, what was made, and what differs.

Nothing is changed or deleted: somebody may have bought it. What differs is for a person to settle.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.billing.asking import StripeRefused
from api.billing.products import Catalog, Product
from api.billing.states import PriceState
from api.billing.till import Till


@dataclass(frozen=True)
class Difference:
    """A field of a product that stands otherwise at Stripe."""

    product: str
    field: str
    declared: str
    at_stripe: str


@dataclass(frozen=True)
class Synced:
    """What was made, by key, and what differs."""

    created: list[str]
    differences: list[Difference]


class PriceDiffers(StripeRefused):
    """What is declared is not what Stripe would charge."""

    slug = "price-differs"
    title = "The product is not for sale at this moment"


def lookup_key(product: Product) -> str:
    """Names the price of a product at Stripe."""
    return f"hypecut_{product.key}"


def product_id(product: Product) -> str:
    """Names the product at Stripe."""
    return f"hypecut_{product.key}"


async def sync(till: Till, catalog: Catalog) -> Synced:
    """Make what is missing, and compare the rest."""
    keys = [lookup_key(one) for one in catalog.products]
    prices = {price.lookup_key: price for price in await till.prices(keys)}
    there = await till.products_there([product_id(one) for one in catalog.products])
    made = Synced([], [])
    for product in catalog.products:
        price = prices.get(lookup_key(product))
        if price is not None:
            made.differences.extend(differences(catalog, product, price))
            continue
        if product_id(product) not in there:
            await till.create_product(product_id(product), product)
        await till.create_price(product_id(product), lookup_key(product), product)
        made.created.append(product.key)
    return made


def differences(catalog: Catalog, product: Product, price: PriceState) -> list[Difference]:
    """What is declared otherwise than it stands at Stripe."""
    compared: tuple[tuple[str, object, object], ...] = (
        ("name", product.name, price.name),
        ("credits", product.credits, price.credits),
        ("price_cents", product.price_cents, price.amount_cents),
        ("currency", catalog.currency, price.currency),
        ("tax_behavior", catalog.tax_behavior, price.tax_behavior),
        ("monthly", product.monthly, price.monthly),
        ("active", True, price.active),
    )
    return [
        Difference(product.key, field, str(declared), str(found))
        for field, declared, found in compared
        if declared != found
    ]


async def price_for_sale(till: Till, catalog: Catalog, product: Product) -> str:
    """Stripe's identity of the price of a product. Raises PriceDiffers where it is not the declared one."""
    found = await till.prices([lookup_key(product)])
    if not found:
        raise PriceDiffers(
            f"Stripe does not have {product.key} yet", "an operator runs `hypecut billing sync`"
        )
    wrong = [one for one in differences(catalog, product, found[0]) if one.field != "name"]
    if wrong:
        fields = ", ".join(one.field for one in wrong)
        raise PriceDiffers(
            f"{product.key} stands otherwise at Stripe than it is declared here: {fields}",
            "an operator runs `hypecut billing sync`, which shows the difference",
        )
    return found[0].price_id
