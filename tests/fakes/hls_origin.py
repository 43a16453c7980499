"""An origin of live HLS that serves given segments in a sliding window, and can misbehave.

In: MPEG-TS segments. Out: `live.m3u8` on 127.0.0.1, whose window a test moves on by hand; and, where a
test wants them, a master playlist before it, and plain media files beside it.
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
        uri: where the playlist says that it lies; empty for the origin's own place.
    """

    body: bytes | None
    duration_s: float
    date_ms: int | None = None
    discontinuity: bool = False
    encrypted: bool = False
    title: str = ""
    uri: str = ""


@dataclass
class HlsOrigin:
    """The origin. Use as an async context manager; `url` is the playlist's.

    Attributes:
        listed: how many segments have been published so far; a test raises it.
        status: what the playlist answers with; 200 unless a test breaks it.
        ended: ENDLIST is there.
        key: of AES-128 segments; None makes the key's address answer 404.
        sound: segments of a playlist of its own, listed like the others; `master_url` names both.
        renditions: names of what `master_url` lists; each is the same playlist.
        file: what `file_url` answers, with ranges.
        file_breaks_at: connections for the file break off after so many bytes; None leaves them.
        file_breaks: how many connections still will.
        file_is_live: its length is not told, and there are no ranges.
        moved_to: the playlist and the file are answered with a redirect to there.
        key_uri, map_uri, variant_uri: what playlists name for a key, an initialization section, and what
            the master playlist lists.
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
    sound: list[OriginSegment] = field(default_factory=list)
    renditions: tuple[str, ...] = ()
    file: bytes = b""
    file_breaks_at: int | None = None
    file_breaks: int = 1
    file_is_live: bool = False
    file_reads: int = 0
    moved_to: str = ""
    key_uri: str = "/key"
    map_uri: str = ""
    variant_uri: str = "/live.m3u8"
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> HlsOrigin:
        app = web.Application()
        app.router.add_get("/live.m3u8", self._playlist)
        app.router.add_get("/segment/{number}.ts", self._segment)
        app.router.add_get("/key", self._key)
        app.router.add_get("/master.m3u8", self._master)
        app.router.add_get("/sound.m3u8", self._sound_playlist)
        app.router.add_get("/sound/{number}.ts", self._sound_segment)
        app.router.add_get("/file/{name}", self._file)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}/live.m3u8"
        return self

    @property
    def master_url(self) -> str:
        """The master playlist's address."""
        return self.url.replace("live.m3u8", "master.m3u8")

    def file_url(self, name: str) -> str:
        """The file's address."""
        return self.url.replace("live.m3u8", f"file/{name}")

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _playlist(self, _: web.Request) -> web.Response:
        self.playlist_reads += 1
        self._move()
        return self._listing(self.segments, "segment")

    def _move(self) -> None:
        if self.moved_to:
            raise web.HTTPFound(self.moved_to)

    async def _sound_playlist(self, _: web.Request) -> web.Response:
        return self._listing(self.sound, "sound")

    def _listing(self, segments: list[OriginSegment], folder: str) -> web.Response:
        if self.status != 200:
            return web.Response(status=self.status)
        first = max(0, self.listed - self.window) if not self.ended else 0
        shown = segments[first : self.listed]
        longest = max([1, *(round(segment.duration_s) for segment in shown)])
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{longest}",
            f"#EXT-X-MEDIA-SEQUENCE:{self.sequence_start + first}",
        ]
        if self.map_uri:
            lines.append(f'#EXT-X-MAP:URI="{self.map_uri}"')
        for index, segment in enumerate(shown, first):
            if segment.discontinuity:
                lines.append("#EXT-X-DISCONTINUITY")
            if segment.encrypted:
                iv = "0x00000000000000000000000000000001"
                lines.append(f'#EXT-X-KEY:METHOD=AES-128,URI="{self.key_uri}",IV={iv}')
            elif any(item.encrypted for item in segments):
                lines.append("#EXT-X-KEY:METHOD=NONE")
            if segment.date_ms is not None:
                stamp = datetime.fromtimestamp(segment.date_ms / 1000, UTC).isoformat(timespec="milliseconds")
                lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{stamp.replace('+00:00', 'Z')}")
            place = segment.uri or f"/{folder}/{index}.ts"
            lines += [f"#EXTINF:{segment.duration_s:.3f},{segment.title}", place]
        if self.ended:
            lines.append("#EXT-X-ENDLIST")
        return web.Response(text="\n".join(lines), content_type="application/vnd.apple.mpegurl")

    async def _segment(self, request: web.Request) -> web.Response:
        body = self.segments[int(request.match_info["number"])].body
        return web.Response(status=404) if body is None else web.Response(body=body)

    async def _sound_segment(self, request: web.Request) -> web.Response:
        return web.Response(body=self.sound[int(request.match_info["number"])].body)

    async def _master(self, _: web.Request) -> web.Response:
        lines = ["#EXTM3U"]
        if self.sound:
            lines.append(
                '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",DEFAULT=YES,AUTOSELECT=YES,URI="/sound.m3u8"'
            )
        for number, name in enumerate(self.renditions or ("720p",), 1):
            media = ',AUDIO="a"' if self.sound else ""
            lines.append(f'#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="v{number}",NAME="{name}",DEFAULT=YES')
            lines += [f'#EXT-X-STREAM-INF:BANDWIDTH={number}00000,VIDEO="v{number}"{media}', self.variant_uri]
        return web.Response(text="\n".join(lines), content_type="application/vnd.apple.mpegurl")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.file_reads += 1
        self._move()
        part = request.http_range if not self.file_is_live else slice(None)
        start = part.start or 0
        response = web.StreamResponse(
            status=206 if "Range" in request.headers and not self.file_is_live else 200
        )
        if self.file_is_live:
            response.enable_chunked_encoding()
        else:
            response.content_length = len(self.file) - start
            response.headers["Content-Range"] = f"bytes {start}-{len(self.file) - 1}/{len(self.file)}"
        await response.prepare(request)
        body = self.file[start:]
        if self.file_breaks_at is not None and self.file_breaks > 0:
            self.file_breaks -= 1
            await response.write(body[: max(0, self.file_breaks_at - start)])
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(body)
        return response

    async def _key(self, _: web.Request) -> web.Response:
        return web.Response(status=404) if self.key is None else web.Response(body=self.key)
