"""The reader thread: one source from its opening to its end.

In: a source, and the plan of its session. Out, over the border: what the source is, its seconds,
its segments, its gaps, and how it ended. Everything that blocks happens here.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import av

from monitors.border import Border
from monitors.items import Failed, Over, SourceInfo
from monitors.plan import Bounds, Plan
from monitors.pump import Pump
from monitors.recorder import Recorder
from monitors.seconds import SecondCloser
from monitors.sources.base import (
    Opened,
    Part,
    Source,
    SourceBarred,
    SourceLost,
    SourceOffline,
    SourceUnusable,
)
from monitors.timeline import JUMP_TICKS_FILE, JUMP_TICKS_LIVE, TICKS_PER_MS, Timeline, ms_of
from schemas.capture import GapReason
from schemas.moment import Span, second_of
from streams.clock import Clock

log = logging.getLogger(__name__)

FIRST_WAIT_MS = 500
LONGEST_WAIT_MS = 8000
"""Waits between two openings double between these: a restarted encoder is back in a second or two,
and a platform must not be asked more often than a person would reload."""

OPEN_PATIENCE_MS = 30_000
"""A source that has sent nothing readable for so long after it was first opened is not live."""

AD_MS_MAX = 600_000
"""Breaks are minutes long; one that seems to last longer is a playlist that has died in it."""

AHEAD_MS = 20
"""A recording is paced in steps of this many ms; shorter waits would cost more than they smooth."""


class SourceReader:
    """Reads a source in a thread of its own.

    Args:
        patient: a session waits for this source, so that it may take `offline_ms` to answer.
        wait: sleeps for seconds, or less when asked to stop; True when asked. Tests replace it.
    """

    def __init__(
        self,
        source: Source,
        border: Border,
        clock: Clock,
        *,
        bounds: Bounds,
        patient: bool = False,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._source = source
        self._border = border
        self._clock = clock
        self._bounds = bounds
        self._patient = patient
        self._stop = threading.Event()
        self._planned = threading.Event()
        self._wait = wait or self._stop.wait
        self._plan: Plan | None = None
        self._timeline = Timeline()
        self._closer: SecondCloser | None = None
        self._pump: Pump | None = None
        self._opened: Opened | None = None
        self._info: SourceInfo | None = None
        self._last_data_ms = clock.monotonic_ms()
        self._last_progress_ms = self._last_data_ms
        self._heard_ticks = 0
        self._restarting = False
        self._thread = threading.Thread(target=self._main, name="source-reader", daemon=True)

    def start(self) -> None:
        """Open the source; `SourceInfo` or `Failed` comes over the border."""
        self._thread.start()

    def go(self, plan: Plan) -> None:
        """The session is open: capture."""
        self._plan = plan
        self._planned.set()

    def stop(self) -> None:
        """End soon: what is there is finished and said, and `Over(stopped=True)` follows."""
        self._stop.set()
        self._planned.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def errors(self) -> int:
        """Packets that did not decode."""
        return self._pump.errors if self._pump else 0

    # -- Idle: called by the source while it waits ---------------------------------------------

    def waiting(self, ad: bool) -> bool:
        """See `Idle.waiting`."""
        if self._stop.is_set():
            return False
        silent_ms = self._clock.monotonic_ms() - self._last_data_ms
        if self._closer is None:
            patience_ms = self._bounds.offline_ms if self._patient else OPEN_PATIENCE_MS
            return silent_ms < (AD_MS_MAX if ad else patience_ms)
        self._tell_silence(ad)
        if ad:
            return silent_ms < AD_MS_MAX
        useless_ms = self._clock.monotonic_ms() - self._last_progress_ms
        bounds = self._usual_bounds()
        return silent_ms < bounds.reopen_ms and useless_ms < bounds.offline_ms

    def data(self) -> None:
        """See `Idle.data`."""
        now_ms = self._clock.monotonic_ms()
        self._timeline.elapsed((now_ms - self._last_progress_ms) * TICKS_PER_MS)
        self._last_data_ms = now_ms

    def _usual_bounds(self) -> Bounds:
        return self._bounds.for_bursts(self._opened.burst_ms if self._opened is not None else 0)

    def _tell_silence(self, ad: bool) -> None:
        assert self._closer is not None  # noqa: S101 - checked by the callers
        if self._timeline.heard_ticks > self._heard_ticks:  # media of a closed gap are news, too
            self._heard_ticks = self._timeline.heard_ticks
            self._last_progress_ms = max(self._last_progress_ms, self._last_data_ms)
        stall_ms = self._usual_bounds().stall_ms
        silent_ms = self._clock.monotonic_ms() - self._last_progress_ms
        if ad or silent_ms > stall_ms:
            self._pause_recording()
        if silent_ms <= stall_ms:
            return
        end_ms = ms_of(self._timeline.end_ticks)
        until_ms = ms_of(self._timeline.heard_ticks) + silent_ms - stall_ms
        reason = GapReason.AD if ad else GapReason.STALL
        detail = "the platform shows an advertisement" if ad else "the source sends nothing"
        self._closer.idle(Span(end_ms, max(end_ms, until_ms)), reason, detail)
        if self._closer.gap_said_ms > end_ms:
            self._timeline.lift(self._closer.gap_said_ms * TICKS_PER_MS)

    def _pause_recording(self) -> None:
        if self._pump is not None and self._pump.recorder is not None:
            self._pump.recorder.pause()

    # -- the thread ----------------------------------------------------------------------------

    def _main(self) -> None:
        try:
            self._live()
        except Exception:
            log.exception("the reader of a source failed; its channel ends, the others go on")
            end_ms = self._closer.closed_ms if self._closer else 0
            self._border.put(Over(end_ms, "the reader failed; its log has the reason", error=True))
        finally:
            if self._opened is not None:
                self._opened.close()

    def _live(self) -> None:
        opened = self._open_first()
        if opened is None:
            return
        self._opened, self._info = opened, opened.info
        self._border.waits = self._info.paced
        self._border.put(self._info)
        self._planned.wait()
        plan = self._plan
        if plan is None:
            self._border.put(Over(0, "stopped", stopped=True))
            return
        self._begin(plan, self._info)
        self._finish(plan, self._capture(plan))

    def _open_first(self) -> Opened | None:
        begun_ms = self._clock.monotonic_ms()
        wait_ms = FIRST_WAIT_MS
        while not self._stop.is_set():
            self._last_data_ms = self._clock.monotonic_ms()
            try:
                return self._source.open(self, None)
            except (SourceUnusable, SourceLost) as error:
                late = self._clock.monotonic_ms() - begun_ms >= self._bounds.offline_ms
                if self._stop.is_set():
                    break
                hopeless = late or isinstance(error, SourceBarred)
                if not (self._patient and self._source.may_answer_later) or hopeless:
                    may_return = isinstance(error, SourceOffline | SourceLost)
                    self._border.put(Failed(error.reason, error.remedy, may_return))
                    return None
            self._wait(wait_ms / 1000)
            wait_ms = min(2 * wait_ms, LONGEST_WAIT_MS)
        self._border.put(Over(0, "stopped", stopped=True))
        return None

    def _begin(self, plan: Plan, info: SourceInfo) -> None:
        jump = JUMP_TICKS_FILE if info.paced else JUMP_TICKS_LIVE
        self._timeline = Timeline(plan.discontinuity, jump)
        if plan.resumed:
            self._restarting = True
            self._timeline.resume(plan.from_ms * TICKS_PER_MS)
        self._heard_ticks = self._timeline.heard_ticks
        closer = SecondCloser(plan.session_id, self._border.put, second_of(plan.from_ms))
        closer.stretch(plan.from_ms, plan.discontinuity)
        self._closer = closer
        recorder = None
        if plan.spool is not None:
            recorder = Recorder(plan.session_id, plan.spool, self._border.put, plan.segment_ms)
        self._pump = Pump(
            plan.session_id,
            self._timeline,
            closer,
            emit=self._border.put,
            recorder=recorder,
            limit_ms=plan.limit_ms,
            why=self._why,
        )
        self._last_progress_ms = self._last_data_ms = self._clock.monotonic_ms()

    def _capture(self, plan: Plan) -> Over:
        """Read until it is over. Returns why it ended; where it ended is not known yet."""
        wait_ms = FIRST_WAIT_MS
        while True:
            before = self._timeline.end_ticks
            trouble = self._read_through(plan)
            if self._stop.is_set():
                return Over(0, "")
            assert self._pump is not None and self._opened is not None  # noqa: S101, PT018
            if self._pump.full:
                return Over(0, "the wanted length is reached")
            if isinstance(trouble, SourceBarred) or (self._opened.over and not self._source.live_channel):
                return self._ended(trouble)
            self._opened.close()
            if self._timeline.end_ticks > before:
                wait_ms = FIRST_WAIT_MS
            over, wait_ms = self._open_anew(wait_ms, trouble)
            if over is not None:
                return over

    def _open_anew(self, wait_ms: int, trouble: Exception | None) -> tuple[Over | None, int]:
        """Open the source once more, with growing waits: its end, if that is it, and the next wait."""
        while True:
            if self._backed_off(wait_ms):
                return Over(0, ""), wait_ms
            wait_ms = min(2 * wait_ms, LONGEST_WAIT_MS)
            if self._clock.monotonic_ms() - self._last_progress_ms >= self._usual_bounds().offline_ms:
                return self._gone(trouble), wait_ms
            try:
                self._last_data_ms = self._clock.monotonic_ms()
                self._opened = self._source.open(self, self._opened)
            except SourceBarred as error:
                return self._ended(error), wait_ms
            except (SourceUnusable, SourceLost) as error:
                trouble = error
            else:
                return None, wait_ms

    def _ended(self, trouble: Exception | None) -> Over:
        if trouble is None:
            return Over(0, "the source has ended")
        if isinstance(trouble, SourceUnusable | SourceLost):
            return Over(0, f"{trouble.reason} {trouble.remedy}", error=True)
        what = getattr(trouble, "strerror", None) or type(trouble).__name__
        remedy = "Check that it plays to its end in ffplay, and watch it again."
        return Over(0, f"The source could not be read to its end ({what}). {remedy}", error=True)

    def _gone(self, trouble: Exception | None) -> Over:
        if self._source.live_channel and (trouble is None or isinstance(trouble, SourceOffline)):
            return Over(0, "the channel went off air")
        silent_s = self._usual_bounds().offline_ms // 1000
        said = getattr(trouble, "reason", "") or "It sent nothing more."
        return Over(0, f"The source was lost for {silent_s} s. {said}", error=True, lost=True)

    def _read_through(self, plan: Plan) -> Exception | None:
        assert self._opened is not None and self._pump is not None  # noqa: S101, PT018
        try:
            for part in self._opened.parts(plan.seek_ms):
                self._place_part(part, plan)
                self._pump.run(part.container, part.tracks, self._before)
                if self._stop.is_set() or self._pump.full:
                    break
                self._pause_recording()
        except (SourceUnusable, SourceLost, OSError, av.FFmpegError) as error:
            return error  # FFmpeg's errors are only partly the system's
        return None

    def _place_part(self, part: Part, plan: Plan) -> None:
        at_ms = part.at_ms
        if at_ms is None and part.date_ms is not None and plan.dated:
            at_ms = part.date_ms - plan.started_at_ms
        elif at_ms is None and self._timeline.fresh:
            at_ms = self._first_at(plan)
        self._timeline.begin_part(
            part.start_ticks,
            None if at_ms is None else at_ms * TICKS_PER_MS,
            part.wraps,
            part.same_clock,
            part.missing_ms * TICKS_PER_MS,
        )

    def _first_at(self, plan: Plan) -> int:
        info = self._info
        if not plan.resumed or info is None or info.paced:
            return 0
        return info.started_at_ms - plan.started_at_ms

    def _before(self, at_ms: int) -> bool:
        plan, info = self._plan, self._info
        if self._stop.is_set() or plan is None or info is None:
            return False
        if info.paced:
            self._pace(at_ms, plan)
        self._last_progress_ms = self._last_data_ms = self._clock.monotonic_ms()
        return not self._stop.is_set()

    def _pace(self, at_ms: int, plan: Plan) -> None:
        due_ms = plan.started_at_ms + round(at_ms / plan.speed)
        ahead_ms = due_ms - self._clock.now_ms()
        while ahead_ms > AHEAD_MS and not self._wait(min(ahead_ms / 1000, 1.0)):
            ahead_ms = due_ms - self._clock.now_ms()

    def _backed_off(self, wait_ms: int) -> bool:
        """Wait before the next opening, telling the silence. True when asked to stop."""
        until_ms = self._clock.monotonic_ms() + wait_ms
        while self._clock.monotonic_ms() < until_ms:
            if self._wait(0.1):
                return True
            if self._closer is not None:
                self._tell_silence(False)
        return self._stop.is_set()

    def _why(self) -> tuple[GapReason, str]:
        if self._restarting or self._opened is None:
            self._restarting = False
            return GapReason.RESTART, "capture was started again"
        return self._opened.why()

    def _finish(self, plan: Plan, over: Over) -> None:
        assert self._closer is not None and self._pump is not None  # noqa: S101, PT018
        end_ms = max(ms_of(self._timeline.end_ticks), self._closer.closed_ms)
        if plan.limit_ms is not None:
            end_ms = min(end_ms, max(plan.limit_ms, self._closer.closed_ms))
        stopped = self._stop.is_set()
        if self._pump.recorder is not None:
            self._pump.recorder.finish(whole=not stopped)
        if not stopped:
            self._closer.finish(end_ms)
        if self._pump.errors:
            log.info("session %s: %d packets did not decode", plan.session_id, self._pump.errors)
        self._border.put(replace(over, end_ms=end_ms, stopped=stopped))
