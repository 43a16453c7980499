"""Where the streams of a stand-in for Twitch lie: live HLS as Twitch has it, with program date times and ads.

In: films, and which channel shows one since when. Out: `/hls/LOGIN/live.m3u8`, a window that moves with the
clock; 404 while nothing is on air.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from streams.clock import Clock

WINDOW = 30
"""Segments in a playlist: half a minute, as Twitch keeps."""

FIRST = 2
"""Segments before there is a playlist at all."""


@dataclass(frozen=True)
class Break:
    """Advertisements, in ms of the broadcast."""

    start_ms: int
    end_ms: int


@dataclass
class OnAir:
    """A broadcast that goes on.

    Attributes:
        began_ms: epoch time of its first picture.
        number: of the broadcast; its segments are numbered anew.
    """

    segments: Sequence[Path]
    segment_ms: int
    began_ms: int
    number: int
    breaks: list[Break] = field(default_factory=list)


class TwitchStreams:
    """The origin. Use as an async context manager."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._on_air: dict[str, OnAir] = {}
        self._all: list[OnAir] = []
        self._runner: web.AppRunner | None = None
        self.url = ""
        """Of playlists, with `{login}` in the place of a channel's name."""

    async def __aenter__(self) -> TwitchStreams:
        app = web.Application()
        app.router.add_get("/hls/{login}/live.m3u8", self._playlist)
        app.router.add_get("/hls/{login}/{number}/{index}.ts", self._segment)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hls/{{login}}/live.m3u8"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def begin(self, login: str, segments: Sequence[Path], segment_ms: int, began_ms: int) -> None:
        """A channel shows a film."""
        self._on_air[login] = made = OnAir(segments, segment_ms, began_ms, len(self._all))
        self._all.append(made)

    def end(self, login: str) -> None:
        """Nothing is on air any more."""
        self._on_air.pop(login, None)

    def ad_break(self, login: str, start_ms: int, length_ms: int) -> None:
        """From an epoch time on, whole segments of advertisements stand where the stream was."""
        air = self._on_air[login]
        first = -(-(start_ms - air.began_ms) // air.segment_ms)
        last = first + -(-length_ms // air.segment_ms)
        air.breaks.append(Break(first * air.segment_ms, last * air.segment_ms))

    async def _playlist(self, request: web.Request) -> web.Response:
        air = self._on_air.get(request.match_info["login"])
        if air is None:
            raise web.HTTPNotFound
        passed_ms = self._clock.now_ms() - air.began_ms
        shown = min(len(air.segments), passed_ms // air.segment_ms)
        if shown < FIRST:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-store"}
        text = _listed(air, request.match_info["login"], shown)
        return web.Response(text=text, content_type="application/vnd.apple.mpegurl", headers=headers)

    async def _segment(self, request: web.Request) -> web.StreamResponse:
        number, index = int(request.match_info["number"]), int(request.match_info["index"])
        if number >= len(self._all) or index >= len(self._all[number].segments):
            raise web.HTTPNotFound
        path = self._all[number].segments[index]
        return web.FileResponse(path, headers={"Content-Type": "video/mp2t"})


def _listed(air: OnAir, login: str, shown: int) -> str:
    first = max(0, shown - WINDOW)
    seconds = air.segment_ms / 1000
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{-(-air.segment_ms // 1000)}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
    ]
    lines += [
        _daterange(air, one)
        for one in air.breaks
        if one.end_ms > first * air.segment_ms and one.start_ms < shown * air.segment_ms
    ]
    before = _is_ad(air, first - 1) if first else False
    for index in range(first, shown):
        ad = _is_ad(air, index)
        if ad != before:
            lines.append("#EXT-X-DISCONTINUITY")
        before = ad
        title = "Amazon|0123456789" if ad else "live"
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_stamp(air.began_ms + index * air.segment_ms)}")
        lines += [f"#EXTINF:{seconds:.3f},{title}", f"/hls/{login}/{air.number}/{index}.ts"]
    return "\n".join(lines) + "\n"


def _is_ad(air: OnAir, index: int) -> bool:
    at_ms = index * air.segment_ms
    return any(one.start_ms <= at_ms < one.end_ms for one in air.breaks)


def _daterange(air: OnAir, one: Break) -> str:
    start_ms, seconds = air.began_ms + one.start_ms, (one.end_ms - one.start_ms) / 1000
    return (
        f'#EXT-X-DATERANGE:ID="stitched-ad-{start_ms}",CLASS="twitch-stitched-ad",'
        f'START-DATE="{_stamp(start_ms)}",DURATION={seconds:.3f},X-TV-TWITCH-AD-ROLL-TYPE="MIDROLL",'
        f'X-TV-TWITCH-AD-COMMERCIAL-ID="{start_ms}",X-TV-TWITCH-AD-POD-FILLED-DURATION="{seconds:.3f}"'
    )


def _stamp(epoch_ms: int) -> str:
    stamp = datetime.fromtimestamp(epoch_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return stamp.replace("+00:00", "Z")
