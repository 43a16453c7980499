"""Brings the recording of a span to this machine.

In: `ctx.plan` and the object store. Out: `ctx.footage`: local segments, runs of them, the timeline.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer

from render.context import ROOM_REMEDY, Hindered, RenderContext, made
from render.ffmpeg import Abandoned
from render.timeline import Footage, Picture, Recorded, Shape, Timeline, parts_of, runs_of
from schemas.moment import Span
from streams.recording import SegmentRef, segments_between
from streams.stage import Poison, Retry
from streams.store import ObjectMissing

log = logging.getLogger(__name__)

SMOOTH_FPS = 60
SMOOTH_FROM_MILLI = 50_000
"""A source with at least so many frames per 1000 s counts as smooth."""

AWAY_REMEDY = "see that the disk of the object store (HYPECUT_STORE) is mounted and can be read"


class FetchRecording:
    """Copies the segments of the span, looks into each, and lays out the clip."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "fetch"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.footage`.

        Raises:
            Retry: the recording does not reach the end of the span yet.
            Hindered: this machine has no room for it, or the object store is away.
            Poison: nothing of the span was recorded, or nothing of it can be read.
        """
        plan = made(ctx.plan, "plan")
        refs = _listed(ctx, plan.span)
        if not ctx.last_try and not _reaches(refs, plan.span) and _still_recording(ctx, plan.span):
            raise Retry(f"the recording does not reach {plan.span.end_ms} ms yet")
        if not refs:
            _check_store(ctx, plan.span)
            raise Poison(
                f"nothing was recorded between {plan.span.start_ms} and {plan.span.end_ms} ms",
                "look for a gap or a full disk in the log of the monitor, "
                "or keep recordings for longer than the highlight waited",
            )
        recorded = _fetch_all(ctx, refs)
        runs = runs_of(recorded)
        timeline = Timeline(parts_of(plan.span, runs))
        if not timeline.parts:
            raise Poison(
                f"none of the {len(refs)} segments recorded between {plan.span.start_ms} and "
                f"{plan.span.end_ms} ms can be read",
                "see the log of the monitor for an encrypted or damaged source",
            )
        rates = [run.shape.picture.rate_milli for run in runs if run.shape.picture]
        smooth = ctx.settings.render_smooth and max(rates, default=0) >= SMOOTH_FROM_MILLI
        ctx.footage = Footage(runs, timeline, SMOOTH_FPS if smooth else ctx.settings.render_fps)


def _listed(ctx: RenderContext, span: Span) -> Sequence[SegmentRef]:
    try:
        return segments_between(ctx.store, ctx.highlight.session_id, span)
    except OSError as error:
        raise Hindered(
            f"cannot list the recording in the object store: {error.strerror or error}", AWAY_REMEDY
        ) from error


def _check_store(ctx: RenderContext, span: Span) -> None:
    """Raise Hindered when a session that was recorded beyond the start of the span has no segment at all.

    A disk that is not mounted looks like that. Where there are others of the session, the span itself
    fell into a gap or was pruned, and no waiting brings it back.
    """
    session = ctx.session()
    if session is None or session.recorded_until_ms <= span.start_ms:
        return
    if not _listed(ctx, Span(0, session.recorded_until_ms)):
        raise Hindered(
            f"the object store has nothing of session {session.session_id}, which was recorded "
            f"until {session.recorded_until_ms} ms",
            AWAY_REMEDY,
        )


def _reaches(refs: Sequence[SegmentRef], span: Span) -> bool:
    return any(ref.span.end_ms >= span.end_ms for ref in refs)


def _still_recording(ctx: RenderContext, span: Span) -> bool:
    session = ctx.session()
    return session is not None and session.ended_at_ms is None and session.recorded_until_ms < span.end_ms


def _fetch_all(ctx: RenderContext, refs: Sequence[SegmentRef]) -> list[Recorded]:
    recorded: list[Recorded] = []
    for number, ref in enumerate(refs):
        if ctx.cancelled.is_set():
            raise Abandoned
        path = ctx.folder / f"segment{number:04d}.{ref.key.rpartition('.')[2]}"
        try:
            ctx.store.get(ref.key, path)
        except ObjectMissing as error:
            if not ctx.last_try:  # pruned, and not in the next listing; or the store is away for a while
                raise Hindered(f"a recorded segment is not there any more: {error}", AWAY_REMEDY) from error
            log.warning("segment %s was removed while its clip was made", ref.key)
            continue
        except OSError as error:
            raise Hindered(
                f"cannot copy a recorded segment to {ctx.folder.parent}: {error.strerror or error}",
                ROOM_REMEDY,
            ) from error
        shape = _look_into(path)
        if shape is None:
            log.warning("segment %s cannot be read and is left out", ref.key)
            continue
        recorded.append(Recorded(ref, path, shape))
        ctx.report((number + 1) / len(refs))
    return recorded


def _look_into(path: Path) -> Shape | None:
    """What is in a file; None when it holds no picture and no sound that can be decoded."""
    try:
        with av.open(str(path), options={"fflags": "nobuffer"}) as container:
            return _shape(container)
    except (av.FFmpegError, ValueError) as error:
        log.debug("%s: %s", path.name, error)
        return None


def _shape(container: InputContainer) -> Shape | None:
    picture: Picture | None = None
    sound: tuple[int, int] | None = None
    video = next(iter(container.streams.video), None)
    if video is not None and video.codec_context.width > 0:
        ratio = video.codec_context.sample_aspect_ratio or Fraction(1)
        rate = video.guessed_rate or video.average_rate or Fraction(0)
        picture = Picture(
            codec=video.codec_context.name,
            width=video.codec_context.width,
            height=video.codec_context.height,
            aspect=(ratio.numerator, ratio.denominator) if ratio > 0 else (1, 1),
            rate_milli=int(rate * 1000),
        )
    audio = next(iter(container.streams.audio), None)
    if audio is not None and audio.codec_context.sample_rate > 0 and audio.codec_context.channels > 0:
        sound = (audio.codec_context.sample_rate, audio.codec_context.channels)
    if picture is None and sound is None:
        return None
    return Shape(tuple(f"{one.type}:{_codec(one)}" for one in container.streams), picture, sound)


def _codec(stream: av.stream.Stream) -> str:
    context = stream.codec_context
    return context.name if context is not None else ""
