"""What the Twitch process can be told, read once from the environment (`HYPECUT_*`)."""

from __future__ import annotations

from pydantic import Field

from streams.settings import ProcessSettings


class TwitchSettings(ProcessSettings):
    """Settings of the Twitch process.

    Attributes:
        twitch_eventsub_url: of EventSub's websocket.
        twitch_chat_per_30_s: lines that the bot says in a channel within 30 s; Twitch takes 20 of an account
            that is no moderator there, and 100 of one that is.
        twitch_links_s: between two looks for channels that were linked or unlinked.
        twitch_streams_s: between two looks at who is on air, for what was said while nobody listened.
    """

    twitch_eventsub_url: str = "wss://eventsub.wss.twitch.tv/ws"
    twitch_chat_per_30_s: int = Field(default=20, ge=1, le=100)
    twitch_links_s: float = Field(default=5.0, ge=0.1, le=300)
    twitch_streams_s: float = Field(default=60.0, ge=1, le=3600)
