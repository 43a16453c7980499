"""What the routes of watches take and give."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator, model_validator

from api.fields import WHOLE_MAX, Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from streams.addresses import VOD

_TWITCH = re.compile(r"twitch:[A-Za-z0-9_]{1,25}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

ADDRESS_LENGTH = 2000
"""Signed playlist URLs run to over a thousand characters."""


LIVE_PACE = "`speed` is for files; a source on the network comes at its own pace: leave it 1"


def is_network(source: str) -> bool:
    """Whether the source comes over the network, and therefore at its own pace."""
    return source.startswith(("twitch:", "http://", "https://"))


def _checked(text: str, what: str) -> str:
    if not text.strip() or _CONTROL.search(text):
        raise ValueError(f"a {what} is one line of visible characters")
    if text.startswith("twitch:"):
        if not _TWITCH.fullmatch(text):
            raise ValueError("write twitch:NAME with the channel's name: letters, digits and _, at most 25")
    elif text.removeprefix(VOD if what == "source" else "").startswith(("http://", "https://")):
        _check_url(text.removeprefix(VOD))
    elif scheme := _SCHEME.match(text):
        raise ValueError(f"{scheme[1]!r} is no {what} that can be read; use twitch:NAME, http(s) or a path")
    return text


def _check_url(text: str) -> None:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("this URL names no host that could be asked")


class WatchRequestShape(Request):
    """What to watch."""

    workspace_id: Annotated[
        Identity | None, Field(description="Where it belongs; left out, the caller's only one.")
    ] = None
    channel_id: Annotated[
        Identity | None, Field(description="Whom to watch; without a `source`, it and the chat are theirs.")
    ] = None
    source: Annotated[
        str | None,
        Field(
            max_length=ADDRESS_LENGTH,
            validate_default=True,
            description="`twitch:NAME`, an http(s) URL, or the path of a media file; `vod:` before a URL: it "
            "is a recording, which `speed` plays faster. Needed unless `channel_id` says whom to watch.",
            examples=["twitch:godtone", "https://example.com/live.m3u8", "/data/stream.mp4"],
        ),
    ] = None
    chat: Annotated[
        str,
        Field(
            max_length=ADDRESS_LENGTH,
            description="`twitch:NAME`, the path of a `.jsonl` file, or `none`.",
            examples=["twitch:godtone", "none"],
        ),
    ] = "none"
    speed: Annotated[
        float,
        Field(ge=0.1, le=100, description="How many times faster than real time a file is played."),
    ] = 1.0
    max_media_ms: Annotated[
        int | None, Field(ge=1, le=WHOLE_MAX, description="End the session after so much media.")
    ] = None
    once: Annotated[
        bool, Field(description="It is over with its first session, and with this run of the product.")
    ] = False
    template_id: Annotated[
        Identity | None,
        Field(description="How its clips look; left out, as those of its channel, else of the workspace."),
    ] = None

    @field_validator("source")
    @classmethod
    def _source(cls, source: str | None, info: ValidationInfo) -> str | None:
        if source is not None:
            return _checked(source, "source")
        if info.data.get("channel_id") is None:
            raise ValueError("say what to watch, here or with `channel_id`")
        return None

    @field_validator("chat")
    @classmethod
    def _chat(cls, chat: str) -> str:
        if chat.startswith(("http://", "https://")):
            raise ValueError("a chat is twitch:NAME, the path of a .jsonl file, or none")
        return _checked(chat, "chat")

    @model_validator(mode="after")
    def _live_has_one_pace(self) -> Self:
        if self.source is not None and self.speed != 1.0 and is_network(self.source):
            raise ValueError(LIVE_PACE)
        return self


class WatchChange(Request):
    """What can be changed of a watch."""

    wanted: Annotated[bool, Field(description="false ends its session; true asks for it again.")]


class WatchShape(Shape):
    """A watch. `revision` grows with each change."""

    watch_id: Identity
    workspace_id: Identity
    channel_id: Identity | None
    template_id: Identity | None
    revision: Count
    wanted: bool
    source: str
    chat: str
    speed: float
    max_media_ms: Ms | None
    once: bool
    stop_reason: Annotated[str, Field(description="Why it is no longer wanted, where nobody said so.")]
    created_at_ms: Ms


class WatchQuery(ListQuery):
    """Filters of watches."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Annotated[Identity | None, Field(description="Only those of this channel.")] = None
    wanted: Annotated[bool | None, Field(description="Only those that are, or are not, wanted.")] = None
    source: Annotated[str | None, Field(max_length=ADDRESS_LENGTH)] = None
