"""One clip from its highlight to its outcome: runs the lineup, waits where a stage asks for it.

In: a highlight and the tools. Out: the clip as it ended, ready or failed. Nothing here knows of
Kafka; blocking work runs in the executor that is handed in.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from render.assets import AssetCache
from render.context import AGAIN_REMEDY, ROOM_REMEDY, Hindered, RenderContext, Tools
from render.ffmpeg import Abandoned
from render.settings import RenderSettings
from render.workspace import Workspace
from schemas.judging import Highlight
from schemas.rendering import Clip, ClipState, clip_id_of
from streams.clock import Clock
from streams.door import DoorShut, Session
from streams.looks import ClipLook
from streams.road import RoadClosed
from streams.stage import Gone, Poison, Retry, Stage, StageMeter, run_stage
from streams.store import ObjectStore

log = logging.getLogger(__name__)

RECORDING_POLL_MS = 500
"""How often a recording that is not there yet is looked for: a segment comes every few seconds."""

RETRY_WAITS_MS = (1000, 2000, 4000)
"""Waits for what a stage awaits, other than the recording."""

HINDERED_WAITS_MS = (1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000)
"""Waits for a machine that is in trouble: three minutes in all. The janitor makes room once a minute, a
network disk comes back within one or two; and every other clip of this machine would fail alike."""

TOLD_CHARS_MAX = 1000
STAGE_CHARS_MAX = 64
"""The door takes no longer sentence, and no longer name of a stage."""

FETCH = "fetch"
"""The stage that waits for the recording."""

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Outcome:
    """How a render ended.

    Attributes:
        clip: ready or failed. `ready_at_ms` is left for the caller.
        stage, reason: where and why it failed; empty when ready.
        gone: nobody wants the clip any more; there is nothing to say of it.
    """

    clip: Clip
    stage: str = ""
    reason: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Order:
    """A clip that is to be made.

    Attributes:
        highlight: of what; final.
        template_id: whose look was asked for by name; empty for the highlight's own clip.
        asked: somebody waits for it; also when there is one already, it is to be made.
    """

    highlight: Highlight
    template_id: str = ""
    asked: bool = False

    @property
    def clip_id(self) -> str:
        """The identity of the clip."""
        return clip_id_of(self.highlight.highlight_id, self.template_id)


@dataclass(frozen=True)
class Questions:
    """What a stage may ask the door, from a worker's thread.

    Attributes:
        session: of the highlight; None when the door knows none.
        look: of the clip; None when nobody says. Raises LookUnknown.
    """

    session: Callable[[], Session | None]
    look: Callable[[], ClipLook | None] = lambda: None


def blank_clip(order: Order) -> Clip:
    """A clip of which nothing is done yet."""
    highlight = order.highlight
    return Clip(
        clip_id=order.clip_id,
        extra=bool(order.template_id),
        template_id=order.template_id,
        highlight_id=highlight.highlight_id,
        session_id=highlight.session_id,
        state=ClipState.RENDERING,
        start_ms=highlight.start_ms,
        end_ms=highlight.end_ms,
        title=" ".join(highlight.title.split()),
        transcript=highlight.transcript.text if highlight.transcript else "",
    )


@dataclass
class _Patience:
    """How often a piece of work was put off, and how long it may be yet.

    Polls of the recording, a machine in trouble, and the rest are counted each by itself: a recording
    that took its time leaves the full wait for a disk that is full then.
    """

    recording_ms_max: int
    polled: int = 0
    hindered: int = 0
    others: int = 0

    def wait_ms(self, error: Retry, stage: str, waited_ms: int) -> int | None:
        """How long to wait before the next try; None when the waits are used up."""
        if isinstance(error, Hindered):
            self.hindered += 1
            return _nth(HINDERED_WAITS_MS, self.hindered)
        if stage != FETCH:
            self.others += 1
            return _nth(RETRY_WAITS_MS, self.others)
        self.polled += 1
        over = waited_ms >= self.recording_ms_max
        over = over or self.polled > self.recording_ms_max // RECORDING_POLL_MS
        return None if over else RECORDING_POLL_MS


def _nth(waits_ms: tuple[int, ...], number: int) -> int | None:
    return waits_ms[number - 1] if number <= len(waits_ms) else None


@dataclass
class RenderJob:
    """Makes clips, each by one call of `run`.

    Attributes:
        stages: the lineup.
        sleep: waits; tests hand in one that does not.
    """

    settings: RenderSettings
    store: ObjectStore
    tools: Tools
    workspace: Workspace
    executor: Executor
    stages: tuple[Stage[RenderContext], ...]
    meter: StageMeter
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    cache: AssetCache = field(init=False)

    def __post_init__(self) -> None:
        self.cache = AssetCache(self.workspace.folder / "assets")

    async def run(
        self,
        order: Order,
        questions: Questions,
        report: Report,
        cancelled: threading.Event,
    ) -> Outcome:
        """Make a clip.

        Args:
            order: what is to be made.
            questions: asked of the door.
            report: takes the stage at work and the share of it that is done, in a worker's thread.
            cancelled: ends the work when set.

        Raises:
            Abandoned: `cancelled` was set. DoorShut, RoadClosed: a service is lost.
        """
        stages_ms: dict[str, int] = {}
        blank = blank_clip(order)
        stage_name = ""
        try:
            with ExitStack() as work:
                folder = await self._folder(work, blank.clip_id, cancelled)
                ctx = RenderContext(
                    highlight=order.highlight,
                    clip_id=blank.clip_id,
                    settings=self.settings,
                    store=self.store,
                    tools=self.tools,
                    folder=folder,
                    session=questions.session,
                    report=lambda share: report(stage_name, share),
                    cancelled=cancelled,
                    asked_look=questions.look,
                )
                ctx.cache = self.cache
                for stage in self.stages:
                    stage_name = stage.name()
                    report(stage_name, 0.0)
                    await self._run_stage(stage, ctx, stages_ms)
                return Outcome(_ready(blank, ctx, stages_ms))
        except (Abandoned, DoorShut, RoadClosed):
            raise
        except Gone:
            return Outcome(blank, gone=True)
        except Exception as error:  # a bug fails one clip, with its trace, not the process
            reason, remedy = _told(error, stage_name)
            if not isinstance(error, (Poison, Retry)):
                log.exception("bug in the stage %s of clip %s", stage_name, blank.clip_id)
            failed = failed_clip(blank, stage_name, reason, remedy, stages_ms)
            return Outcome(failed, stage_name or "render", failed.reason)

    async def _run_stage(
        self, stage: Stage[RenderContext], ctx: RenderContext, stages_ms: dict[str, int]
    ) -> None:
        """Offer a stage its work until it is done, or the waits are used up."""
        loop = asyncio.get_running_loop()
        began_ms = self.clock.monotonic_ms()
        patience = _Patience(self.settings.render_wait_ms)
        while True:
            if ctx.cancelled.is_set():
                raise Abandoned
            waited_ms = self.clock.monotonic_ms() - began_ms
            try:
                await loop.run_in_executor(self.executor, run_stage, stage, ctx, self.meter)
                break
            except Retry as error:
                wait_ms = patience.wait_ms(error, stage.name(), waited_ms)
                if wait_ms is None:
                    if ctx.last_try:
                        raise
                    ctx.last_try = True
                    continue
                log.info("clip %s, stage %s: %s; again in %d ms", ctx.clip_id, stage.name(), error, wait_ms)
            await self.sleep(wait_ms / 1000)
        ctx.last_try = False
        stages_ms[stage.name()] = self.clock.monotonic_ms() - began_ms

    async def _folder(self, work: ExitStack, clip_id: str, cancelled: threading.Event) -> Path:
        """The clip's own folder, which goes with `work`. Raises Hindered when the disk stays full."""
        patience = _Patience(recording_ms_max=0)
        while not cancelled.is_set():
            try:
                return work.enter_context(self.workspace.clip(clip_id))
            except OSError as error:
                hindered = Hindered(f"no folder for the work: {error.strerror or error}", ROOM_REMEDY)
            wait_ms = patience.wait_ms(hindered, "", 0)
            if wait_ms is None:
                raise hindered
            log.info("clip %s: %s; again in %d ms", clip_id, hindered, wait_ms)
            await self.sleep(wait_ms / 1000)
        raise Abandoned


