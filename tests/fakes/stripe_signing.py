"""Signatures as Stripe makes them."""

from __future__ import annotations

import hashlib
import hmac


def signature_of(body: str, secret: str, at_s: int) -> str:
    """The header `Stripe-Signature`."""
    made = hmac.new(secret.encode(), f"{at_s}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at_s},v1={made}"
