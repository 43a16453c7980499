"""What the routes of channels take and give."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator
from sqlalchemy import Text, cast, func

from api.base import Base
from api.channels.models import ChannelRow
from api.custom_fields.shapes import CustomQuery, CustomValues, ShownValues
from api.fields import Count, Identity, Ms, Request, Shape
from api.watches.shapes import ADDRESS_LENGTH

TAGS_MAX = 20
"""More tags than that on one thing order nothing any more."""

NOTES_LENGTH = 4000
"""A page of text; what is longer belongs into a document of its own."""

_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Name = Annotated[
    str,
    Field(
        min_length=1, max_length=100, pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
    ),
]
Title = Annotated[str, Field(max_length=300, pattern=_LINE)]
Tag = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=r'^[^\s"\\\x00-\x1f\x7f]([^"\\\x00-\x1f\x7f]*[^\s"\\\x00-\x1f\x7f])?$',
        description="Without quotation marks and backslashes.",
    ),
]
Tags = Annotated[list[Tag], Field(max_length=TAGS_MAX)]
Notes = Annotated[str, Field(max_length=NOTES_LENGTH, pattern=_TEXT)]
TemplateId = Annotated[
    Identity | None, Field(description="How clips of it look; null: as those of the workspace.")
]
Address = Annotated[str, Field(max_length=ADDRESS_LENGTH)]


AutoWatch = Annotated[
    bool, Field(description="Watch it by itself while its platform says that it is on air.")
]
RaidEnds = Annotated[
    bool, Field(description="With `auto_watch`: the watch is over once the channel has raided another.")
]


class Platform(StrEnum):
    """Where a channel streams."""

    TWITCH = "twitch"
    HLS = "hls"
    FILE = "file"


def _once(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


class ChannelRequest(Request):
    """A channel that is to be."""

    workspace_id: Annotated[
        Identity | None, Field(description="Where it belongs; left out, the caller's only one.")
    ] = None
    platform: Platform
    name: Annotated[
        Name,
        Field(
            description="What it is called; on Twitch the channel's name, which is kept in small letters.",
            examples=["godtone"],
        ),
    ]
    source: Annotated[
        Address,
        Field(
            description="`twitch:NAME`, an http(s) URL or a path, as the platform asks. Left out on Twitch, "
            "it follows from the name.",
            examples=["twitch:godtone"],
        ),
    ] = ""
    chat: Annotated[
        Address,
        Field(
            description="`twitch:NAME`, the path of a `.jsonl` file, or `none`. Left out, a Twitch channel's "
            "own chat, else none."
        ),
    ] = ""
    title: Title = ""
    tags: Tags = Field(default_factory=list)
    notes: Notes = ""
    template_id: TemplateId = None
    auto_watch: AutoWatch = False
    raid_ends: RaidEnds = True
    custom: CustomValues = Field(default_factory=dict)

    _tags_once = field_validator("tags")(_once)


class ChannelChange(Request):
    """What can be changed of a channel. Its platform cannot: that would be another channel."""

    name: Name = ""
    source: Address = ""
    chat: Address = ""
    title: Title = ""
    tags: Tags = Field(default_factory=list)
    notes: Notes = ""
    template_id: TemplateId = None
    auto_watch: AutoWatch = False
    raid_ends: RaidEnds = True
    custom: CustomValues = Field(default_factory=dict)

    _tags_once = field_validator("tags")(_once)


class ChannelShape(Shape):
    """A channel."""

    channel_id: Identity
    workspace_id: Identity
    platform: Platform
    name: str
    source: str
    chat: str
    title: str
    tags: list[str]
    notes: str
    template_id: Identity | None
    auto_watch: bool
    raid_ends: bool
    live_since_ms: Annotated[Ms | None, Field(description="Since when it is on air; null while it is not.")]
    stream_title: str
    stream_category_id: str
    stream_category: str
    stream_language: str
    custom: ShownValues = Field(default_factory=dict)
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class ChannelQuery(CustomQuery):
    """Filters of channels."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    workspace_id: Identity | None = None
    platform: Platform | None = None
    name: Name | None = None
    tag: Annotated[Tag | None, Field(description="Only those that carry this tag.")] = None
    auto_watch: bool | None = None

    def matches(self, table: type[Base], name: str, value: Any) -> Any:
        """See `ListQuery.matches`."""
        if name != "tag":
            return super().matches(table, name, value)
        # A tag holds no quotation mark, so that its JSON stands in the list's JSON only as a whole item.
        # `replace` heeds case in both databases; LIKE does not in SQLite.
        listed = cast(ChannelRow.tags, Text)
        return func.replace(listed, json.dumps(value), "") != listed
