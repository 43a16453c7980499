"""A live stream that is open.

In: a reader of streamlink's, or one like it. Out: a demuxer for each stretch of the stream between
two discontinuities.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import av

from monitors.items import SourceInfo
from monitors.pump import Tracks, start_of
from monitors.sources.base import Idle, Part, SourceLost, SourceUnusable
from monitors.sources.files import info_of, used_tracks
from monitors.sources.formats import PLAIN
from monitors.sources.tap import Flow, Mark, PartBytes, Tap
from monitors.sources.web import explained
from schemas.capture import GapReason
from streams.clock import Clock

PROBE_OPTIONS = {**PLAIN, "probesize": "4000000", "analyzeduration": "4000000"}
"""Bytes and microseconds that FFmpeg may look at before it names the tracks: a few live segments."""

EMPTY_PARTS_MAX = 5
"""Stretches in a row that no demuxer reads before the source counts as lost."""

PASS_OVER_BYTES_MAX = 4 << 20
PASS_OVER_MS_MAX = 10_000
"""Passed over in search of the next stretch; after that it is tried again where one is, as a
transport stream can be entered anywhere."""


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
        broadcaster: str = "",
    ) -> None:
        self._name = name
        self._title = title
        self._broadcaster = broadcaster
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
        info = info_of(self._first.tracks, self._title, started, dated, paced)
        return replace(info, broadcaster=self._broadcaster)

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
        if self._tap.refusal or self._exhausted:
            raise self._nothing()

    def why(self) -> tuple[GapReason, str]:
        """What the tap knows of the hole just met."""
        missing_ms, after_ad = self._flow.missing_ms, self._flow.after_ad
        self._flow.missing_ms, self._flow.after_ad = 0, False
        if after_ad:
            return GapReason.AD, "the platform showed an advertisement"
        if missing_ms:
            guard = self._tap.guard
            barred = guard.reason.partition(";")[0] if guard is not None else ""
            return GapReason.MISSING, barred or "segments could not be fetched"
        return GapReason.UNDECODABLE, "what came could not be read, or the source skipped"

    def close(self) -> None:
        """Stop streamlink's threads, in the background: a request under way may take its time."""
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
            self._pass_over()
            return None
        self._container = container
        # Who counts from the beginning again has another encoder, and another clock.
        first_again = self._again and not self._tap.began_anew
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

    def _pass_over(self) -> None:
        """Leave what no demuxer reads behind, up to the next stretch; a live one may never end."""
        until_ms = self._clock.monotonic_ms() + PASS_OVER_MS_MAX
        passed = 0
        while passed < PASS_OVER_BYTES_MAX and self._clock.monotonic_ms() < until_ms:
            data = self._flow.read(1 << 16)
            if not data:
                return
            passed += len(data)

    @property
    def _exhausted(self) -> bool:
        return self._tap.guard is not None and self._tap.guard.exhausted

    def _nothing(self) -> Exception:
        if self._tap.guard is not None and self._tap.guard.reason:
            return self._tap.guard.barred(self._name)
        if self._tap.trouble is not None:
            return explained(self._tap.trouble, self._name)
        if self._tap.refusal:
            return SourceUnusable(
                f"{self._name} is encrypted, and its key cannot be had ({self._tap.refusal}).",
                "Give an address that you may read.",
            )
        if self._tap.written and (self._tap.ended_by_list or self._flow.ended):
            return SourceUnusable(f"{self._name} sends no media that can be read.", "Check it in a player.")
        return SourceLost(f"{self._name} sends nothing.", "Check that it is live, in a player.")
