"""An origin of live HLS that serves given segments in a sliding window, and can misbehave.

In: MPEG-TS segments. Out: `live.m3u8` on 127.0.0.1, whose window a test moves on by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

WINDOW = 5


@dataclass
class OriginSegment:
    """One segment as the playlist lists it.

    Attributes:
        body: None answers 404.
        date_ms: program date time; None leaves the tag out.
        ad: listed as one of Twitch's advertisements.
    """

    body: bytes | None
    duration_s: float
    date_ms: int | None = None
    discontinuity: bool = False
    encrypted: bool = False
    title: str = ""


@dataclass
class HlsOrigin:
    """The origin. Use as an async context manager; `url` is the playlist's.

    Attributes:
        listed: how many segments have been published so far; a test raises it.
        status: what the playlist answers with; 200 unless a test breaks it.
        ended: ENDLIST is there.
        key: of AES-128 segments; None makes the key's address answer 404.
    """

    segments: list[OriginSegment] = field(default_factory=list)
    listed: int = 3
    window: int = WINDOW
    status: int = 200
    ended: bool = False
    key: bytes | None = None
    playlist_reads: int = 0
    url: str = ""
    sequence_start: int = 100
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> HlsOrigin:
        app = web.Application()
        app.router.add_get("/live.m3u8", self._playlist)
        app.router.add_get("/segment/{number}.ts", self._segment)
        app.router.add_get("/key", self._key)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}/live.m3u8"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _playlist(self, _: web.Request) -> web.Response:
        self.playlist_reads += 1
        if self.status != 200:
            return web.Response(status=self.status)
        first = max(0, self.listed - self.window) if not self.ended else 0
        shown = self.segments[first : self.listed]
        longest = max([1, *(round(segment.duration_s) for segment in shown)])
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{longest}",
            f"#EXT-X-MEDIA-SEQUENCE:{self.sequence_start + first}",
        ]
        for index, segment in enumerate(shown, first):
            if segment.discontinuity:
                lines.append("#EXT-X-DISCONTINUITY")
            if segment.encrypted:
                lines.append('#EXT-X-KEY:METHOD=AES-128,URI="/key",IV=0x00000000000000000000000000000001')
            elif any(item.encrypted for item in self.segments):
                lines.append("#EXT-X-KEY:METHOD=NONE")
            if segment.date_ms is not None:
                stamp = datetime.fromtimestamp(segment.date_ms / 1000, UTC).isoformat(timespec="milliseconds")
                lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{stamp.replace('+00:00', 'Z')}")
            lines += [f"#EXTINF:{segment.duration_s:.3f},{segment.title}", f"/segment/{index}.ts"]
        if self.ended:
            lines.append("#EXT-X-ENDLIST")
        return web.Response(text="\n".join(lines), content_type="application/vnd.apple.mpegurl")

    async def _segment(self, request: web.Request) -> web.Response:
        body = self.segments[int(request.match_info["number"])].body
        return web.Response(status=404) if body is None else web.Response(body=body)

    async def _key(self, _: web.Request) -> web.Response:
        return web.Response(status=404) if self.key is None else web.Response(body=self.key)
