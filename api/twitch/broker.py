"""`/v1/twitch/oauth2`: Twitch's token endpoint, as the installation's own processes see it.

In: what TwitchIO sends to Twitch: a handle in place of a refresh token, and the worker's token in place of
the application's secret. Out: an access token, and nothing that outlives it. So the library runs unchanged in
a process that holds no secret of Twitch's.
"""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select

from api.access.caller import Caller
from api.access.service import Forbidden
from api.edge import Unauthorized
from api.limits import Limit, TooMany, place_of
from api.problems import Problem, Unavailable
from api.seals import digest_of
from api.services import Services, ServicesOf, problems
from api.twitch.models import TwitchLinkRow
from api.twitch.routes import handle_of
from api.twitch.shapes import TokenShape
from api.twitch.tokens import LinkEnded

router = APIRouter(prefix="/v1/twitch/oauth2", tags=["twitch"])

OF_ONE_LINK = Limit("twitch-tokens", 30, 60)
"""A process asks once at its start, and then once in three hours; 50 that start anew together ask for 50."""

OF_THE_APP = Limit("twitch-app-tokens", 60, 60)
WRONG_TOKENS = Limit("twitch-wrong-tokens", 30, 300)
"""Of one place: whoever guesses, or a process with an old token, which says so in its log."""

HANDLE_LENGTH_MAX = 200

BODY_BYTES_MAX = 8192

_NO_STORE = {"Cache-Control": "no-store"}


class HandleRefused(Problem):
    """There is no link of this handle, or it has ended."""

    status = 400
    slug = "twitch-handle-refused"
    title = "Invalid refresh token"


async def _visitor(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Visitor = Annotated[Caller, Depends(_visitor)]

_FORM = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["refresh_token", "client_credentials"]},
                        "refresh_token": {"type": "string", "description": "The handle of a link."},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "description": "The worker's token."},
                    },
                    "required": ["grant_type", "client_id", "client_secret"],
                }
            }
        }
    }
}


@router.post(
    "/token",
    response_model=TokenShape,
    responses=problems(400, 403, 409, 422, 502),
    summary="Get an access token of Twitch's",
    openapi_extra=_FORM,
)
async def give_token(
    request: Request, visitor: Visitor, services: ServicesOf, response: Response
) -> TokenShape:
    """For processes of the installation, in the form of Twitch's own endpoint: in the body or the address.

    With `grant_type=refresh_token` the access token of a link, fresh and one that Twitch takes; with
    `client_credentials` the application's own. Where a link has ended it answers 400, as Twitch does.
    """
    services.twitch.check()
    form = await _form(request)
    await _check_worker(services, visitor, form.get("client_secret", ""))
    if form.get("client_id") != services.twitch.client_id:
        raise Forbidden("client_id is not that of this installation", "send HYPECUT_TWITCH_CLIENT_ID")
    response.headers.update(_NO_STORE)
    match form.get("grant_type"):
        case "client_credentials":
            return await _of_app(services)
        case "refresh_token":
            return await _of_link(services, form.get("refresh_token", ""))
    raise HandleRefused("grant_type is none of these", "send refresh_token or client_credentials")


@router.get(
    "/validate",
    responses={200: {"content": {"application/json": {}}}, **problems(409, 502)},
    summary="Ask Twitch of an access token",
)
async def validate_token(request: Request, visitor: Visitor, services: ServicesOf) -> Response:
    """What Twitch says of a token that this API has given out (`Authorization: OAuth TOKEN`); else 401."""
    services.twitch.check()
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() not in {"oauth", "bearer"} or not await _ours(services, token):
        await services.limits.take(WRONG_TOKENS, place_of(visitor.address))
        raise _not_ours()
    status, body = await services.twitch.oauth.validate(token)
    if status != 200:
        raise _not_ours()
    return Response(body, media_type="application/json", headers=_NO_STORE)


def _not_ours() -> Unauthorized:
    return Unauthorized(
        "invalid access token",
        "get one with POST /v1/twitch/oauth2/token",
        headers={"WWW-Authenticate": "OAuth"},
    )


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    if len(body) > BODY_BYTES_MAX:
        raise HandleRefused("the form is too long", "send four short fields")
    sent = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=50) if body else []
    return dict(request.query_params.items()) | dict(sent)


async def _check_worker(services: Services, visitor: Caller, secret: str) -> None:
    known = services.worker_token
    if known and hmac.compare_digest(secret.encode(), known.encode()):
        return
    await services.limits.take(WRONG_TOKENS, place_of(visitor.address))
    raise Forbidden(
        "client_secret is not the token of this installation's processes",
        "workers read theirs from HYPECUT_TOKEN or from secrets/worker-token in the data folder of the API",
    )


async def _bounded(services: Services, limit: Limit, who: str) -> None:
    try:
        await services.limits.take(limit, who)
    except TooMany as error:  # TwitchIO forgets a token for any refusal but one of the server's
        raise Unavailable(f"too many tokens were asked for: {error.detail}", error.remedy) from None


async def _of_app(services: Services) -> TokenShape:
    await _bounded(services, OF_THE_APP, "app")
    held = await services.twitch.application()
    left_ms = held.until_ms - services.clock.now_ms()
    return TokenShape(access_token=held.token, expires_in=max(0, left_ms // 1000))


async def _of_link(services: Services, handle: str) -> TokenShape:
    link_id = handle.partition(".")[0]
    known = handle_of(services.seals, link_id)
    if len(handle) > HANDLE_LENGTH_MAX or not hmac.compare_digest(handle.encode(), known.encode()):
        raise HandleRefused("there is no such handle", "GET /v1/twitch/links tells them")
    await _bounded(services, OF_ONE_LINK, link_id)
    try:
        held = await services.twitch_tokens.proven(link_id)
    except LinkEnded as error:
        raise HandleRefused(str(error.detail), error.remedy) from None
    left_ms = held.expires_at_ms - services.clock.now_ms()
    return TokenShape(
        access_token=held.access,
        refresh_token=handle,
        expires_in=max(0, left_ms // 1000),
        scope=list(held.scopes),
    )


async def _ours(services: Services, token: str) -> bool:
    """Whether this API has given it out; it is no way to ask Twitch about others."""
    if not token:
        return False
    query = select(TwitchLinkRow.link_id).where(TwitchLinkRow.access_digest == digest_of(token))
    async with services.database.reading() as session:
        if await session.scalar(query.limit(1)) is not None:
            return True
    return await services.twitch.is_app_token(token)
