"""`/v1/auth/twitch`: sign in with Twitch, in a browser or from a program, and come back from there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status
from fastapi.responses import JSONResponse, RedirectResponse

from api.access.authenticate import CallerOf
from api.access.caller import Caller, CallerKind
from api.access.service import Forbidden
from api.accounts import service as accounts
from api.accounts.routes import FROM_ONE_PLACE
from api.accounts.shapes import TokensShape, UserShape
from api.limits import place_of
from api.problems import Problem
from api.services import Services, ServicesOf, Writing, problems
from api.twitch import flows, sign_in
from api.twitch.arrivals import Arrival, Arrived, arrive
from api.twitch.flows import Plan, Purpose
from api.twitch.scopes import SIGN_IN_SCOPES
from api.twitch.shapes import CallbackBody, CallbackShape, GoShape, TwitchLinkShape
from api.web import visits
from api.web.pages import page

router = APIRouter(prefix="/v1/auth/twitch", tags=["auth"])

NO_STORE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""An address with a code in it is nobody else's."""

ADMIN = "/admin"


async def _visitor(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Visitor = Annotated[Caller, Depends(_visitor)]


def _reads_pages(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _is_program(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "") and not _reads_pages(request)


@router.get(
    "/start",
    response_model=GoShape,
    status_code=status.HTTP_200_OK,
    responses={303: {"description": "To Twitch."}, **problems(409, 422, 429)},
    summary="Sign in with Twitch",
)
async def start_with_twitch(
    request: Request,
    visitor: Visitor,
    services: ServicesOf,
    next_path: Annotated[
        str, Query(alias="next", max_length=500, description="A path of this site to go on to.")
    ] = "",
) -> Response:
    """A browser is sent to Twitch. A program (`Accept: application/json`) is told where to send one.

    For a program the callback answers a pair of tokens, as a login does; for a browser it sets the cookie of
    a page. Whoever comes back must be who was sent: a browser has a cookie for that, a program the `secret`.
    """
    services.twitch.check()
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    program = _is_program(request)
    plan = Plan(Purpose.SIGN_IN, SIGN_IN_SCOPES, next_path=flows.checked_path(next_path), tokens=program)
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        begun = flows.begin(work.session, services.twitch, services.seals, plan, now_ms=now_ms)
    response: Response
    if program:
        told = GoShape(url=begun.url, secret=begun.secret, expires_at_ms=begun.expires_at_ms, scopes=[])
        response = JSONResponse(told.model_dump(mode="json"), headers=NO_STORE)
    else:
        response = RedirectResponse(begun.url, status.HTTP_303_SEE_OTHER, headers=NO_STORE)
    flows.give(response, services.settings.base_url, begun.secret)
    return response


@router.get(
    "/callback",
    response_model=CallbackShape,
    responses=problems(403, 404, 409, 422, 429, 502),
    summary="Come back from Twitch",
)
async def come_back(
    *,
    request: Request,
    visitor: Visitor,
    services: ServicesOf,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=500)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Where Twitch sends a browser to. It is good once, within ten minutes, for the browser that was sent."""
    try:
        await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
        arrival = Arrival(state, code, flows.secret_of(request), error)
        arrived = await arrive(services, visitor, arrival)
    except Problem as problem:
        if not _reads_pages(request):
            raise
        return page("problem.html", problem.status, problem=problem)
    response = _answer(request, services, arrived)
    flows.take(response)
    return response


def _answer(request: Request, services: Services, arrived: Arrived) -> Response:
    plan = arrived.returned.plan
    if plan.purpose is Purpose.SIGN_IN and not plan.tokens:
        user = arrived.user
        target = plan.next_path or (ADMIN if user is not None and user.operator else "")
        # A page of ours goes on from here: a redirect would still be Twitch's doing, and browsers hold back
        # the cookie of a page (`SameSite=Strict`) then.
        response: Response = page("arrived.html", arrived=arrived, target=target)
        visits.give(response, services, arrived.page_secret)
        return response
    if plan.purpose is not Purpose.SIGN_IN and _reads_pages(request):
        return page("arrived.html", arrived=arrived, target="")
    return JSONResponse(_told(arrived).model_dump(mode="json"), headers=NO_STORE)


@router.post(
    "/callback",
    response_model=CallbackShape,
    responses=problems(403, 404, 409, 422, 429, 502),
    summary="Hand in what came back from Twitch",
)
async def hand_in(
    body: CallbackBody, visitor: Visitor, services: ServicesOf, response: Response
) -> CallbackShape:
    """For a program that sent a browser to Twitch: what stands in the address that the browser came back to.

    A sign-in answers tokens, also one that a page began.
    """
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    arrived = await arrive(services, visitor, Arrival(body.state, body.code, body.secret, program=True))
    response.headers.update(NO_STORE)
    return _told(arrived)


def _told(arrived: Arrived) -> CallbackShape:
    told = CallbackShape()
    if arrived.tokens is not None:
        told.tokens = TokensShape(
            access_token=arrived.tokens.access,
            refresh_token=arrived.tokens.refresh,
            user=UserShape.model_validate(arrived.tokens.user),
        )
    if arrived.link is not None:
        told.link = TwitchLinkShape.model_validate(arrived.link)
    if arrived.returned.plan.purpose is Purpose.IDENTITY:
        told.identity = arrived.who.login
    return told


@router.post(
    "/identity",
    response_model=GoShape,
    responses=problems(403, 409, 429),
    summary="Let Twitch sign in to one's account",
)
async def add_identity(caller: CallerOf, work: Writing, services: ServicesOf, response: Response) -> GoShape:
    """For somebody who has an account already: it answers where to go, and Twitch opens the account then."""
    user_id = _person(caller)
    services.twitch.check()
    await services.limits.take(FROM_ONE_PLACE, place_of(caller.address))
    await accounts.find(work.session, user_id)
    plan = Plan(Purpose.IDENTITY, SIGN_IN_SCOPES)
    now_ms = services.clock.now_ms()
    begun = flows.begin(work.session, services.twitch, services.seals, plan, now_ms=now_ms, caller=caller)
    flows.give(response, services.settings.base_url, begun.secret)
    response.headers.update(NO_STORE)
    return GoShape(url=begun.url, secret=begun.secret, expires_at_ms=begun.expires_at_ms, scopes=[])


@router.delete(
    "/identity",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403, 409),
    summary="Let Twitch sign in no more",
)
async def remove_identity(caller: CallerOf, work: Writing, services: ServicesOf) -> None:
    """The account needs a password for that, or nobody could sign in any more."""
    user = await accounts.find(work.session, _person(caller))
    await sign_in.remove_identities(work.session, user, caller, services.clock.now_ms())


def _person(caller: Caller) -> str:
    if caller.kind is not CallerKind.USER:
        raise Forbidden("this is for people, and the caller is a program", "sign in with POST /v1/auth/login")
    return caller.caller_id
