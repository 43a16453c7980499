"""What is sold: in, the file of products; out, a catalogue that was checked.

Source: `products.toml` beside this file, or the file that HYPECUT_PRODUCTS names.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from api.billing.models import KEY_LENGTH
from streams.process import CannotStart

OWN_FILE = Path(__file__).with_name("products.toml")

KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Of a product; it is part of identities at Stripe."""

PRODUCTS_MAX = 50
"""Of each kind; more is no choice that people make, and Stripe is asked for all at once."""

BYTES_MAX = 256 * 1024


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something with a price.

    Attributes:
        key: names it for ever, here and at Stripe.
        credits: of a pack once, of a plan in each period.
        price_cents: of the catalogue's currency.
    """

    key: str
    name: str
    credits: int
    price_cents: int

    @property
    def monthly(self) -> bool:
        """Whether it is paid again each month."""
        return isinstance(self, Plan)


class Pack(Product, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Credits that are bought once, and do not expire."""


class Plan(Product, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Credits each month, which expire with it, and what a workspace may do meanwhile.

    Attributes:
        seats: people in the workspace.
        render_slots: clips rendered at the same time.
        templates: brand templates.
    """

    seats: int
    render_slots: int
    templates: int


class Catalog(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is sold, in one currency.

    Attributes:
        tax_behavior: `exclusive` or `inclusive`, as Stripe has it.
        tax_code: Stripe's kind of goods; empty for the default of the account.
    """

    currency: str
    tax_behavior: str = "exclusive"
    tax_code: str = ""
    packs: tuple[Pack, ...] = ()
    plans: tuple[Plan, ...] = ()

    @property
    def products(self) -> tuple[Product, ...]:
        """Packs, then plans."""
        return (*self.packs, *self.plans)

    def find(self, key: str) -> Product | None:
        """The product of that key."""
        return next((one for one in self.products if one.key == key), None)

    def pack(self, key: str) -> Pack | None:
        """The pack of that key."""
        return next((one for one in self.packs if one.key == key), None)

    def plan(self, key: str) -> Plan | None:
        """The plan of that key."""
        return next((one for one in self.plans if one.key == key), None)


def load_catalog(path: Path = OWN_FILE) -> Catalog:
    """The products of a file. Raises CannotStart, naming the file and what is wrong in it."""
    try:
        content = path.read_bytes()
        if len(content) > BYTES_MAX:
            raise CannotStart(f"{path} has more than {BYTES_MAX} bytes, and can be no file of products")
        catalog = msgspec.toml.decode(content, type=Catalog)
    except OSError as error:
        raise CannotStart(
            f"the products cannot be read from {path}: {error.strerror or error}; set HYPECUT_PRODUCTS to a "
            "file that is there, or to nothing for the one that comes with hypecut"
        ) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise CannotStart(
            f"the products in {path} cannot be used: {error}; see {OWN_FILE} for an example"
        ) from error
    wrong = _wrong(catalog)
    if wrong:
        raise CannotStart(f"the products in {path} cannot be used: {wrong}; see {OWN_FILE} for an example")
    return catalog


def _wrong(catalog: Catalog) -> str:
    """What cannot be meant; empty where all can."""
    if not re.fullmatch("[a-z]{3}", catalog.currency):
        return f"currency {catalog.currency!r} is not three small letters"
    if catalog.tax_behavior not in {"exclusive", "inclusive"}:
        return f"tax_behavior {catalog.tax_behavior!r} is neither exclusive nor inclusive"
    if max(len(catalog.packs), len(catalog.plans)) > PRODUCTS_MAX:
        return f"there are more than {PRODUCTS_MAX} of a kind"
    keys = [one.key for one in catalog.products]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return (
        f"the key {twice[0]} is there twice" if twice else "".join(map(_wrong_with, catalog.products))[:500]
    )


def _wrong_with(one: Product) -> str:
    if not re.fullmatch(KEY, one.key) or len(one.key) > KEY_LENGTH:
        return f"the key {one.key!r} is not up to {KEY_LENGTH} small letters, digits and single hyphens. "
    if one.credits <= 0 or one.price_cents <= 0 or not one.name:
        return f"{one.key} needs a name, and credits and price_cents above 0. "
    if isinstance(one, Plan) and min(one.seats, one.render_slots, one.templates) < 0:
        return f"{one.key} has less than nothing of seats, render_slots or templates. "
    return ""
