"""From the settings to what selling needs: in, keys and addresses; out, a `Billing`, or why not."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from api.billing.cashier import Billing
from api.billing.ledger import Ledger
from api.billing.products import OWN_FILE, load_catalog
from api.billing.till import Till
from api.settings import ApiSettings
from streams.process import CannotStart

LIVE = ("sk_live_", "rk_live_")
"""What keys begin with that move real money."""


def billing_of(settings: ApiSettings, ledger: Ledger | None) -> Billing:
    """What is sold, by the settings.

    Raises:
        CannotStart: they cannot be meant.
    """
    catalog = load_catalog(Path(settings.products).expanduser() if settings.products else OWN_FILE)
    key = settings.stripe_key.get_secret_value()
    secret = settings.stripe_webhook_secret.get_secret_value()
    if not key:
        return Billing(catalog, settings.grace_ms, ledger=ledger)
    if not secret:
        raise CannotStart(
            "HYPECUT_STRIPE_KEY is set, but not HYPECUT_STRIPE_WEBHOOK_SECRET, without which no payment "
            "would be heard of; add an endpoint in Stripe's dashboard and set its secret (docs/billing.md)"
        )
    if settings.stripe_url:
        if urlsplit(settings.stripe_url).scheme not in {"http", "https"}:
            raise CannotStart(
                f"HYPECUT_STRIPE_URL {settings.stripe_url!r} is no address; write http://127.0.0.1:12111"
            )
        if key.startswith(LIVE):
            raise CannotStart(
                "HYPECUT_STRIPE_URL leads to a stand-in, and HYPECUT_STRIPE_KEY is a live one; use a test key"
            )
    till = Till(key, settings.stripe_url, catalog, tax=settings.stripe_tax)
    return Billing(catalog, settings.grace_ms, till, ledger, secret)
