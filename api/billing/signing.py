"""Whether a request is Stripe's: in, its body and `Stripe-Signature`; out, yes, or a refusal."""

from __future__ import annotations

import re

from api.problems import Problem

TOLERANCE_MS = 300_000
"""Stripe's own: what was signed longer ago may be somebody's who has listened."""

_TIME = re.compile(r"(?:^|,)\s*t=(\d{1,12})(?:,|$)")


class NotSigned(Problem):
    """The request does not carry Stripe's signature for its body."""

    status = 400
    slug = "not-signed"
    title = "This is not signed by Stripe"


def check_signature(body: bytes, header: str, secret: str, now_ms: int) -> str:
    """The body as text, once it is known to be Stripe's. Raises NotSigned."""
    import stripe

    remedy = (
        "Stripe signs with the secret of its endpoint: set HYPECUT_STRIPE_WEBHOOK_SECRET to it, and check "
        "the clock of this machine"
    )
    try:
        text = body.decode()
        # The age is ours to check: by the clock that this process was given.
        stripe.WebhookSignature.verify_header(text, header, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
        raise NotSigned("the signature does not fit the body", remedy) from error
    signed = _TIME.search(header)
    if signed is None or abs(now_ms - int(signed[1]) * 1000) > TOLERANCE_MS:
        raise NotSigned("the signature is too old, or from the future", remedy)
    return text
