"""Live sources through streamlink: HLS playlists, Twitch channels, whatever else it has a plugin for.

In: an address. Out: a demuxer for each stretch of the stream between two discontinuities.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import av

from monitors.items import SourceInfo
from monitors.pump import Tracks, start_of
from monitors.sources.base import Idle, Opened, Part, SourceLost, SourceOffline, SourceUnusable
from monitors.sources.files import OpenedFile, info_of, open_media, used_tracks
from monitors.sources.pipe_reader import PipeReader
from monitors.sources.tap import Flow, Mark, PartBytes, Tap, tapped_reader
from schemas.capture import GapReason
from streams.clock import Clock

HTTP_TIMEOUT_S = 8.0
"""A playlist or segment that takes longer is not live any more; streamlink then tries again."""

SEGMENT_TIMEOUT_S = 8.0
SEGMENT_ATTEMPTS = 2
"""A segment lost costs two seconds; trying for long costs all that comes behind it."""

PROBE_OPTIONS = {"probesize": "4000000", "analyzeduration": "4000000"}
"""Bytes and microseconds that FFmpeg may look at before it names the tracks: a few live segments."""

EMPTY_PARTS_MAX = 5
"""Stretches in a row that no demuxer reads before the source counts as lost."""


_LEVELS = {
    level: logging.getLevelName(level)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)
}


def new_streamlink() -> Any:
    """A streamlink session with our bounds."""
    from streamlink.session.session import Streamlink

    # Its lines hold signed addresses, and say nothing that the tap does not tell.
    logging.getLogger("streamlink").setLevel(logging.CRITICAL)
    for level, name in _LEVELS.items():
        logging.addLevelName(level, name)  # streamlink writes them small, for everybody
    session = Streamlink()
    session.set_option("http-timeout", HTTP_TIMEOUT_S)
    session.set_option("stream-timeout", SEGMENT_TIMEOUT_S)
    session.set_option("stream-segment-timeout", SEGMENT_TIMEOUT_S)
    session.set_option("stream-segment-attempts", SEGMENT_ATTEMPTS)
    session.set_option("hls-playlist-reload-attempts", SEGMENT_ATTEMPTS)
    # A playlist that stands still is ours to judge: streamlink would call it the end.
    session.set_option("stream-segmented-queue-deadline", 0)
    try:
        import imageio_ffmpeg

        session.set_option("ffmpeg-ffmpeg", imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        pass  # only streams with the sound in a playlist of its own need it
    return session


def without_secrets(address: str) -> str:
    """An address without its query, which often is a signature, and without a password."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if host else address.partition("?")[0]


class StreamlinkSource:
    """An address that streamlink reads.

    Args:
        address: an http(s) address; `hls://` before it skips the search for a plugin.
        name: what people call it, for messages.
        live_channel: goes off and on air under the same address.
    """

    may_answer_later = True

    def __init__(
        self,
        address: str,
        name: str,
        clock: Clock,
        *,
        quality: str = "best",
        live_channel: bool = False,
        low_latency: bool = False,
    ) -> None:
        self.live_channel = live_channel
        self._address = address
        self._name = name
        self._clock = clock
        self._quality = quality
        self._low_latency = low_latency

    def open(self, idle: Idle, again: Opened | None) -> Opened:
        """Open it. Raises SourceUnusable, SourceOffline, SourceLost."""
        session = new_streamlink()
        stream, title = self._stream(session)
        before = again if isinstance(again, OpenedStream) else None
        if not hasattr(type(stream), "__reader__"):
            if type(stream).__name__ == "HTTPStream":
                container = open_media(stream.url)
                return OpenedFile(
                    container, used_tracks(container, self._name), self._name, self._clock.now_ms()
                )
            tap = Tap()
            return OpenedStream(
                self._name, title, reader=PipeReader(stream, tap), tap=tap, idle=idle, clock=self._clock
            )
        tap = Tap(before.last_number if before else None)
        reader = tapped_reader(stream, tap)
        return OpenedStream(
            self._name, title, reader=reader, tap=tap, idle=idle, clock=self._clock, again=before is not None
        )

    def _stream(self, session: Any) -> tuple[Any, str]:
        from streamlink.exceptions import NoPluginError, PluginError, StreamlinkError

        try:
            _, plugin_class, address = session.resolve_url(self._address)
            options = None
            if plugin_class.__module__.endswith("twitch"):
                from streamlink.options import Options

                options = Options({"low-latency": self._low_latency, "supported-codecs": ["h264"]})
            plugin = plugin_class(session, address, options)
            streams = plugin.streams()
            title = (plugin.get_title() or "") if streams and self.live_channel else ""
        except NoPluginError:
            raise SourceUnusable(
                f"{self._name} is no stream that can be read.",
                "Give a Twitch channel, an HLS address (.m3u8) or a media file.",
            ) from None
        except (PluginError, StreamlinkError, OSError) as error:
            raise _explained(error, self._name) from error
        if not streams:
            if self.live_channel:
                raise SourceOffline(
                    f"{self._name} is not live.", "Start the watch when the channel is on air."
                )
            raise SourceUnusable(f"{self._name} offers no stream.", "Check the address in a browser.")
        return streams.get(self._quality) or streams["best"], title


