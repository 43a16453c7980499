"""What the routes of Twitch take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from api.accounts.shapes import TokensShape
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from api.twitch.models import LOGIN_LENGTH, TWITCH_ID_LENGTH
from api.twitch.scopes import DEFAULT_FEATURES, Feature

Login = Annotated[str, Field(pattern=rf"^[A-Za-z0-9_]{{1,{LOGIN_LENGTH}}}$", examples=["godtone"])]
BroadcasterId = Annotated[str, Field(pattern=rf"^[0-9]{{1,{TWITCH_ID_LENGTH}}}$", examples=["141981764"])]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]


class LinkState(StrEnum):
    """Whether a link can be used."""

    LINKED = "linked"
    REVOKED = "revoked"
    STOPPED = "stopped"


class LinkRole(StrEnum):
    """What whoever granted it is to the channel."""

    BROADCASTER = "broadcaster"
    EDITOR = "editor"
    MODERATOR = "moderator"
    BOT = "bot"


class ScopeShape(Shape):
    """A scope of Twitch, and why it is asked for."""

    scope: str
    reason: str
    needed_for: Feature


class ScopesShape(Shape):
    """What can be asked for: of a streamer, and of the bot's own account."""

    channel: list[ScopeShape]
    bot: list[ScopeShape]


class LinkRequest(Request):
    """What a channel is to be linked for."""

    features: Annotated[
        list[Feature],
        Field(
            max_length=20,
            description="What is to be used. What was granted before is asked for again, so that more can be "
            "added later. GET /v1/twitch/scopes tells the scopes of each, and why.",
            examples=[["stream_state", "chat", "bot"]],
        ),
    ] = Field(default_factory=lambda: list(DEFAULT_FEATURES))


class GoShape(Shape):
    """Where to go, in the browser of whoever is to grant it."""

    url: Annotated[str, Field(description="At Twitch. Good for one visit, until `expires_at_ms`.")]
    secret: Annotated[
        str,
        Field(
            description="Of whoever began it: the browser that called this has it as a cookie; a program "
            "sends it with what came back to POST /v1/auth/twitch/callback."
        ),
    ]
    expires_at_ms: Ms
    scopes: list[ScopeShape]


class TwitchLinkShape(Shape):
    """A channel of Twitch that is linked, or the bot's own account."""

    link_id: Identity
    workspace_id: Annotated[str, Field(description="Empty of the bot's account.")]
    channel_id: Identity | None
    bot: bool
    broadcaster_id: Annotated[
        str, Field(description="Of the channel at Twitch; a new name does not change it.")
    ]
    login: str
    user_id: Annotated[str, Field(description="At Twitch, of whoever granted it.")]
    user_login: str
    role: LinkRole
    scopes: list[str]
    state: LinkState
    reason: Annotated[str, Field(description="Why it is not `linked` any more.")]
    expires_at_ms: Annotated[Ms, Field(description="Of the access token, which is replaced before that.")]
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class WorkerLinkShape(TwitchLinkShape):
    """The same as a process of the installation is told it.

    `handle` stands for the refresh token at this API's own token endpoint, and is of no use elsewhere.
    """

    handle: Annotated[str | None, Field(description="For processes of the installation alone.")] = None


class ChannelLinkShape(Shape):
    """Whether a channel is linked, and what that is enough for."""

    link: TwitchLinkShape | None
    features: Annotated[list[Feature], Field(description="What the granted scopes are enough for.")]


class TwitchLinkQuery(ListQuery):
    """Filters of links."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Identity | None = None
    broadcaster_id: BroadcasterId | None = None
    login: Login | None = None
    state: LinkState | None = None
    bot: bool | None = None


class CallbackBody(Request):
    """What came back from Twitch to a browser, for the program that began it."""

    code: Annotated[str, Field(min_length=1, max_length=500)]
    state: Annotated[str, Field(min_length=1, max_length=200)]
    secret: Annotated[str, Field(min_length=1, max_length=200)]


class CallbackShape(BaseModel):
    """What came of it: tokens of a sign-in, a link, or a login at Twitch that opens an account now."""

    tokens: TokensShape | None = None
    link: TwitchLinkShape | None = None
    identity: str | None = None


class OptOutRequest(Request):
    """A streamer who is not to be watched, by identity, by name, or by both."""

    broadcaster_id: BroadcasterId | None = None
    login: Annotated[Login | None, Field(examples=["godtone"])] = None
    reason: Annotated[Reason, Field(description="Shown at the watches that end.")] = ""
    clips: Annotated[bool, Field(description="Take the clips down that were made of the channel.")] = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.broadcaster_id is None and self.login is None:
            raise ValueError("say who: `broadcaster_id` or `login`")
        return self


class OptOutShape(Shape):
    """A streamer who is not watched. What is not known of the channel is empty."""

    opt_out_id: Identity
    broadcaster_id: str
    login: str
    reason: str
    clips: bool
    watches_ended: Count
    clips_taken_down: Count
    version: Count
    created_at_ms: Ms


class OptOutQuery(ListQuery):
    """Filters of streamers who are not watched."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    broadcaster_id: BroadcasterId | None = None
    login: Login | None = None


class VideoKind(StrEnum):
    """Which recordings of Twitch's own."""

    ALL = "all"
    ARCHIVE = "archive"
    HIGHLIGHT = "highlight"
    UPLOAD = "upload"


Limit = Annotated[int, Field(ge=1, le=100, description="Most items on a page; Twitch gives no more.")]
Cursor = Annotated[
    str | None,
    Field(max_length=600, pattern=r"^[A-Za-z0-9+/_=-]*$", description="`next_cursor` of the page before."),
]


class VideosQuery(Request):
    """Which recordings."""

    limit: Limit = 20
    cursor: Cursor = None
    kind: VideoKind = VideoKind.ARCHIVE


class TwitchClipsQuery(Request):
    """Which clips."""

    limit: Limit = 20
    cursor: Cursor = None


class VideoShape(Shape):
    """A recording (VOD) at Twitch; `hypecut backfill` takes its `url`."""

    video_id: str
    title: str
    url: str
    kind: str
    language: str
    length_ms: Ms
    views: Count
    published_at_ms: Ms


class TwitchClipShape(Shape):
    """A clip at Twitch. `video_id` is empty where the recording is gone."""

    clip_id: str
    title: str
    url: str
    video_id: str
    views: Count
    made_at_ms: Ms


class TokenShape(BaseModel):
    """An access token, in the words of Twitch's own token endpoint."""

    access_token: str
    refresh_token: Annotated[str, Field(description="The handle that was sent.")] = ""
    expires_in: Count
    scope: list[str] = []
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a word of RFC 6750
