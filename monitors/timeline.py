"""The session timeline: from the time stamps of a source to media time that never runs backwards.

In: presentation and decoding time stamps of packets, in ticks of 90 kHz. Out: the same packets on
the session's timeline, with the number of the stretch they belong to; or nothing for a packet
that repeats what was already captured.

Sources restart their clocks, wrap them at 33 bits and skip. Each such break begins a new stretch
(an `Epoch`) with an offset of its own; audio and video of one stretch share the offset, so that a
break never moves them against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

TICKS_PER_MS = 90
WRAP_TICKS = 1 << 33

BACK_TICKS = 100 * TICKS_PER_MS
"""Decoding times within a track never fall; muxers get up to a few frames wrong."""

HOLE_TICKS = 500 * TICKS_PER_MS
"""A pause of all tracks is a gap from here on, as half a second decides over a whole one; shorter
ones are jitter of packet durations."""

SPARSE_TICKS = 5000 * TICKS_PER_MS
"""A track alone may pause for so long: slide shows send a picture every few seconds."""

NEAR_TICKS = 5000 * TICKS_PER_MS
"""How far apart the tracks of one stretch begin at most, when one follows the other over a break."""

LEAD_TICKS = 60_000 * TICKS_PER_MS
"""How much later than its stretch a track may begin (recordings with a late camera)."""

OVERLAP_TICKS = 60_000 * TICKS_PER_MS
"""A source opened anew repeats at most its playlist's window; older repeats are a new clock."""

JUMP_TICKS_LIVE = 60_000 * TICKS_PER_MS
"""A live source that skips more than this beyond the time that passed has a new clock."""

JUMP_TICKS_FILE = 600_000 * TICKS_PER_MS
"""A recording may lack as many minutes as a streamer's pause; more is a broken clock."""


@dataclass(frozen=True)
class Epoch:
    """A stretch of a source with one clock: `session = source + offset`."""

    number: int
    offset_ticks: int
    source_start_ticks: int


class Placed(msgspec.Struct, frozen=True, gc=False):
    """Where a packet lies in the session. `break_from_ticks`: set on the first of a new stretch."""

    pts_ticks: int
    dts_ticks: int
    discontinuity: int
    break_from_ticks: int | None = None


@dataclass
class _Track:
    epoch: Epoch
    last_ticks: int


def ms_of(ticks: int) -> int:
    """Ticks as whole milliseconds."""
    return ticks // TICKS_PER_MS