def _ready(blank: Clip, ctx: RenderContext, stages_ms: dict[str, int]) -> Clip:
    product = ctx.product
    if product is None or not ctx.key:
        raise RuntimeError("the lineup ended without a clip in the object store")
    return msgspec.structs.replace(
        blank,
        state=ClipState.READY,
        key=ctx.key,
        duration_ms=product.duration_ms,
        width=product.width,
        height=product.height,
        encoder=product.encoder,
        progress=1.0,
        stages_ms=stages_ms,
        template_id=ctx.template.template_id if ctx.template is not None else blank.template_id,
        template_version=ctx.template.template_version if ctx.template is not None else 0,
        fallback=_cut(ctx.fallback),
    )


def failed_clip(
    blank: Clip, stage: str, reason: str, remedy: str, stages_ms: dict[str, int] | None = None
) -> Clip:
    """The clip as it failed, with sentences that the door takes whatever an ffmpeg said."""
    return msgspec.structs.replace(
        blank,
        state=ClipState.FAILED,
        stage=stage[:STAGE_CHARS_MAX],
        reason=_cut(reason),
        remedy=_cut(remedy),
        stages_ms=stages_ms or {},
    )


def _cut(sentence: str) -> str:
    return (
        sentence
        if len(sentence) <= TOLD_CHARS_MAX
        else sentence[: TOLD_CHARS_MAX - 1] + "\N{HORIZONTAL ELLIPSIS}"
    )


def _told(error: Exception, stage: str) -> tuple[str, str]:
    """Reason and remedy of a failure, a sentence each."""
    if isinstance(error, Poison):
        return error.reason, error.remedy
    if isinstance(error, Hindered):
        return str(error), f"{error.remedy}; then {AGAIN_REMEDY}"
    if isinstance(error, Retry):
        return str(error), AGAIN_REMEDY
    where = f"the stage {stage}" if stage else "the start of a render"
    return f"{where} has a bug: {error!r}", "see the renderer's log for the trace, and report it"
