"""What a monitor can be told, read once from the environment (`HYPECUT_*`)."""

from __future__ import annotations

from pydantic import Field, field_validator

from streams.settings import ProcessSettings

HOUR_MS = 3_600_000

LOGIN = "{login}"
"""Stands for the name of a channel."""


class MonitorSettings(ProcessSettings):
    """Settings of capture.

    Attributes:
        segment_ms: target length of a recorded segment; it is cut at the next keyframe.
        dvr_ms: how long recorded segments are kept when no highlight needs them.
        quality: streamlink's name of the rendition, `best` for the source's own.
        stall_ms: silence of a live source after which seconds are marked as a gap; raised where
            twice the length of its segments is more, and the next two by as much.
        reopen_ms: silence after which a live source is opened anew.
        offline_ms: silence after which it is over.
        progress_ms: between two reports to the governance API.
        irc_url: websocket of Twitch's chat.
        twitch_low_latency: read Twitch's prefetched segments, about two seconds sooner.
        twitch_stream_url: where the streams of Twitch channels lie, for a stand-in of it, with `{login}` for
            the channel's name; empty: at Twitch.
        channels_max: watches that one process takes on; more are refused with a line in the log.
    """

    segment_ms: int = Field(default=4000, ge=500, le=60_000)
    dvr_ms: int = Field(default=2 * HOUR_MS, ge=60_000)
    quality: str = "best"
    stall_ms: int = Field(default=8000, ge=500)
    reopen_ms: int = Field(default=15_000, ge=1000)
    offline_ms: int = Field(default=90_000, ge=1000)
    progress_ms: int = Field(default=5000, ge=100)
    irc_url: str = "wss://irc-ws.chat.twitch.tv:443"
    twitch_low_latency: bool = True
    twitch_stream_url: str = ""
    channels_max: int = Field(default=64, ge=1)

    @field_validator("twitch_stream_url")
    @classmethod
    def _twitch_stream_url(cls, text: str) -> str:
        if text and not (text.startswith(("http://", "https://")) and LOGIN in text):
            raise ValueError(f"write http://127.0.0.1:8791/hls/{LOGIN}/live.m3u8")
        return text
