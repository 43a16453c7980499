"""Media files, by path or by http(s) address, played as though they were live.

In: a path. Out: one demuxer that begins at any media time. Media time 0 is the file's own start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
from av.container.input import InputContainer

from monitors.items import SourceInfo
from monitors.pump import TICKS_PER_S, Tracks, start_of, tracks_of
from monitors.sources.base import Idle, Opened, Part, SourceUnusable
from monitors.timeline import TICKS_PER_MS
from schemas.capture import GapReason
from streams.clock import Clock

HTTP_TIMEOUT_S = 20.0
"""A server that sends nothing for so long has gone."""

STDIN = "-"


def open_media(place: str) -> InputContainer:
    """Open a file for demuxing. `-` is standard input.

    Raises:
        SourceUnusable: with the reason and the remedy.
    """
    target: str | BinaryIO = sys.stdin.buffer if place == STDIN else place
    remote = place.startswith(("http://", "https://"))
    name = place.partition("?")[0]
    try:
        return av.open(target, "r", timeout=HTTP_TIMEOUT_S if remote else None)
    except FileNotFoundError:
        remedy = "Check the address." if remote else "Check the path; it is read by the monitor's machine."
        raise SourceUnusable(f"There is no file {name}.", remedy) from None
    except IsADirectoryError:
        raise SourceUnusable(f"{name} is a folder.", "Name a media file in it.") from None
    except PermissionError:
        raise SourceUnusable(f"{name} may not be read.", "Let the monitor's user read it.") from None
    except av.HTTPError as error:
        raise SourceUnusable(f"{name} was refused ({error.strerror}).", "Check the address.") from None
    except (av.FFmpegError, ValueError) as error:
        what = "no media file" if isinstance(error, av.InvalidDataError) else f"not readable ({error})"
        remedy = "Give a file that plays in ffplay: mp4, mkv, ts, webm, flv, mp3 ..."
        raise SourceUnusable(f"{name} is {what}.", remedy) from None


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
    """A recording."""

    live_channel = False
    may_answer_later = False

    def __init__(self, place: str, clock: Clock) -> None:
        self._place = place
        self._clock = clock

    def open(self, idle: Idle, again: Opened | None) -> Opened:
        """Open the file. Raises SourceUnusable."""
        local = "://" not in self._place and self._place != STDIN
        if local and Path(self._place).is_dir():
            raise SourceUnusable(f"{self._place} is a folder.", "Name a media file in it.")
        container = open_media(self._place)
        tracks = used_tracks(container, self._place.partition("?")[0])
        return OpenedFile(container, tracks, self._place, self._clock.now_ms())


class OpenedFile:
    """A file with its demuxer."""

    def __init__(self, container: InputContainer, tracks: Tracks, place: str, now_ms: int) -> None:
        self._container = container
        self._tracks = tracks
        title = container.metadata.get("title", "") or Path(place.partition("?")[0]).stem
        self._info = info_of(tracks, title, now_ms, dated=False, paced=True)

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

    def why(self) -> tuple[GapReason, str]:
        """A file says nothing about its holes."""
        return GapReason.MISSING, "the file skips"

    def close(self) -> None:
        """Close the file."""
        self._container.close()
