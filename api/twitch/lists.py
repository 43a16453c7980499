"""`/v1/channels/{channel_id}/twitch/videos` and `/clips`: what Twitch itself has of a channel."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Query

from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.channels.routes import CHANNELS
from api.fields import IdentityInPath
from api.limits import Limit
from api.listing import Page
from api.services import Services, ServicesOf, problems
from api.twitch import links
from api.twitch.helix import Listed
from api.twitch.links import UnknownAtTwitch
from api.twitch.shapes import TwitchClipShape, TwitchClipsQuery, VideoShape, VideosQuery

router = APIRouter(prefix="/v1/channels/{channel_id}/twitch", tags=["twitch"])

S = TypeVar("S", VideoShape, TwitchClipShape)

LISTS = Limit("twitch-lists", 120, 60)
"""Of one caller: Twitch gives the whole installation 800 a minute."""


@router.get(
    "/videos",
    response_model=Page[VideoShape],
    responses=problems(403, 404, 409, 422, 429, 502),
    summary="List Twitch's recordings of a channel",
)
async def list_twitch_videos(
    channel_id: IdentityInPath,
    asked: Annotated[VideosQuery, Query()],
    caller: CallerOf,
    services: ServicesOf,
) -> Page[VideoShape]:
    """The newest first; past streams (`archive`) unless another `kind` is asked for."""
    broadcaster_id = await _broadcaster(services, caller, channel_id)
    found = await services.twitch.helix.videos(
        broadcaster_id, asked.kind.value, asked.limit, asked.cursor or ""
    )
    return _page(VideoShape, found)


@router.get(
    "/clips",
    response_model=Page[TwitchClipShape],
    responses=problems(403, 404, 409, 422, 429, 502),
    summary="List Twitch's clips of a channel",
)
async def list_twitch_clips(
    channel_id: IdentityInPath,
    asked: Annotated[TwitchClipsQuery, Query()],
    caller: CallerOf,
    services: ServicesOf,
) -> Page[TwitchClipShape]:
    """Those with the most views first, as Twitch orders them."""
    broadcaster_id = await _broadcaster(services, caller, channel_id)
    found = await services.twitch.helix.clips(broadcaster_id, asked.limit, asked.cursor or "")
    return _page(TwitchClipShape, found)


def _page(shape: type[S], found: Listed) -> Page[S]:
    items = [shape.model_validate(one) for one in found.items]
    return Page(items=items, next_cursor=found.cursor or None)


async def _broadcaster(services: Services, caller: Caller, channel_id: str) -> str:
    """Twitch's identity of a channel that the caller may see. No transaction waits while Twitch is asked."""
    async with services.database.reading() as session:
        channel = await CHANNELS.find(session, channel_id, caller)
        link = await links.of_channel(session, channel_id)
    services.twitch.check()
    login = links.login_of_channel(channel)
    await services.limits.take(LISTS, caller.caller_id)
    if link is not None and link.login == login:
        return link.broadcaster_id
    user = await services.twitch.find(login)
    if user is None:
        raise UnknownAtTwitch(
            f"Twitch has no channel {login} (any more)",
            "PATCH /v1/channels/{channel_id} gives it its new name",
        )
    return user.user_id
