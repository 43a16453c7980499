"""Plays a recording as a live HLS channel: a playlist that slides, over HTTP on 127.0.0.1.

In: a recording. Out: an address. The stream begins at the first request, in real time (or faster),
so that whoever comes sees it from its start; at its end the playlist says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from aiohttp import web

from monitors.demo.generator import Recording
from monitors.demo.script import SEGMENT_S
from streams.clock import Clock, SystemClock

WINDOW = 6
"""Segments in the playlist: twelve seconds, as live platforms keep."""

AHEAD = 3
"""Segments that are there at the first request: a player's usual distance from the live edge."""

PLAYLIST = "live.m3u8"


@dataclass(frozen=True)
class Slide:
    """What a playlist shows at one instant: segments [first, last), and whether the stream is over."""

    first: int
    last: int
    ended: bool


def slide_at(elapsed_ms: int, count: int, speed: float = 1.0) -> Slide:
    """The window `elapsed_ms` after the first request, for a stream of `count` segments.

    At the end the window stands still, so that a late reader still finds the last segments.
    """
    done = AHEAD + int(elapsed_ms * speed / (SEGMENT_S * 1000))
    last = min(count, done)
    return Slide(max(0, last - WINDOW), last, done >= count)


class LiveServer:
    """Serves one recording as a live channel. Use as an async context manager.

    Args:
        source: what is played.
        port: 0 for any free one.
        speed: times real time.
        clock: where the time comes from.
    """

    def __init__(
        self, source: Recording, port: int = 0, speed: float = 1.0, clock: Clock | None = None
    ) -> None:
        self._source = source
        self._port = port
        self._speed = speed
        self._clock = clock or SystemClock()
        self._began_ms: int | None = None
        self._epoch_ms = 0
        self._runner: web.AppRunner | None = None
        self._names = frozenset(source.segments)

    async def __aenter__(self) -> LiveServer:
        app = web.Application()
        app.router.add_get(f"/{PLAYLIST}", self._playlist)
        app.router.add_get("/{name}", self._segment)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The address of the playlist.

        Raises:
            RuntimeError: the server does not run.
        """
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("the server does not run: use `async with LiveServer(...)`")
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/{PLAYLIST}"

    async def _playlist(self, request: web.Request) -> web.Response:
        now_ms = self._clock.monotonic_ms()
        if self._began_ms is None:
            self._began_ms = now_ms
            # The segments that are there at once were "captured" before the first request.
            self._epoch_ms = self._clock.now_ms() - AHEAD * SEGMENT_S * 1000
        slide = slide_at(now_ms - self._began_ms, len(self._source.segments), self._speed)
        return web.Response(
            text=self._text(slide),
            content_type="application/vnd.apple.mpegurl",
            headers={"Cache-Control": "no-store"},
        )

    def _text(self, slide: Slide) -> str:
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{SEGMENT_S}",
            f"#EXT-X-MEDIA-SEQUENCE:{slide.first}",
        ]
        for index in range(slide.first, slide.last):
            at_ms = self._epoch_ms + index * SEGMENT_S * 1000
            stamp = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
            lines += [
                f"#EXT-X-PROGRAM-DATE-TIME:{stamp.replace('+00:00', 'Z')}",
                f"#EXTINF:{SEGMENT_S:.3f},",
                self._source.segments[index],
            ]
        if slide.ended:
            lines.append("#EXT-X-ENDLIST")
        return "\n".join(lines) + "\n"

    async def _segment(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in self._names:
            raise web.HTTPNotFound(text=f"no segment {name}")
        return web.FileResponse(self._source.folder / name, headers={"Content-Type": "video/mp2t"})