class Timeline:
    """Places packets of all tracks of a source.

    Args:
        discontinuity: number of the first stretch.
        jump_ticks: largest believable skip.

    Attributes:
        end_ticks: end of the newest packet that was placed.
        heard_ticks: the same, with those that came too late to be placed.
    """

    def __init__(self, discontinuity: int = 0, jump_ticks: int = JUMP_TICKS_LIVE) -> None:
        self.end_ticks = 0
        self.heard_ticks = 0
        self._jump_ticks = jump_ticks
        self._number = discontinuity
        self._epochs: list[Epoch] = []
        self._tracks: dict[str, _Track] = {}
        self._resumed = False
        self._floor_ticks = 0
        self._drop_before_ticks = 0
        self._lifted = False
        self._last_source_ticks: int | None = None
        self._elapsed_ticks = 0
        self._wraps = False
        self._break_from: int | None = None

    @property
    def discontinuity(self) -> int:
        """Number of the stretch that packets fall into now."""
        return self._number

    @property
    def fresh(self) -> bool:
        """Nothing was placed yet."""
        return not self._epochs

    def resume(self, floor_ticks: int) -> None:
        """Begin behind what another process has said already; a new stretch begins with it."""
        self._resumed = True
        self._floor_ticks = self._drop_before_ticks = floor_ticks
        self.end_ticks = self.heard_ticks = floor_ticks

    def lift(self, floor_ticks: int) -> None:
        """Seconds up to here are closed as a gap: what still comes for them is dropped."""
        if floor_ticks > self._floor_ticks:
            self._floor_ticks = floor_ticks
            self._drop_before_ticks = max(self._drop_before_ticks, floor_ticks)
            self._lifted = True

    def elapsed(self, ticks: int) -> None:
        """How much capture time passed since the last packet; makes a skip so much more believable."""
        self._elapsed_ticks = max(0, ticks)

    def begin_part(
        self,
        source_start_ticks: int,
        at_ticks: int | None = None,
        wraps: bool = False,
        same_clock: bool = False,
        missing_ticks: int = 0,
    ) -> None:
        """Packets of a newly opened demuxer follow.

        Args:
            source_start_ticks: first time stamp in it.
            at_ticks: where it lies by the source's own calendar (program date time, position in a
                file); None where that is not known.
            wraps: time stamps are 33 bits (MPEG-TS).
            same_clock: the source was opened anew, so its time stamps may simply go on.
            missing_ticks: known to be lost before it, where nothing else tells.
        """
        self._wraps = wraps
        first = not self._epochs
        resumed = self._drop_before_ticks if first else 0
        behind = max(self.end_ticks, self._floor_ticks)
        start = self._unwrap(source_start_ticks, self._last_source_ticks)
        natural = start + self._epochs[-1].offset_ticks if self._epochs else None
        if same_clock and natural is not None and self._believable(natural, behind):
            at = natural
        elif at_ticks is not None and (first or self._believable(at_ticks, behind)):
            # Late media of a closed gap keep their place, and are dropped: shifted, they would stay so.
            at = at_ticks if same_clock or first else max(at_ticks, self.end_ticks)
            if abs(at - behind) < HOLE_TICKS // 2 and not same_clock and not first:
                at = behind
        else:
            at = behind + (0 if first else missing_ticks)
        if behind - at > OVERLAP_TICKS:
            at = behind
        self._drop_before_ticks = behind if not first else resumed
        self._tracks.clear()
        self._lifted = False
        self._new_epoch(at - start, start, break_it=not first or self._resumed)

    def place(self, track: str, pts_ticks: int, dts_ticks: int, duration_ticks: int) -> Placed | None:
        """Where a packet lies; None for one that repeats what is captured already."""
        known = self._tracks.get(track)
        near = known.last_ticks if known else self._epochs[-1].source_start_ticks
        source = self._unwrap(dts_ticks, near)
        shift = source - dts_ticks
        epoch = self._epoch_of(known, source, pts_ticks + shift)
        known = self._tracks.get(track)  # a break forgets the tracks
        if known is None:
            self._tracks[track] = _Track(epoch, source)
        else:
            known.epoch, known.last_ticks = epoch, source
        self._last_source_ticks = source
        self._elapsed_ticks = 0
        pts = pts_ticks + shift + epoch.offset_ticks
        self.heard_ticks = max(self.heard_ticks, pts + duration_ticks)
        if pts < self._drop_before_ticks:
            return None
        if epoch.number == self._number:
            self._drop_before_ticks = min(self._drop_before_ticks, pts)
        broke, self._break_from = self._break_from, None
        self.end_ticks = max(self.end_ticks, pts + duration_ticks)
        return Placed(pts, source + epoch.offset_ticks, epoch.number, broke)

    def _epoch_of(self, known: _Track | None, source: int, source_pts: int) -> Epoch:
        newest = self._epochs[-1]
        if self._lifted:
            if self._is_late(known, source, source_pts):
                return known.epoch if known else newest
            self._lifted = False
            self._tracks.clear()
            at = source_pts + newest.offset_ticks
            if not 0 <= at - self._floor_ticks <= self._jump_ticks + self._elapsed_ticks:
                at = self._floor_ticks
            return self._new_epoch(at - source_pts, source)
        if known is None:
            ahead = source - newest.source_start_ticks
            if -NEAR_TICKS <= ahead <= LEAD_TICKS + self._since_start(newest):
                return newest
            return self._new_epoch(max(self.end_ticks, self._floor_ticks) - source_pts, source)
        delta = source - known.last_ticks
        if -BACK_TICKS <= delta <= HOLE_TICKS:
            return known.epoch
        return self._over_a_break(known, source, source_pts, delta)

    def _is_late(self, known: _Track | None, source: int, source_pts: int) -> bool:
        """Whether a packet goes on where its track was, in time that is closed as a gap already.

        What a network held back comes without a loss, and a demuxer flushes its last packets late:
        neither says anything about the clock, so it stays as it is.
        """
        if known is None:
            at = source_pts + self._epochs[-1].offset_ticks
            return self._floor_ticks - OVERLAP_TICKS <= at < self._floor_ticks
        at = source_pts + known.epoch.offset_ticks
        return source - known.last_ticks >= -BACK_TICKS and at < self._floor_ticks

    def _over_a_break(self, known: _Track, source: int, source_pts: int, delta: int) -> Epoch:
        for epoch in reversed(self._epochs):
            if epoch.number <= known.epoch.number:
                break
            if abs(source - epoch.source_start_ticks) <= NEAR_TICKS:
                return epoch
        natural = source_pts + known.epoch.offset_ticks
        alone = len(self._tracks) < 2
        if delta > 0 and natural <= self.end_ticks + (SPARSE_TICKS if alone else HOLE_TICKS):
            return known.epoch
        if 0 < delta <= self._jump_ticks + self._elapsed_ticks:
            return self._new_epoch(known.epoch.offset_ticks, source)
        return self._new_epoch(max(self.end_ticks, self._floor_ticks) - source_pts, source)

    def _new_epoch(self, offset_ticks: int, source_start_ticks: int, break_it: bool = True) -> Epoch:
        if break_it:
            self._number += 1
            self._break_from = self.end_ticks
        epoch = Epoch(self._number, offset_ticks, source_start_ticks)
        self._epochs = [*self._epochs[-3:], epoch]  # a track never lags more breaks than that
        return epoch

    def _since_start(self, epoch: Epoch) -> int:
        return max(0, self.end_ticks - (epoch.source_start_ticks + epoch.offset_ticks))

    def _believable(self, at_ticks: int, behind_ticks: int) -> bool:
        ahead = at_ticks - behind_ticks
        return -OVERLAP_TICKS <= ahead <= self._jump_ticks + self._elapsed_ticks

    def _unwrap(self, ticks: int, near_ticks: int | None) -> int:
        if not self._wraps or near_ticks is None:
            return ticks
        turns = (near_ticks - ticks + WRAP_TICKS // 2) // WRAP_TICKS
        return ticks + turns * WRAP_TICKS
