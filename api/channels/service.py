"""What can be done with channels, inside a transaction of the caller's."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.models import ChannelRow
from api.channels.shapes import Platform
from api.nouns import Values
from api.problems import Conflict, FieldError, Invalid
from api.watches.models import WatchRow
from api.watches.shapes import WatchRequestShape, is_network

NO_CHAT = "none"


class ChannelTaken(Conflict):
    """The workspace has a channel of this name on this platform."""

    slug = "channel-taken"
    title = "The workspace has this channel"


class ChannelWatched(Conflict):
    """The channel is being watched, which costs credits, and would go on unseen."""

    slug = "channel-watched"
    title = "The channel is being watched"


def refusal(field: str, message: str, remedy: str) -> Invalid:
    """A field that cannot be meant."""
    return Invalid(f"{field}: {message}", remedy, [FieldError(field=field, message=message)])


def settle(values: Values) -> None:
    """Fill in what follows from the platform and the name, and refuse what does not fit them.

    Args:
        values: `platform`, `name`, `source` and `chat` of the channel as it is to be; they are changed.

    Raises:
        Invalid: names the field.
    """
    platform = Platform(values["platform"])
    if platform is Platform.TWITCH:
        values["name"] = values["name"].lower()
    if not values["source"]:
        if platform is not Platform.TWITCH:
            raise refusal("source", "is needed", "say where the channel is to be read")
        _check("name", f"twitch:{values['name']}")
        values["source"] = f"twitch:{values['name']}"
    source: str = values["source"]
    if not values["chat"]:
        values["chat"] = source if source.startswith("twitch:") else NO_CHAT
    _check("source", source)
    if _platform_of(source) is not platform:
        raise refusal(
            "source",
            f"is none of the platform {platform.value}",
            "twitch takes twitch:NAME, hls an http(s) URL, file the path of a file",
        )
    _check("chat", source, values["chat"])


def _platform_of(source: str) -> Platform:
    if not is_network(source):
        return Platform.FILE
    return Platform.TWITCH if source.startswith("twitch:") else Platform.HLS


_WATCH: TypeAdapter[WatchRequestShape] = TypeAdapter(WatchRequestShape)


def _check(field: str, source: str, chat: str = NO_CHAT) -> None:
    """What no watch would take is no source and no chat of a channel either. Raises Invalid."""
    try:
        _WATCH.validate_python({"source": source, "chat": chat})
    except ValidationError as error:
        message = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise refusal(field, message, "mend it as the message says") from error


async def check_free(session: AsyncSession, values: Values, but: str = "") -> None:
    """Refuse a name that another channel of the workspace has. Raises ChannelTaken."""
    taken = await session.scalar(
        select(ChannelRow.channel_id).where(
            ChannelRow.workspace_id == values["workspace_id"],
            ChannelRow.platform == values["platform"],
            ChannelRow.name == values["name"],
            ChannelRow.deleted_at_ms.is_(None),
            ChannelRow.channel_id != but,
        )
    )
    if taken is not None:
        raise ChannelTaken(
            f"the workspace has {values['name']} on {values['platform']} already: {taken}",
            "use that one, or choose another name",
            [FieldError(field="name", message="taken")],
        )


async def check_unwatched(session: AsyncSession, channel_id: str) -> None:
    """Before a channel is hidden. Raises ChannelWatched."""
    watch_id = await session.scalar(
        select(WatchRow.watch_id).where(WatchRow.channel_id == channel_id, WatchRow.wanted.is_(True)).limit(1)
    )
    if watch_id is not None:
        raise ChannelWatched(
            f"watch {watch_id} watches this channel",
            'end it first with PATCH /v1/watches/{watch_id} {"wanted": false}',
        )


async def living(session: AsyncSession, channel_id: str, workspace_id: str) -> ChannelRow:
    """A channel that a thing of this workspace may refer to; locked, so that it stays. Raises Invalid."""
    channel = await session.get(ChannelRow, channel_id, with_for_update=True)
    if channel is None or channel.deleted_at_ms is not None or channel.workspace_id != workspace_id:
        raise refusal("channel_id", "is not there", "GET /v1/channels lists those of your workspaces")
    return channel
