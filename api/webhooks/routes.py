"""`/v1/webhooks`: say where events are sent, see what was sent, and send it again."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Query, Response, status
from sqlalchemy import func, select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.listing import Page, read_list
from api.nouns import Making, Noun, Values, default_workspace, router_of
from api.problems import Conflict, FieldError, Invalid, NotFound
from api.services import Reading, ServicesOf, Writing, problems
from api.versions import show_tag
from api.webhooks import queue
from api.webhooks.deliverer import SEALED
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.shapes import (
    DeliveryQuery,
    DeliveryShape,
    DeliveryState,
    NewWebhookShape,
    WebhookChange,
    WebhookQuery,
    WebhookRequest,
    WebhookShape,
)
from api.workspaces.home import is_there
from schemas.ids import new_id

SECRET_BYTES = 32

OVERLAP_MS = 24 * 60 * 60_000
"""How long the secret before signs as well: a receiver is changed within a day, and without a gap."""


class TooManyWebhooks(Conflict):
    """The workspace has as many webhooks as it may."""

    slug = "too-many-webhooks"
    title = "There are too many webhooks"


class WebhookOff(Conflict):
    """The webhook is turned off."""

    slug = "webhook-off"
    title = "The webhook is turned off"


class UnderWay(Conflict):
    """The delivery is being tried right now."""

    slug = "delivery-under-way"
    title = "The delivery is under way"


class UnknownDelivery(NotFound):
    """The webhook has no such delivery (any more)."""

    slug = "unknown-delivery"
    title = "There is no such delivery"


async def _changing(making: Making, row: WebhookRow, values: Values) -> None:
    if values.get("active"):
        values |= {"dead_in_row": 0, "disabled_at_ms": None, "disabled_reason": ""}


WEBHOOKS: Noun[WebhookRow] = Noun(
    table=WebhookRow,
    name="webhook",
    tag="webhooks",
    path="/v1/webhooks",
    identity="webhook_id",
    shape=WebhookShape,
    query=WebhookQuery,
    change=WebhookChange,
    changing=_changing,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE, Operation.DELETE),
    describes={Operation.DELETE: "Nothing is sent from then on, not even what waits."},
)

router = router_of(WEBHOOKS)


def _fresh_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}"


def _with_secret(row: WebhookRow, secret: str, response: Response) -> NewWebhookShape:
    response.headers["Cache-Control"] = "no-store"
    show_tag(response, row)
    return NewWebhookShape(**WebhookShape.model_validate(row).model_dump(), secret=secret)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=NewWebhookShape,
    responses=problems(403, 409, 422),
    summary="Make a webhook",
)
async def create_webhook(
    body: WebhookRequest, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> NewWebhookShape:
    """The secret that signs what is sent is in this answer and nowhere else.

    There is no `Idempotency-Key` here: an answer that was lost leaves a webhook whose secret nobody knows;
    `POST /v1/webhooks/{id}/secret` makes another one.
    """
    now_ms = services.clock.now_ms()
    workspace_id = body.workspace_id or await default_workspace(work.session, caller)
    secret = _fresh_secret()
    row = WebhookRow(
        webhook_id=new_id(now_ms),
        workspace_id=workspace_id,
        secret=services.seals.seal(SEALED, secret),
        old_secret=None,
        old_secret_until_ms=None,
        dead_in_row=0,
        disabled_at_ms=None,
        disabled_reason="",
        deleted_at_ms=None,
        **body.model_dump(mode="json", exclude={"workspace_id"}),
    )
    await access.check(work.session, caller, Operation.CREATE, row)
    if not await is_there(work.session, workspace_id):
        raise Invalid(
            f"there is no workspace {workspace_id}",
            "GET /v1/workspaces lists yours",
            [FieldError(field="workspace_id", message="is not there")],
        )
    mine = select(func.count()).where(
        WebhookRow.workspace_id == workspace_id, WebhookRow.deleted_at_ms.is_(None)
    )
    if (await work.session.scalar(mine) or 0) >= queue.WEBHOOKS_MAX:
        raise TooManyWebhooks(f"a workspace has {queue.WEBHOOKS_MAX} webhooks at most", "delete one first")
    work.session.add(row)
    await work.session.flush()
    return _with_secret(row, secret, response)


@router.post(
    "/{row_id}/secret",
    response_model=NewWebhookShape,
    responses=problems(403, 404, 422),
    summary="Make a webhook another secret",
)
async def turn_secret(
    *,
    row_id: IdentityInPath,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    at_once: Annotated[
        bool, Query(description="The secret before signs no more: it is in the wrong hands.")
    ] = False,
) -> NewWebhookShape:
    """Everything that is sent from now on is signed with it, and for a day with the one before as well.

    So the receiver may be changed at any time of that day. Of a secret that was made and replaced within
    the day, none but the last two sign.
    """
    row = await WEBHOOKS.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, row)
    secret = _fresh_secret()
    now_ms = services.clock.now_ms()
    row.old_secret, row.old_secret_until_ms = row.secret, now_ms + OVERLAP_MS
    if at_once:
        row.old_secret = row.old_secret_until_ms = None
    row.secret = services.seals.seal(SEALED, secret)
    work.session.add(noted(caller, "webhook.secret_turned", now_ms, row.workspace_id, webhook_id=row_id))
    await work.session.flush()
    return _with_secret(row, secret, response)


async def _mine(work: Writing, caller: CallerOf, row_id: str) -> WebhookRow:
    hook = await WEBHOOKS.find(work.session, row_id, caller)
    await access.check(work.session, caller, Operation.UPDATE, hook)
    if not hook.active:
        raise WebhookOff(
            f"webhook {row_id} is off{': ' if hook.disabled_reason else ''}{hook.disabled_reason}",
            'turn it on with PATCH /v1/webhooks/{id} {"active": true}',
        )
    return hook


def _soon(work: Writing, services: ServicesOf, row: DeliveryRow) -> None:
    work.after_commit(lambda: services.news.wake([row.workspace_id]))


@router.post(
    "/{row_id}/ping",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=DeliveryShape,
    responses=problems(403, 404, 409),
    summary="Send a ping",
)
async def send_ping(
    row_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf
) -> DeliveryRow:
    """A `webhook.ping`, signed like any other. `GET .../deliveries` says what came of it."""
    hook = await _mine(work, caller, row_id)
    row = queue.ping(hook, services.clock.now_ms())
    work.session.add(row)
    await work.session.flush()
    _soon(work, services, row)
    return row


@router.get(
    "/{row_id}/deliveries",
    response_model=Page[DeliveryShape],
    responses=problems(403, 404, 422),
    summary="List what was sent",
)
async def list_deliveries(
    row_id: IdentityInPath, asked: Annotated[DeliveryQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """Newest first, for a month: how often each was tried, and what the last try came to."""
    await WEBHOOKS.find(session, row_id, caller)
    query = await access.visible(session, caller, select(DeliveryRow), DeliveryRow)
    query = query.where(DeliveryRow.webhook_id == row_id)
    return (await read_list(session, query, DeliveryRow, asked)).page()


@router.post(
    "/{row_id}/deliveries/{delivery_id}/replay",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=DeliveryShape,
    responses=problems(403, 404, 409),
    summary="Send it again",
)
async def replay(
    row_id: IdentityInPath,
    delivery_id: IdentityInPath,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> DeliveryRow:
    """A delivery that is over is sent again as a new one; one that waits is tried now."""
    hook = await _mine(work, caller, row_id)
    before = await work.session.get(DeliveryRow, delivery_id, with_for_update=True)
    if before is None or before.webhook_id != hook.webhook_id:
        raise UnknownDelivery(f"webhook {row_id} has no delivery {delivery_id}", "list its deliveries")
    now_ms = services.clock.now_ms()
    if before.state == DeliveryState.SENDING.value:
        raise UnderWay(f"delivery {delivery_id} is being tried", "ask again in a minute")
    if before.state == DeliveryState.WAITING.value:
        before.due_at_ms = min(before.due_at_ms, now_ms)
        row = before
    else:
        row = queue.again(hook, before, now_ms)
        work.session.add(row)
    detail = {"webhook_id": row_id, "delivery_id": delivery_id}
    work.session.add(noted(caller, "webhook.replayed", now_ms, hook.workspace_id, **detail))
    await work.session.flush()
    _soon(work, services, row)
    return row
