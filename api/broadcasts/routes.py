"""`/v1/channels/{channel_id}/stream`: what the platform says of a channel's stream, and what it said."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.broadcasts import service
from api.broadcasts.models import StreamEventRow
from api.broadcasts.shapes import HeardShape, StreamEventQuery, StreamEventRequest, StreamEventShape
from api.channels.routes import CHANNELS
from api.fields import IdentityInPath
from api.listing import Page, read_list
from api.services import Reading, ServicesOf, Writing, problems

router = APIRouter(prefix="/v1/channels", tags=["channels"])


@router.post(
    "/{channel_id}/stream",
    response_model=HeardShape,
    responses=problems(403, 404, 422),
    summary="Tell what happened to a channel's stream",
)
async def tell_stream(
    channel_id: IdentityInPath,
    body: StreamEventRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> object:
    """In any order, and as often as you like: what is older than what was heard changes nothing, but is kept.

    `online` begins the watch of a channel with `auto_watch`, with the channel's source, chat and template;
    `offline` ends it after HYPECUT_STREAM_GRACE_MS, unless it is on air again by then; `raided_out` ends it
    at once where `raid_ends` says so. What `changed` or `online` tell is on the running session.
    """
    access.require(caller, "stream_events", Operation.CREATE)
    settings = services.settings
    terms = service.Terms(caller, services.clock.now_ms(), settings.stream_grace_ms, settings.charging)
    heard = await service.hear(work.session, channel_id, body, terms)
    for watch_id in dict.fromkeys(heard.watch_ids):
        work.after_commit(partial(services.announcer.soon, watch_id))
    return HeardShape(
        fresh=heard.fresh,
        outcome=heard.row.outcome,
        live_since_ms=heard.channel.live_since_ms,
        watch_id=heard.turned,
    )


@router.get(
    "/{channel_id}/stream",
    response_model=Page[StreamEventShape],
    responses=problems(403, 404, 422),
    summary="List what happened to a channel's stream",
)
async def list_stream_events(
    channel_id: IdentityInPath,
    asked: Annotated[StreamEventQuery, Query()],
    caller: CallerOf,
    session: Reading,
) -> object:
    """Newest first, with what each word led to. Kept for a month."""
    await CHANNELS.find(session, channel_id, caller)
    query = select(StreamEventRow).where(StreamEventRow.channel_id == channel_id)
    query = await access.visible(session, caller, query, StreamEventRow)
    return (await read_list(session, query, StreamEventRow, asked)).page()