def _explained(error: BaseException, name: str) -> Exception:
    """What went wrong, in two sentences."""
    chain: list[BaseException] = []
    while error is not None and error not in chain and len(chain) < 8:
        chain.append(error)
        error = getattr(error, "err", None) or error.__cause__ or error.__context__  # type: ignore[assignment]
    answers = [getattr(e, "response", None) for e in chain]
    status = next((answer.status_code for answer in answers if answer is not None), 0)
    text = " ".join(str(e) for e in chain)
    if status in (404, 410):
        return SourceUnusable(f"{name} answers {status}: there is no such stream.", "Check the address.")
    if status in (401, 403):
        return SourceUnusable(
            f"{name} answers {status}: it may not be read.", "Check the rights or the address."
        )
    if "parse playlist" in text or "EXTM3U" in text:
        return SourceUnusable(f"{name} is no HLS playlist.", "Give an address that ends in .m3u8.")
    if status:
        return SourceLost(f"{name} answers {status}.", "Try again later.")
    for sign, fact, remedy in _NETWORK:
        if sign in text:
            return SourceLost(fact.format(name), remedy)
    return SourceLost(f"{name} could not be opened.", "Check the address and the network.")


_NETWORK = (
    ("refused", "{} refused the connection.", "Check the address, and that the server runs."),
    ("resolve", "The host of {} is not known.", "Check the address and the network."),
    ("Name or service", "The host of {} is not known.", "Check the address and the network."),
    ("timed out", "{} does not answer.", "Check the address and the network."),
)


class OpenedStream:
    """A stream with streamlink's reader running."""

    def __init__(
        self,
        name: str,
        title: str,
        *,
        reader: Any,
        tap: Tap,
        idle: Idle,
        clock: Clock,
        again: bool = False,
    ) -> None:
        self._name = name
        self._title = title
        self._reader = reader
        self._tap = tap
        self._flow = Flow(reader, tap, idle)
        self._clock = clock
        self._again = again
        self._container: Any = None
        reader.open()
        try:
            self._first = self._next()
        except BaseException:
            self.close()
            raise
        if self._first is None:
            self.close()
            raise self._nothing()

    @property
    def info(self) -> SourceInfo:
        """See `Opened.info`."""
        assert self._first is not None  # noqa: S101 - else the constructor raised
        dated = self._first.date_ms is not None
        edge_ms = self._clock.now_ms() - (0 if self._tap.recorded_playlist else self._tap.edge_ms)
        started = self._first.date_ms if self._first.date_ms is not None else edge_ms
        paced = self._tap.recorded_playlist
        if paced:
            dated, started = False, self._clock.now_ms()
        return info_of(self._first.tracks, self._title, started, dated, paced)

    @property
    def burst_ms(self) -> int:
        """The playlist's target duration."""
        return self._tap.target_ms

    @property
    def over(self) -> bool:
        """Whether the playlist said that it ends."""
        return self._flow.ended and self._tap.ended_by_list

    @property
    def last_number(self) -> int | None:
        """Number of the last segment that was read."""
        return self._flow.reached.number if self._flow.reached is not None else None

    def parts(self, from_ms: int) -> Iterator[Part]:
        """Each stretch up to a discontinuity."""
        part = self._first
        while part is not None:
            yield part
            self._container.close()
            part = self._next()
        if self._tap.refusal:
            raise self._nothing()

    def why(self) -> tuple[GapReason, str]:
        """What the tap knows of the hole just met."""
        missing_ms, after_ad = self._flow.missing_ms, self._flow.after_ad
        self._flow.missing_ms, self._flow.after_ad = 0, False
        if after_ad:
            return GapReason.AD, "the platform showed an advertisement"
        if missing_ms:
            return GapReason.MISSING, "segments could not be fetched"
        return GapReason.UNDECODABLE, "what came could not be read, or the source skipped"

    def close(self) -> None:
        """Stop streamlink's threads, in the background: a request under way may take its time."""
        import threading

        if self._container is not None:
            self._container.close()
        threading.Thread(target=self._reader.close, name="hls-close", daemon=True).start()

    def _next(self) -> Part | None:
        for _ in range(EMPTY_PARTS_MAX):
            missing_before = self._flow.missing_ms
            mark = self._flow.next_part()
            if mark is None and not self._flow.head:
                return None
            part = self._opened(mark, self._flow.missing_ms - missing_before)
            if part is not None:
                return part
            if self._flow.ended or self._flow.given_up:
                return None
        raise SourceLost(f"{self._name} sends nothing that can be read.", "Check it in a player.")

    def _opened(self, mark: Mark | None, missing_ms: int) -> Part | None:
        head = self._flow.head
        fragmented = head[4:8] in (b"ftyp", b"styp", b"moof", b"moov", b"sidx")
        is_ts = head[:1] == b"G" and not fragmented
        try:
            container = av.open(
                PartBytes(self._flow),
                "r",
                format="mpegts" if is_ts else None,
                container_options=PROBE_OPTIONS,
            )
            tracks: Tracks = used_tracks(container, self._name)
        except (av.FFmpegError, ValueError, SourceUnusable):
            while self._flow.read(1 << 16):  # what no demuxer reads is passed over to the next stretch
                continue
            return None
        self._container = container
        first_again = self._again
        self._again = False
        recorded = self._tap.recorded_playlist
        return Part(
            container,
            tracks,
            start_of(container),
            at_ms=None,
            date_ms=None if recorded or mark is None else mark.date_ms,
            same_clock=first_again,
            wraps=container.format.name == "mpegts",
            missing_ms=missing_ms,
        )

    def _nothing(self) -> Exception:
        if self._tap.refusal:
            return SourceUnusable(
                f"{self._name} is encrypted, and its key cannot be had ({self._tap.refusal}).",
                "Give an address that you may read.",
            )
        if self._tap.written and (self._tap.ended_by_list or self._flow.ended):
            return SourceUnusable(f"{self._name} sends no media that can be read.", "Check it in a player.")
        return SourceLost(f"{self._name} sends nothing.", "Check that it is live, in a player.")
