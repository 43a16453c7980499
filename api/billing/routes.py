"""`/v1/billing`: what is sold, paying for it, and what was paid.

Stripe is asked between two transactions, never inside one: the first says who asks and what is there, the
second writes what Stripe has answered.
"""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.access.rules import Operation
from api.billing.benefits import benefits_of
from api.billing.cashier import Billing
from api.billing.customers import buyer_of, customer_of, found_workspace
from api.billing.models import CustomerRow, PurchaseRow, SubscriptionRow, TopUpRow
from api.billing.products import Plan, Product
from api.billing.service import Moment, Overtaken, Seen, current_subscription, lives, write_subscription
from api.billing.shapes import (
    BenefitsShape,
    BillingShape,
    CheckoutRequest,
    CheckoutShape,
    PortalRequest,
    PortalShape,
    ProductShape,
    ProductsShape,
    PurchaseQuery,
    PurchaseShape,
    SubscriptionChange,
    SubscriptionShape,
    SubscriptionState,
    TopUpQuery,
    TopUpSettings,
    TopUpSettingsShape,
    TopUpShape,
)
from api.billing.syncing import price_for_sale
from api.fields import Identity
from api.idempotency.service import IdempotencyKey
from api.listing import Page, read_list
from api.problems import Conflict, FieldError, Invalid, Unavailable
from api.services import Reading, Services, ServicesOf, Writing, problems

router = APIRouter(prefix="/v1/billing", tags=["billing"])


class AlreadySubscribed(Conflict):
    """The workspace has a plan."""

    slug = "already-subscribed"
    title = "There is a subscription already"


class NotSubscribed(Conflict):
    """The workspace has no plan."""

    slug = "not-subscribed"
    title = "There is no subscription"


def _product(billing: Billing, key: str, field: str) -> Product:
    product = billing.catalog.find(key)
    if product is None:
        raise Invalid(
            f"there is no product {key}",
            "GET /v1/billing/products lists them",
            [FieldError(field=field, message="is not there")],
        )
    return product


@router.get("", response_model=BillingShape, responses=problems(403, 404, 422), summary="How it is paid")
async def read_billing(
    caller: CallerOf,
    session: Reading,
    services: ServicesOf,
    workspace_id: Annotated[Identity | None, Query(description="Left out where there is only one.")] = None,
) -> BillingShape:
    """The plan of a workspace, its balance and its top-ups; and whether anything is sold here at all."""
    where = await found_workspace(session, caller, workspace_id)
    billing = services.billing
    customer = await session.get(CustomerRow, where)
    if customer is not None and not await access.allowed(session, caller, Operation.VIEW, customer):
        customer = None  # owners alone see how it tops up
    subscription = await current_subscription(session, where)
    if subscription is not None and not await access.allowed(session, caller, Operation.VIEW, subscription):
        subscription = None
    balance = await billing.ledger.balance(session, where) if billing.ledger is not None else None
    return BillingShape(
        workspace_id=where,
        selling=not billing.note,
        note=billing.note,
        state=SubscriptionState(subscription.state) if subscription is not None else SubscriptionState.NONE,
        balance_credits=balance,
        subscription=SubscriptionShape.model_validate(subscription) if subscription is not None else None,
        top_up=TopUpSettingsShape.model_validate(customer) if customer is not None else None,
        benefits=BenefitsShape.model_validate(benefits_of(billing, subscription)),
    )


@router.get("/products", response_model=ProductsShape, responses=problems(), summary="List what is sold")
async def list_products(caller: CallerOf, services: ServicesOf) -> ProductsShape:
    """Packs of credits, bought once; then monthly plans."""
    catalog = services.billing.catalog
    items = [
        ProductShape(
            key=one.key,
            name=one.name,
            monthly=one.monthly,
            credits=one.credits,
            price_cents=one.price_cents,
            currency=catalog.currency,
            seats=one.seats if isinstance(one, Plan) else None,
            render_slots=one.render_slots if isinstance(one, Plan) else None,
            templates=one.templates if isinstance(one, Plan) else None,
        )
        for one in catalog.products
    ]
    return ProductsShape(selling=not services.billing.note, note=services.billing.note, items=items)


