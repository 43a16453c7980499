"""`/v1/bot`: what the bot of a channel is like, what it is asked, and what it says."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.bot import answers, service
from api.bot.checking import change_command, make_command, make_settings
from api.bot.commands import built_in
from api.bot.models import BotAnswerRow, BotCommandRow, BotRequestRow, BotSettingsRow
from api.bot.shapes import (
    BotAnswerQuery,
    BotAnswerShape,
    BotCommandChange,
    BotCommandQuery,
    BotCommandRequest,
    BotCommandShape,
    BotReplyShape,
    BotRequestBody,
    BotRequestQuery,
    BotRequestShape,
    BotSettingsChange,
    BotSettingsQuery,
    BotSettingsRequest,
    BotSettingsShape,
    BuiltInCommandShape,
    ClaimBody,
    SaidBody,
)
from api.fields import IdentityInPath
from api.nouns import Noun, router_of
from api.services import ServicesOf, Writing, problems
from api.wishes.models import WishRow
from api.wishes.shapes import WishQuery, WishShape

READ_ONLY = (Operation.LIST, Operation.VIEW)

SETTINGS: Noun[BotSettingsRow] = Noun(
    table=BotSettingsRow,
    name="bot settings",
    plural="settings of bots",
    tag="bot",
    path="/v1/bot/settings",
    identity="settings_id",
    shape=BotSettingsShape,
    query=BotSettingsQuery,
    create=BotSettingsRequest,
    change=BotSettingsChange,
    making=make_settings,
    describes={
        Operation.CREATE: "A channel without has the defaults. It may have one.",
        Operation.DELETE: "The channel has the defaults from then on.",
    },
)

COMMANDS: Noun[BotCommandRow] = Noun(
    table=BotCommandRow,
    name="bot command",
    plural="bot commands",
    tag="bot",
    path="/v1/bot/commands",
    identity="command_id",
    shape=BotCommandShape,
    query=BotCommandQuery,
    create=BotCommandRequest,
    change=BotCommandChange,
    making=make_command,
    changing=change_command,
    describes={
        Operation.LIST: "Those that channels have made or changed; all others are the built-in ones.",
        Operation.CREATE: "With `say`, a command of the channel's own. With another `action`, the built-in "
        "one as this channel wants it: what is left out is as it comes.",
        Operation.UPDATE: "`texts` is replaced as a whole: a key that is left out is the built-in one again.",
        Operation.DELETE: "A built-in one is as it comes from then on; switch it off with `enabled`.",
    },
)

ANSWERS: Noun[BotAnswerRow] = Noun(
    table=BotAnswerRow,
    name="bot answer",
    plural="bot answers",
    tag="bot",
    path="/v1/bot/answers",
    identity="answer_id",
    shape=BotAnswerShape,
    query=BotAnswerQuery,
    operations=READ_ONLY,
    describes={
        Operation.LIST: "Oldest first; with `state=due`, those that are to be said. Claim each before it is."
    },
)

REQUESTS: Noun[BotRequestRow] = Noun(
    table=BotRequestRow,
    name="bot request",
    plural="bot requests",
    tag="bot",
    path="/v1/bot/requests",
    identity="message_id",
    shape=BotRequestShape,
    query=BotRequestQuery,
    operations=(Operation.LIST,),
    describes={Operation.LIST: "Lines that named a command, and what became of them; kept for two days."},
)

WISHES: Noun[WishRow] = Noun(
    table=WishRow,
    name="wish",
    plural="wishes",
    tag="bot",
    path="/v1/bot/wishes",
    identity="wish_id",
    shape=WishShape,
    query=WishQuery,
    operations=READ_ONLY,
    describes={Operation.LIST: "Moments that chats want as clips, and what came of each; kept for a month."},
)

router = APIRouter()

_commands = router_of(COMMANDS)


@_commands.get(
    "/built-in/all",
    response_model=list[BuiltInCommandShape],
    responses=problems(),
    summary="The commands that every channel begins with",
)
async def list_built_in_commands(caller: CallerOf) -> list[BuiltInCommandShape]:
    """With their texts in each language, and what may stand in each; the last is what `say` begins with."""
    return built_in()


_requests = router_of(REQUESTS)


@_requests.post(
    "",
    response_model=BotReplyShape,
    responses=problems(403, 404, 422),
    summary="Bring a line of chat to the bot",
)
async def bring_line(body: BotRequestBody, caller: CallerOf, services: ServicesOf) -> object:
    """What is to be said to a line that begins with the channel's prefix, and what else is to be done.

    It is decided once: the same line again answers `fresh: false`, whichever process brings it to whichever
    process. A line that names no command, or comes within a cooldown, is answered with silence.
    """
    access.require(caller, "bot_requests", Operation.CREATE)
    # Most lines with an exclamation mark are for other bots: for those nothing is written, or waited for.
    async with services.database.reading() as session:
        understood = await service.understand(session, body)
    if understood is None:
        return service.NO_COMMAND
    terms = service.Terms(caller, services.clock.now_ms(), services.settings.charging)
    async with services.database.writing() as work:
        work.session.info["caller"] = caller
        decided = await service.decide(work.session, understood, body, terms)
        for watch_id in decided.turned:
            work.after_commit(partial(services.announcer.soon, watch_id))
    return decided.reply


_answers = router_of(ANSWERS)


@_answers.post(
    "/{row_id}/claim",
    response_model=BotAnswerShape,
    responses=problems(403, 404, 409, 422),
    summary="Take an answer to say it",
)
async def claim_answer(
    row_id: IdentityInPath,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    body: ClaimBody | None = None,
) -> object:
    """409 when somebody has it: it is theirs to say, and is never given out again."""
    access.require(caller, "bot_answers", Operation.UPDATE)
    token = body.claim if body is not None else ""
    return await answers.claim(work.session, row_id, token, services.clock.now_ms())


@_answers.post(
    "/{row_id}/said",
    response_model=BotAnswerShape,
    responses=problems(403, 404, 409, 422),
    summary="Tell that an answer was said, or why not",
)
async def tell_said(
    row_id: IdentityInPath, body: SaidBody, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """`sent`, or the platform's reason. The first word counts; said again, it changes nothing."""
    access.require(caller, "bot_answers", Operation.UPDATE)
    return await answers.end(work.session, row_id, body.outcome, services.clock.now_ms())


for one in (router_of(SETTINGS), _commands, _requests, _answers, router_of(WISHES)):
    router.include_router(one)
