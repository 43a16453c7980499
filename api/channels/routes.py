"""`/v1/channels`: whom a workspace watches."""

from __future__ import annotations

from api.access.rules import Operation
from api.channels import service
from api.channels.models import ChannelRow
from api.channels.shapes import ChannelChange, ChannelQuery, ChannelRequest, ChannelShape
from api.nouns import Making, Noun, Values, router_of
from api.templates import service as templates
from api.watches import starting
from api.watches.sources import check_chat, check_source

_PLACED = ("workspace_id", "platform", "name", "source", "chat")


async def _making(making: Making, body: ChannelRequest, values: Values) -> None:
    service.settle(values)
    check_source(making.session, making.caller, values["source"])
    check_chat(making.caller, values["chat"])
    await service.check_free(making.session, values)
    if body.template_id is not None:
        await templates.living(making.session, body.template_id, values["workspace_id"])


async def _changing(making: Making, row: ChannelRow, values: Values) -> None:
    whole = {name: getattr(row, name) for name in _PLACED} | values
    if "name" in values and "source" not in values and row.source == f"twitch:{row.name}":
        whole["source"] = ""  # it followed from the name, and goes on to do so
        whole["chat"] = "" if "chat" not in values and row.chat == row.source else whole["chat"]
    service.settle(whole)
    if whole["source"] != row.source:  # what stays was said by somebody who might
        check_source(making.session, making.caller, whole["source"])
    if whole["chat"] != row.chat:
        check_chat(making.caller, whole["chat"])
    await service.check_free(making.session, whole, row.channel_id)
    values |= {name: whole[name] for name in ("name", "source", "chat")}
    if values.get("auto_watch") and not row.auto_watch and row.live_since_ms is not None:
        # It is on air, so that no word of that comes. Whether it can be paid for, its session asks.
        row.source, row.chat = whole["source"], whole["chat"]  # what it is to be watched by from now on
        await starting.start(making.session, row, making.caller, making.now_ms, charging=False)
    if values.get("template_id") is not None:
        await templates.living(making.session, values["template_id"], row.workspace_id)


async def _deleting(making: Making, row: ChannelRow, values: Values) -> None:
    await service.check_unwatched(making.session, row.channel_id)
    # Its link to Twitch goes with it; what beside requests looks for links of what is gone ends it.


CHANNELS: Noun[ChannelRow] = Noun(
    table=ChannelRow,
    name="channel",
    tag="channels",
    path="/v1/channels",
    identity="channel_id",
    shape=ChannelShape,
    query=ChannelQuery,
    create=ChannelRequest,
    change=ChannelChange,
    making=_making,
    changing=_changing,
    deleting=_deleting,
    describes={
        Operation.UPDATE: "Watches that were made of it before keep the source and the chat that they took "
        "from it. With `If-Match`, 412 when somebody was faster.",
        Operation.DELETE: "It is hidden from then on, and its name is free. What was recorded of it stays. "
        "409 while a watch of it is wanted.",
    },
)

router = router_of(CHANNELS)
