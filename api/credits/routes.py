"""`/v1/credits`: accounts, what moved on them, and the minutes that were charged."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.access.rules import Operation
from api.access.service import Forbidden
from api.billing.top_ups import topped_up
from api.credits import service, statement
from api.credits.deducting import deduct
from api.credits.models import CreditAccountRow, CreditLotRow, CreditMinuteRow, CreditTransferRow
from api.credits.purse import Purse
from api.credits.shapes import (
    AccountChange,
    AccountQuery,
    AccountShape,
    ChargedMinuteShape,
    DeductionRequest,
    DeductionShape,
    GrantRequest,
    LotQuery,
    LotShape,
    StatementQuery,
    StatementShape,
    TransferQuery,
    TransferShape,
)
from api.credits.statement import Stretch
from api.fields import IdentityInPath
from api.idempotency import service as idempotency
from api.idempotency.service import Asked, IdempotencyKey
from api.listing import Page, read_list
from api.nouns import Noun, default_workspace, router_of
from api.paging import Order, PlaceInList, read_page
from api.problems import FieldError, Invalid
from api.services import Reading, ServicesOf, Writing, problems
from api.sessions.routes import SESSIONS
from api.versions import IfMatch, check_match, show_tag
from api.workspaces.home import is_there
from schemas.ids import new_id

ACCOUNTS: Noun[CreditAccountRow] = Noun(
    table=CreditAccountRow,
    name="credit account",
    plural="credit accounts",
    tag="credits",
    path="/v1/credits/accounts",
    identity="account_id",
    shape=AccountShape,
    query=AccountQuery,
    operations=(Operation.LIST, Operation.VIEW),
    describes={
        Operation.LIST: "What each workspace has. One that never had a credit has no account yet.",
        Operation.VIEW: "What a workspace has; an account has the identity of its workspace.",
    },
)

LOTS: Noun[CreditLotRow] = Noun(
    table=CreditLotRow,
    name="credit lot",
    plural="credit lots",
    tag="credits",
    path="/v1/credits/lots",
    identity="lot_id",
    shape=LotShape,
    query=LotQuery,
    operations=(Operation.LIST, Operation.VIEW),
    describes={
        Operation.LIST: "Credits that came together, and when they expire.",
        Operation.VIEW: "One lot.",
    },
)

router = APIRouter(prefix="/v1/credits", tags=["credits"])
nouns = APIRouter()
nouns.include_router(router_of(ACCOUNTS))
nouns.include_router(router_of(LOTS))
session_router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.patch(
    "/accounts/{row_id}",
    response_model=AccountShape,
    responses=problems(403, 404, 412, 422),
    summary="Change a credit account",
)
async def change_account(
    *,
    row_id: IdentityInPath,
    body: AccountChange,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """Operators say whether a workspace is charged at all."""
    if caller.operator and await is_there(work.session, row_id):
        await Purse.open(work.session, row_id, services.clock.now_ms())  # made where there was none
    account = await ACCOUNTS.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, account)
    check_match(if_match, account)
    account.unlimited = body.unlimited
    await work.session.flush()
    show_tag(response, account)
    return account


@router.post(
    "/grants",
    status_code=status.HTTP_201_CREATED,
    response_model=TransferShape,
    responses=problems(403, 409, 422),
    summary="Give credits",
)
async def grant(
    *,
    body: GrantRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> object:
    """Operators give credits to a workspace, out of nothing but their word."""
    _only_operators(caller)
    asked = Asked(caller, idempotency_key, request.url.path, body)
    before = await idempotency.made_before(work.session, asked)
    if before is not None:
        return await work.session.get(CreditTransferRow, before)
    if not await is_there(work.session, body.workspace_id):
        raise Invalid(
            f"there is no workspace {body.workspace_id}",
            "GET /v1/workspaces lists those there are",
            [FieldError(field="workspace_id", message="is not there")],
        )
    now_ms = services.clock.now_ms()
    if body.expires_at_ms is not None and body.expires_at_ms <= now_ms:
        raise Invalid(
            "the credits would have expired already",
            "send a time to come, or leave it out",
            [FieldError(field="expires_at_ms", message="is over")],
        )
    made = await service.give(
        work.session,
        body.workspace_id,
        body.credits,
        reference=f"grant:{body.reference or new_id(now_ms)}",
        now_ms=now_ms,
        expires_at_ms=body.expires_at_ms,
        note=body.note,
    )
    idempotency.remember(work.session, asked, made.transfer_id)
    return made


def _only_operators(caller: Caller) -> None:
    if not caller.operator or not caller.in_scope(CreditTransferRow.__tablename__, writes=True):
        raise Forbidden("only an operator gives credits", "ask whoever runs this installation")


@router.post(
    "/deductions",
    response_model=DeductionShape,
    responses=problems(403, 422),
    summary="Charge minutes",
)
async def deductions(body: DeductionRequest, caller: CallerOf, work: Writing, services: ServicesOf) -> object:
    """What the credit agent sends. Session and minute identify a minute: the same again costs nothing."""
    access.require(caller, "credit_minutes", Operation.CREATE)
    charging = services.settings.charging
    deducted = await deduct(work.session, body.minutes, services.clock.now_ms(), charging=charging)
    for account in deducted.accounts:
        if account.unlimited:
            continue
        wanted = await topped_up(
            work.session,
            services.billing.catalog,
            account.workspace_id,
            account.balance,
            services.clock.now_ms(),
        )
        if wanted is not None:
            work.after_commit(services.billing.woken.set)
    for watch_id in deducted.ended:
        work.after_commit(partial(services.announcer.soon, watch_id))
    return deducted


@router.get(
    "/transfers", response_model=Page[TransferShape], responses=problems(403, 422), summary="List transfers"
)
async def list_transfers(
    asked: Annotated[TransferQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """Every line of the statement, newest first: purchases, grants, minutes, refunds, and what expired."""
    query = await access.visible(session, caller, select(CreditTransferRow), CreditTransferRow)
    return (await read_list(session, query, CreditTransferRow, asked)).page()


async def _stretch(
    asked: Annotated[StatementQuery, Query()], caller: CallerOf, session: Reading, services: ServicesOf
) -> Stretch:
    where = asked.workspace_id or await default_workspace(session, caller)
    # Nobody whom the rules do not show the account, and what moved on it, has a statement of it.
    await ACCOUNTS.find(session, where, caller)
    await access.visible(session, caller, select(CreditTransferRow), CreditTransferRow)
    to_ms = services.clock.now_ms() + 1 if asked.to_ms is None else asked.to_ms
    return Stretch(where, asked.from_ms, to_ms)


StretchAsked = Annotated[Stretch, Depends(_stretch)]


@router.get(
    "/statement",
    response_model=StatementShape,
    responses=problems(403, 404, 422),
    summary="Read a statement",
)
async def read_statement(stretch: StretchAsked, session: Reading) -> object:
    """The balance at both ends, what moved in between, and what each session cost."""
    return await statement.summary(session, stretch)


@router.get(
    "/statement.csv",
    response_class=Response,
    responses={
        **problems(403, 404, 422),
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180."},
    },
    summary="Read a statement as a table",
)
async def read_statement_table(stretch: StretchAsked, session: Reading) -> Response:
    """Each minute, refund, purchase and grant on a line, with the balance after it."""
    return Response(
        await statement.table(session, stretch),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="hypecut-statement.csv"'},
    )


@session_router.get(
    "/{session_id}/minutes",
    response_model=Page[ChargedMinuteShape],
    responses=problems(404, 422),
    summary="List the minutes of a session",
)
async def list_minutes(
    session_id: IdentityInPath,
    caller: CallerOf,
    session: Reading,
    place: PlaceInList,
    newest_first: Annotated[bool, Query(description="The last minute first.")] = False,
) -> object:
    """Which minutes were charged, and why the others were not."""
    await SESSIONS.find(session, session_id, caller)
    query = select(CreditMinuteRow).where(CreditMinuteRow.session_id == session_id)
    order = Order(CreditMinuteRow.minute, CreditMinuteRow.session_id, newest_first)
    found = await read_page(session, query, order, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}