@router.post(
    "/checkout",
    status_code=status.HTTP_201_CREATED,
    response_model=CheckoutShape,
    responses=problems(403, 404, 409, 422),
    summary="Buy a pack or a plan",
)
async def check_out(
    body: CheckoutRequest,
    caller: CallerOf,
    services: ServicesOf,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> CheckoutShape:
    """Answers the address of a page of Stripe's. Credits come once it is paid, within seconds mostly.

    The same `Idempotency-Key` with the same request answers the same page.
    """
    billing = services.billing
    async with services.database.reading() as session:
        where = await found_workspace(session, caller, body.workspace_id, buys=True)
        subscription = await current_subscription(session, where)
    till, _ = billing.open_till()
    product = _product(billing, body.product, "product")
    if product.monthly and lives(subscription):
        raise AlreadySubscribed(
            "the workspace has a plan already", "change it with PATCH /v1/billing/subscription"
        )
    price_id = await price_for_sale(till, billing.catalog, product)
    buyer = await buyer_of(services, till, where, caller)
    links = (_link(services, body.success_url), _link(services, body.cancel_url))
    key = f"hypecut/checkout/{caller.caller_id}/{idempotency_key or secrets.token_urlsafe(24)}"
    made = await till.check_out(buyer, product, price_id, links, key)
    return CheckoutShape(session_id=made.session_id, url=made.url, expires_at_ms=made.expires_at_ms)


def _link(services: Services, wanted: object) -> str:
    return str(wanted) if wanted is not None else services.settings.base_url


@router.post(
    "/portal",
    status_code=status.HTTP_201_CREATED,
    response_model=PortalShape,
    responses=problems(403, 404, 409, 422),
    summary="Open the customer portal",
)
async def open_portal(body: PortalRequest, caller: CallerOf, services: ServicesOf) -> PortalShape:
    """A page of Stripe's: invoices, payment methods, tax numbers."""
    async with services.database.reading() as session:
        where = await found_workspace(session, caller, body.workspace_id, buys=True)
        till, _ = services.billing.open_till()
        customer = await customer_of(session, where)
    return PortalShape(url=await till.portal(customer.stripe_customer_id, _link(services, body.return_url)))


@router.patch(
    "/subscription",
    response_model=SubscriptionShape,
    responses=problems(402, 403, 404, 409, 422),
    summary="Change or cancel the plan",
)
async def change_subscription(
    body: SubscriptionChange,
    caller: CallerOf,
    services: ServicesOf,
    idempotency_key: IdempotencyKey = None,
) -> SubscriptionRow:
    """A larger plan counts at once: Stripe charges the rest of the period, and 402 says that it could not.

    A smaller one is paid from the next period on. `cancel_at_period_end` ends the plan with its period, or
    takes that back.
    """
    billing = services.billing
    async with services.database.reading() as session:
        where = await found_workspace(session, caller, body.workspace_id, buys=True)
        till, _ = billing.open_till()
        row = await current_subscription(session, where)
        if row is None or not lives(row):
            raise NotSubscribed("the workspace has no plan", "buy one with POST /v1/billing/checkout")
        await access.check(session, caller, Operation.UPDATE, row)
        subscription_id = row.subscription_id
    if body.plan is not None:
        plan = billing.catalog.plan(body.plan)
        if plan is None:
            raise Invalid(
                f"there is no plan {body.plan}",
                "GET /v1/billing/products lists them",
                [FieldError(field="plan", message="is not there")],
            )
        price_id = await price_for_sale(till, billing.catalog, plan)
        now = await till.subscription(subscription_id)
        before = billing.catalog.plan(now.product)
        upgrade = before is None or plan.price_cents > before.price_cents
        if now.price_id != price_id:
            key = f"hypecut/plan/{caller.caller_id}/{idempotency_key or secrets.token_urlsafe(24)}"
            await till.change_plan(now, price_id, upgrade=upgrade, key=key)
    if body.cancel_at_period_end is not None:
        await till.cancel_at_period_end(subscription_id, cancels=body.cancel_at_period_end)
    return await _refreshed(services, caller, where, subscription_id)


OVERTAKEN_MAX = 5
"""Events of the same subscription come in bursts of three or four."""


async def _refreshed(
    services: Services, caller: Caller, workspace_id: str, subscription_id: str
) -> SubscriptionRow:
    """The row as Stripe has it now."""
    till, _ = services.billing.open_till()
    for _again in range(OVERTAKEN_MAX):
        async with services.database.reading() as session:
            row = await session.get(SubscriptionRow, subscription_id)
        seen = Seen(await till.subscription(subscription_id), row.version if row is not None else None)
        moment = Moment(services.clock.now_ms(), services.billing.grace_ms)
        try:
            async with services.database.writing() as work:
                work.session.info["caller"] = caller
                return await write_subscription(
                    work.session, services.billing.catalog, workspace_id, seen, moment
                )
        except Overtaken:
            continue
    raise Unavailable("the subscription changes all the time", "ask again in a moment")


@router.put(
    "/top-up",
    response_model=TopUpSettingsShape,
    responses=problems(403, 404, 409, 422),
    summary="Set automatic top-ups",
)
async def put_top_up(
    body: TopUpSettings, caller: CallerOf, work: Writing, services: ServicesOf
) -> CustomerRow:
    """Buys `pack` with the saved payment method whenever fewer than `threshold_credits` are left.

    It never costs more than `cap_cents` in a calendar month. Three payments in a row that fail turn it off;
    setting it again turns it on.
    """
    billing = services.billing
    where = await found_workspace(work.session, caller, body.workspace_id, buys=True)
    billing.open_till()
    row = await customer_of(work.session, where, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, row)
    pack = billing.catalog.pack(body.pack)
    if pack is None:
        raise Invalid(
            f"there is no pack {body.pack}",
            "GET /v1/billing/products lists them; a plan is no pack",
            [FieldError(field="pack", message="is not there")],
        )
    if body.cap_cents < pack.price_cents:
        raise Invalid(
            f"one {body.pack} costs {pack.price_cents} cents, more than the cap of a month",
            "raise `cap_cents`, or choose a smaller pack",
            [FieldError(field="cap_cents", message=f"is below {pack.price_cents}")],
        )
    row.top_up_active, row.top_up_pack = body.active, body.pack
    row.top_up_threshold_credits, row.top_up_cap_cents = body.threshold_credits, body.cap_cents
    row.top_up_failures, row.top_up_not_before_ms, row.top_up_disabled_reason = 0, 0, ""
    await work.session.flush()
    return row


@router.get("/top-ups", response_model=Page[TopUpShape], responses=problems(403, 422), summary="List top-ups")
async def list_top_ups(asked: Annotated[TopUpQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """What was bought because a balance had fallen, or could not be."""
    query = await access.visible(session, caller, select(TopUpRow), TopUpRow)
    return (await read_list(session, query, TopUpRow, asked)).page()


@router.get(
    "/purchases", response_model=Page[PurchaseShape], responses=problems(403, 422), summary="List purchases"
)
async def list_purchases(
    asked: Annotated[PurchaseQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """What was paid for, and what was paid back. Invoices are in the customer portal."""
    query = await access.visible(session, caller, select(PurchaseRow), PurchaseRow)
    return (await read_list(session, query, PurchaseRow, asked)).page()
