"""Which kind of source a `source` is."""

from __future__ import annotations

import re
from functools import partial

from monitors.settings import LOGIN, MonitorSettings
from monitors.sources.address import without_secrets
from monitors.sources.base import Source, SourceUnusable
from monitors.sources.files import FileSource
from monitors.sources.guard import Guard
from monitors.sources.hls import StreamlinkSource
from streams.addresses import VOD
from streams.clock import Clock

_TWITCH = re.compile(r"twitch:([A-Za-z0-9_]{1,25})")
_TWITCH_PAGE = re.compile(r"https?://(?:www\.|m\.)?twitch\.tv/([A-Za-z0-9_]{1,25})/?(?:\?.*)?")
_MEDIA = (
    ".mp4",
    ".m4v",
    ".mkv",
    ".webm",
    ".mov",
    ".ts",
    ".flv",
    ".mp3",
    ".m4a",
    ".aac",
    ".wav",
    ".ogg",
    ".opus",
)


def twitch_channel(source: str) -> str | None:
    """The channel's name, in small letters; None when it is no Twitch channel."""
    match = _TWITCH.fullmatch(source) or _TWITCH_PAGE.fullmatch(source)
    return match.group(1).lower() if match else None


def source_of(text: str, settings: MonitorSettings, clock: Clock, *, trusted: bool) -> Source:
    """The source that a watch names; behind a guard, and no file, unless an operator asked for it.

    Raises:
        SourceUnusable: nothing of that shape can be read.
    """
    guards = None if trusted else partial(Guard, settings.allowed_networks)
    channel = twitch_channel(text)
    if channel is not None and settings.twitch_stream_url:
        return StreamlinkSource(
            settings.twitch_stream_url.replace(LOGIN, channel),
            f"twitch:{channel}",
            clock,
            live_channel=True,
            low_latency=settings.twitch_low_latency,
            as_twitch=True,
        )
    if channel is not None:
        return StreamlinkSource(
            f"https://www.twitch.tv/{channel}",
            f"twitch:{channel}",
            clock,
            guards=guards,
            quality=settings.quality,
            live_channel=True,
            low_latency=settings.twitch_low_latency,
        )
    if text.startswith("twitch:"):
        raise SourceUnusable(f"{text} names no Twitch channel.", "Names have letters, digits and '_' only.")
    if not text.removeprefix(VOD).startswith(("http://", "https://", "hls://")):
        if "://" in text:
            raise SourceUnusable(f"{text.partition('://')[0]}:// cannot be read.", "Use http(s), or a path.")
        if not trusted:
            raise SourceUnusable(
                f"{text} is a file, which operators alone may name.",
                "Give twitch:NAME or an http(s) address.",
            )
        return FileSource(text, clock)
    recorded = text.startswith(VOD)
    text = text.removeprefix(VOD)
    path = text.partition("?")[0].lower()
    if path.endswith(_MEDIA) and not text.startswith("hls://"):
        address = f"httpstream://{text}"
    elif path.endswith(".m3u8") and not text.startswith("hls://"):
        address = f"hls://{text}"
    else:
        address = text
    name = without_secrets(text.removeprefix("hls://"))
    return StreamlinkSource(address, name, clock, guards=guards, quality=settings.quality, recorded=recorded)
