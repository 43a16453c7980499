"""What Stripe and operators call: events come in and are replayed, products are made, books are compared."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Path, Query, Request, status
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.access.service import Forbidden
from api.audit.recorder import noted
from api.billing import inbox
from api.billing.models import STRIPE_ID_LENGTH, StripeEventRow
from api.billing.reconciling import ON_ITS_WAY_MS, Reconciler
from api.billing.shapes import (
    PaymentDifferenceShape,
    ReconcileQuery,
    ReconcileShape,
    StripeEventQuery,
    StripeEventShape,
    StripeEventState,
    SyncDifference,
    SyncShape,
    TakenShape,
)
from api.billing.signing import NotSigned, check_signature
from api.billing.syncing import sync
from api.listing import Page, read_list
from api.problems import Conflict, FieldError, Invalid, NotFound
from api.services import Reading, ServicesOf, Writing, problems
from api.settings import DAY_MS

open_router = APIRouter(prefix="/v1/billing/stripe/events", tags=["billing"])
router = APIRouter(prefix="/v1/billing", tags=["billing"])

COMPARED_MS = 35 * DAY_MS
"""Each monthly plan is paid once in it."""

COMPARED_MS_MAX = 400 * DAY_MS
"""A year and a bit; all that was paid in it is held in memory at once."""


class UnknownStripeEvent(NotFound):
    """No such event has come, or it was forgotten."""

    slug = "unknown-stripe-event"
    title = "There is no such event of Stripe's"


class UnderWay(Conflict):
    """The event is being handled right now."""

    slug = "event-under-way"
    title = "The event is being handled"


def _operates(caller: Caller) -> None:
    if not caller.operator:
        raise Forbidden(
            "only operators of this installation do this",
            "use the token of an operator, or `hypecut billing`",
        )


@open_router.post(
    "",
    response_model=TakenShape,
    responses={key: value for key, value in problems(400, 409, 413).items() if key != 401},
    summary="Take an event of Stripe's",
    openapi_extra={
        "requestBody": {
            "description": "The event, signed.",
            "content": {"application/json": {"schema": {"type": "object"}, "example": {}}},
        }
    },
)
async def take_event(
    request: Request,
    services: ServicesOf,
    stripe_signature: Annotated[
        str, Header(max_length=2000, description="Stripe's signature of the body.")
    ] = "",
) -> TakenShape:
    """It is written down and answered; what follows from it happens afterwards, once.

    An event that has come before changes nothing. Stripe sends again what is not answered with a 2xx.
    """
    billing = services.billing
    billing.open_till()
    now_ms = services.clock.now_ms()
    # The transaction begins once the sender is known: nobody else is to wait for the body of a stranger.
    payload = check_signature(await request.body(), stripe_signature, billing.webhook_secret, now_ms)
    try:
        async with services.database.writing() as work:
            row, fresh = await inbox.take(work.session, payload, now_ms)
            work.after_commit(billing.woken.set)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise NotSigned(
            f"the body is signed, but is no event: {error}",
            "let the endpoint send snapshots, as events of webhooks are by default",
        ) from error
    return TakenShape(event_id=row.event_id, known=not fresh)


@router.get(
    "/stripe/events",
    response_model=Page[StripeEventShape],
    responses=problems(403, 422),
    summary="List events of Stripe's",
)
async def list_stripe_events(
    asked: Annotated[StripeEventQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """For operators: what came, and what became of it, for three months."""
    query = await access.visible(session, caller, select(StripeEventRow), StripeEventRow)
    return (await read_list(session, query, StripeEventRow, asked)).page()


@router.post(
    "/stripe/events/{event_id}/replay",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=StripeEventShape,
    responses=problems(403, 404, 409),
    summary="Handle an event again",
)
async def replay_stripe_event(
    event_id: Annotated[str, Path(max_length=STRIPE_ID_LENGTH, pattern=r"^[A-Za-z0-9_]+$")],
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> StripeEventRow:
    """For operators. State is asked of Stripe, so that handling an event again does nothing twice."""
    _operates(caller)
    services.billing.open_till()
    row = await work.session.get(StripeEventRow, event_id, with_for_update=True)
    if row is None:
        raise UnknownStripeEvent(
            f"there is no event {event_id}",
            "GET /v1/billing/stripe/events lists them; Stripe's dashboard sends one again",
        )
    now_ms = services.clock.now_ms()
    if row.state == StripeEventState.HANDLING.value and row.due_at_ms > now_ms:
        raise UnderWay(f"event {event_id} is being handled", "ask again in a few minutes")
    row.state, row.tries, row.due_at_ms, row.claim = StripeEventState.WAITING.value, 0, now_ms, ""
    work.session.add(noted(caller, "stripe_event.replayed", now_ms, event_id=event_id))
    await work.session.flush()
    work.after_commit(services.billing.woken.set)
    return row


@router.post(
    "/sync", response_model=SyncShape, responses=problems(403, 409), summary="Make products at Stripe"
)
async def sync_products(caller: CallerOf, services: ServicesOf) -> SyncShape:
    """For operators: makes what is missing. What differs is told, and left as it is."""
    _operates(caller)
    till, _ = services.billing.open_till()
    synced = await sync(till, services.billing.catalog)
    if synced.created:
        async with services.database.writing() as work:
            now_ms = services.clock.now_ms()
            work.session.add(noted(caller, "products.synced", now_ms, created=synced.created))
    differences = [SyncDifference.model_validate(one) for one in synced.differences]
    return SyncShape(created=synced.created, differences=differences)


@router.get(
    "/differences",
    response_model=ReconcileShape,
    responses=problems(403, 409, 422),
    summary="Compare Stripe with the ledger",
)
async def list_differences(
    asked: Annotated[ReconcileQuery, Query()], caller: CallerOf, services: ServicesOf
) -> ReconcileShape:
    """For operators: payments made in a time, the last 35 days where it is left out.

    The last quarter of an hour is never compared: its events may be on their way.
    """
    _operates(caller)
    till, ledger = services.billing.open_till()
    settled_ms = services.clock.now_ms() - ON_ITS_WAY_MS
    until_ms = min(asked.until_ms if asked.until_ms is not None else settled_ms, settled_ms)
    since_ms = asked.since_ms if asked.since_ms is not None else max(0, until_ms - COMPARED_MS)
    if not 0 <= until_ms - since_ms <= COMPARED_MS_MAX:
        raise Invalid(
            "the time to compare ends before it begins, or is longer than 400 days",
            "compare a shorter time",
            [FieldError(field="since_ms", message="is too early or too late")],
        )
    compared = await Reconciler(services.database, till, ledger).compare(since_ms, until_ms)
    return ReconcileShape(
        since_ms=since_ms,
        until_ms=until_ms,
        payments=compared.payments,
        sales=compared.sales,
        differences=[PaymentDifferenceShape.model_validate(one) for one in compared.differences],
    )
