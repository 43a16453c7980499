"""`/v1/twitch/opt-outs`: streamers who are not to be watched by anybody."""

from __future__ import annotations

import logging
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller, CallerKind
from api.access.rules import Operation
from api.access.service import Forbidden
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.listing import Page
from api.nouns import Noun
from api.problems import Problem
from api.services import Reading, Services, ServicesOf, Writing, problems
from api.twitch import opt_outs, sign_in
from api.twitch.helix import TwitchUser
from api.twitch.models import TwitchOptOutRow
from api.twitch.opt_outs import Wish
from api.twitch.shapes import OptOutQuery, OptOutRequest, OptOutShape

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1/twitch/opt-outs", tags=["twitch"])

OPT_OUTS: Noun[TwitchOptOutRow] = Noun(
    table=TwitchOptOutRow,
    name="opt-out",
    tag="twitch",
    path="/v1/twitch/opt-outs",
    identity="opt_out_id",
    shape=OptOutShape,
    query=OptOutQuery,
    operations=(Operation.LIST,),
    plural="opt-outs",
    owned=False,
)


class NotThemselves(Forbidden):
    """Somebody asks for a channel that is not shown to be theirs."""

    slug = "twitch-not-themselves"
    title = "The channel is another's"


@router.get(
    "", response_model=Page[OptOutShape], responses=problems(403, 422), summary="List who has opted out"
)
async def list_opt_outs(asked: Annotated[OptOutQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """Operators see all; a streamer sees what they have asked for."""
    return (await OPT_OUTS.listed(session, caller, asked)).page()


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=OptOutShape,
    responses=problems(403, 422),
    summary="Let nobody watch a channel",
)
async def create_opt_out(body: OptOutRequest, caller: CallerOf, services: ServicesOf) -> OptOutShape:
    """For operators, and for streamers who have signed in with Twitch, of their own channel.

    In one transaction every watch of the channel ends, in every workspace, links of it stop, and its clips
    are taken down where that is asked for; no watch of it is wanted from then on, whatever it is called by
    then. It works without an application at Twitch and while Twitch is away; the name or the identity that
    is missing is then looked up later.
    """
    await _check_may(services, caller, body)
    wish = await _known(services, body)
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        work.session.info["caller"] = caller
        row, ended = await opt_outs.opt_out(work, services.seals, wish, caller, now_ms)
        for watch_id in ended:
            work.after_commit(partial(services.announcer.soon, watch_id))
        work.after_commit(services.twitch.woken.set)
    return OptOutShape.model_validate(row)


async def _check_may(services: Services, caller: Caller, body: OptOutRequest) -> None:
    if caller.operator:
        return
    async with services.database.reading() as session:
        would_be = TwitchOptOutRow(opt_out_id="", made_by=caller.caller_id)
        await access.check(session, caller, Operation.CREATE, would_be)
        mine = await sign_in.subjects_of(session, caller.caller_id)
    # A name is another's after a change of names; who they are at Twitch does not change.
    if caller.kind is CallerKind.USER and body.broadcaster_id in mine:
        if body.login is None:
            return
        raise NotThemselves(
            "a streamer opts out by `broadcaster_id` alone", "leave `login` out: it is looked up"
        )
    raise NotThemselves(
        "this is for operators, and for streamers of their own channel",
        "sign in with Twitch (GET /v1/auth/twitch/start) and send your own `broadcaster_id`, or ask an "
        "operator",
    )


async def _known(services: Services, body: OptOutRequest) -> Wish:
    """The wish with what Twitch knows of the channel, if it answers."""
    broadcaster_id, login = body.broadcaster_id or "", (body.login or "").lower()
    if not services.twitch.note and not (broadcaster_id and login):
        try:
            user = await _asked(services, broadcaster_id, login)
        except Problem as problem:
            log.warning("a streamer opts out whom Twitch is asked for later: %s", problem.detail)
        else:
            if user is not None:
                broadcaster_id, login = user.user_id, user.login
    return Wish(broadcaster_id, login, body.reason, body.clips)


async def _asked(services: Services, broadcaster_id: str, login: str) -> TwitchUser | None:
    if not broadcaster_id:
        return await services.twitch.helix.user(login)
    found = await services.twitch.helix.users(ids=[broadcaster_id])
    return found[0] if found else None


@router.delete(
    "/{opt_out_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403, 404),
    summary="Let a channel be watched again",
)
async def lift_opt_out(
    opt_out_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf
) -> None:
    """For operators, and for the streamer who asked for it. What ended stays ended."""
    row = await OPT_OUTS.find(work.session, opt_out_id, caller, locked=True)
    await access.check(work.session, caller, Operation.DELETE, row)
    now_ms = services.clock.now_ms()
    row.deleted_at_ms = now_ms
    detail = {"opt_out_id": opt_out_id, "login": row.login}
    work.session.add(noted(caller, "twitch.opt_out_lifted", now_ms, **detail))
