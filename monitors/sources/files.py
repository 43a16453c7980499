"""Media files, on this machine or on a web server, played as though they were live.

In: a path, or the bytes of a file. Out: one demuxer that begins at any media time. Media time 0 is the
file's own start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import av
from av.container.input import InputContainer

from monitors.items import SourceInfo
from monitors.pump import TICKS_PER_S, Tracks, start_of, tracks_of
from monitors.sources.address import without_secrets
from monitors.sources.base import Idle, Opened, Part, SourceUnusable
from monitors.sources.formats import PLAIN
from monitors.sources.remote import RemoteBytes, UnseekableBytes
from monitors.timeline import TICKS_PER_MS
from schemas.capture import GapReason
from streams.clock import Clock

STDIN = "-"


def open_media(place: str) -> InputContainer:
    """Open a file for demuxing: a path, an http(s) address, or `-` for standard input.

    Raises:
        SourceUnusable: with the reason and the remedy.
        SourceLost: a web server does not answer.
    """
    name = without_secrets(place)
    if place.startswith(("http://", "https://")):
        from streamlink.stream.http import HTTPStream

        from monitors.sources.web import new_streamlink

        return open_remote(RemoteBytes.asked_for(HTTPStream(new_streamlink(), place), name), name)
    target: str | BinaryIO = sys.stdin.buffer if place == STDIN else place
    try:
        return av.open(target, "r")
    except FileNotFoundError:
        remedy = "Check the path; it is read by the monitor's machine."
        raise SourceUnusable(f"There is no file {name}.", remedy) from None
    except IsADirectoryError:
        raise SourceUnusable(f"{name} is a folder.", "Name a media file in it.") from None
    except PermissionError:
        raise SourceUnusable(f"{name} may not be read.", "Let the monitor's user read it.") from None
    except (av.FFmpegError, ValueError, OSError) as error:
        raise _unreadable(error, name) from None


def open_remote(remote: RemoteBytes, name: str) -> InputContainer:
    """Open a file on a web server for demuxing. Raises SourceUnusable, SourceLost."""
    try:
        return av.open(remote if remote.ranged else UnseekableBytes(remote), "r", container_options=PLAIN)
    except (av.FFmpegError, ValueError) as error:
        raise remote.trouble or _unreadable(error, name) from None


def _unreadable(error: Exception, name: str) -> SourceUnusable:
    """FFmpeg's own text repeats the address it was given, with all that is secret in it."""
    what = getattr(error, "strerror", None) or type(error).__name__
    what = "no media file" if isinstance(error, av.InvalidDataError) else f"not readable ({what})"
    remedy = "Give a file that plays in ffplay: mp4, mkv, ts, webm, flv, mp3 ..."
    return SourceUnusable(f"{name} is {what}.", remedy)


def used_tracks(container: InputContainer, name: str) -> Tracks:
    """The tracks to capture. Raises SourceUnusable when there are none."""
    tracks = tracks_of(container)
    if not tracks.used:
        raise SourceUnusable(f"{name} holds neither sound nor picture.", "Give a file with one of them.")
    return tracks


def info_of(tracks: Tracks, title: str, started_at_ms: int, dated: bool, paced: bool) -> SourceInfo:
    """What the tracks say about their source."""
    video = tracks.video
    rate = video.average_rate if video is not None and video.type == "video" else None
    context = video.codec_context if video is not None else None
    return SourceInfo(
        title=title,
        has_video=video is not None,
        has_audio=tracks.audio is not None,
        width=getattr(context, "width", 0),
        height=getattr(context, "height", 0),
        frame_rate_milli=round(float(rate) * 1000) if rate else 0,
        started_at_ms=started_at_ms,
        dated=dated,
        paced=paced,
    )


class FileSource:
    """A recording on this machine."""

    live_channel = False
    may_answer_later = False

    def __init__(self, place: str, clock: Clock) -> None:
        self._place = place
        self._clock = clock

    def open(self, idle: Idle, again: Opened | None) -> Opened:
        """Open the file. Raises SourceUnusable."""
        if self._place != STDIN and Path(self._place).is_dir():
            raise SourceUnusable(f"{self._place} is a folder.", "Name a media file in it.")
        container = open_media(self._place)
        tracks = used_tracks(container, self._place)
        return OpenedFile(container, tracks, self._place, self._clock.now_ms())


class OpenedFile:
    """A file with its demuxer."""

    def __init__(
        self,
        container: InputContainer,
        tracks: Tracks,
        place: str,
        now_ms: int,
        remote: RemoteBytes | None = None,
        *,
        title: str = "",
        broadcaster: str = "",
    ) -> None:
        self._container = container
        self._remote = remote
        self._tracks = tracks
        title = title or container.metadata.get("title", "") or Path(place).stem
        info = info_of(tracks, title, now_ms, dated=False, paced=True)
        self._info = replace(info, broadcaster=broadcaster)

    @property
    def info(self) -> SourceInfo:
        """See `Opened.info`."""
        return self._info

    @property
    def burst_ms(self) -> int:
        """A file flows."""
        return 0

    @property
    def over(self) -> bool:
        """A file that has been read is over."""
        return True

    def parts(self, from_ms: int) -> Iterator[Part]:
        """The one part of a file, from the keyframe before `from_ms`."""
        start = start_of(self._container)
        if from_ms > 0:
            try:
                self._container.seek((start // TICKS_PER_MS + from_ms) * (av.time_base // 1000))
            except av.FFmpegError:
                from_ms = 0  # not seekable: read on from the beginning; what was said is passed over
        yield Part(
            self._container,
            self._tracks,
            start + from_ms * TICKS_PER_S // 1000,
            at_ms=from_ms,
            wraps=self._container.format.name == "mpegts",
        )
        if self._remote is not None and self._remote.trouble is not None:
            raise self._remote.trouble

    def why(self) -> tuple[GapReason, str]:
        """A file says nothing about its holes."""
        return GapReason.MISSING, "the file skips"

    def close(self) -> None:
        """Close the file."""
        self._container.close()
        if self._remote is not None:
            self._remote.close()
