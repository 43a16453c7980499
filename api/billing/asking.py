"""How Stripe says no: in, errors of its library; out, problems of ours."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from api.idempotency.service import KeyReused
from api.problems import Conflict, Problem, Unavailable

log = logging.getLogger(__name__)


class StripeAway(Unavailable):
    """Stripe did not answer, or says to come again later."""

    slug = "stripe-away"
    title = "Stripe cannot be reached now"


class StripeRefused(Conflict):
    """Stripe says that it will not do this."""

    slug = "stripe-refused"
    title = "Stripe refused this"
    code = ""
    """Stripe's own word for why; empty where it has none."""


class NotAtStripe(StripeRefused):
    """Stripe has no such thing."""

    slug = "not-at-stripe"
    title = "Stripe has no such thing"


class Declined(Problem):
    """The bank, or Stripe, did not let the payment pass."""

    status = 402
    slug = "payment-declined"
    title = "The payment was declined"

    def __init__(self, code: str, message: str, payment_intent_id: str | None = None) -> None:
        super().__init__(
            message or code, "use another payment method; the customer portal lets you change it"
        )
        self.code = code
        self.payment_intent_id = payment_intent_id


@asynccontextmanager
async def asking() -> AsyncIterator[None]:
    """Stripe's errors, in our own words."""
    import stripe

    try:
        yield
    except stripe.CardError as error:
        intent = getattr(error.error, "payment_intent", None) if error.error is not None else None
        raise Declined(
            str(error.code or "card_declined"), str(error.user_message or ""), getattr(intent, "id", None)
        ) from error
    except stripe.IdempotencyError as error:
        raise KeyReused(
            "another request came with this Idempotency-Key before",
            "make a fresh key for each thing that is asked for",
        ) from error
    except stripe.InvalidRequestError as error:
        kind = NotAtStripe if error.code == "resource_missing" else StripeRefused
        refused = kind(
            f"Stripe says: {error.user_message or error}", "see the log of requests in Stripe's dashboard"
        )
        refused.code = error.code or ""
        raise refused from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("Stripe refuses the key of this installation: %s", error.user_message)
        raise StripeRefused(
            "Stripe refuses the key of this installation", "an operator checks HYPECUT_STRIPE_KEY"
        ) from error
    except (stripe.StripeError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("Stripe did not answer: %s", type(error).__name__)
        raise StripeAway("Stripe did not answer", "send the request again") from error
