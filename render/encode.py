"""Makes the clip, in one run of ffmpeg that decodes, cuts, reframes, draws and encodes.

In: all that the stages before have worked out. Out: `ctx.product`, checked.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import av

from render.caption import write_captions
from render.context import SOUND_RATE_HZ, Plan, Product, RenderContext, explained, made
from render.encoders import Encoder
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing, FfmpegTooSlow
from render.graph import PictureGraph
from render.joining import Joining

log = logging.getLogger(__name__)

CLIP_FILE = "clip.mp4"

DURATION_OFF_MS_MAX = 150
"""AAC pads the end by up to two of its frames, 43 ms; more means that something is missing."""

GPU_SHARE = 4
"""A GPU with a fallback gets this part of the time limit: one that works is done in a tenth of it, and a
driver that hangs must not keep a clip for longer than it takes without a GPU."""


class NotAsPlanned(FfmpegFailed):
    """The finished file is not what was asked for: says what is wrong with it."""


@dataclass(frozen=True)
class _Try:
    """One way to make the clip: with or without the recording's picture, and with or without the template."""

    encoder: Encoder
    pictured: bool = True
    branded: bool = True

    def __str__(self) -> str:
        picture = "" if self.pictured else " without the picture"
        return f"{self.encoder.name}{picture}{'' if self.branded else ' without a template'}"


def _tries(ctx: RenderContext) -> list[_Try]:
    """What is tried, one after another, until the clip is made."""
    sure = ctx.tools.fallback or ctx.tools.encoder
    tries = [_Try(ctx.tools.encoder)]
    if ctx.tools.fallback is not None:
        tries.append(_Try(ctx.tools.fallback))
    if ctx.branded:
        tries.append(_Try(sure, branded=False))
    if ctx.picture_filters:
        tries.append(_Try(sure, pictured=False, branded=False))
    return tries


class Encode:
    """Runs ffmpeg; once more without the GPU, the template, or a picture that cannot be decoded."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "encode"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.product`.

        Raises:
            Hindered, Poison: see `explained`.
        """
        last: FfmpegFailed | None = None
        with explained("encoding the clip"):
            for one in _tries(ctx):
                if last is not None and ctx.branded and not one.branded:
                    ctx.fall_back(f"the clip could not be made with {ctx.called}: {last.first}")
                    write_captions(ctx)
                try:
                    ctx.product = self._encode(ctx, one)
                except (FfmpegFull, FfmpegKilled, FfmpegMissing):
                    raise
                except FfmpegFailed as error:
                    if isinstance(error, FfmpegTooSlow) and not _spared(ctx, one.encoder):
                        raise
                    last = error
                    log.warning("clip %s failed with %s: %s", ctx.clip_id, one, error)
                else:
                    return
            if last is not None:
                raise last

    @staticmethod
    def _encode(ctx: RenderContext, one: _Try) -> Product:
        length = length_of(ctx)
        limit_ms = ctx.settings.limit_ms(length.duration_ms)
        ctx.tools.ffmpeg.run(
            encode_command(ctx, one.encoder, one.pictured),
            ctx.folder,
            limit_ms=limit_ms // GPU_SHARE if _spared(ctx, one.encoder) else limit_ms,
            cancelled=ctx.cancelled,
            length_ms=length.duration_ms,
            report=ctx.report,
        )
        return check_clip(ctx.folder / CLIP_FILE, made(ctx.plan, "plan"), length, one.encoder.name)


@dataclass(frozen=True)
class Length:
    """Of a whole clip, with what is joined to it."""

    frames: int
    duration_ms: int


def length_of(ctx: RenderContext) -> Length:
    """How long the clip is to be."""
    footage = made(ctx.footage, "fetch")
    return Length(
        sum(footage.timeline.frames(footage.fps)) + sum(piece.frames for piece in ctx.ends),
        footage.timeline.duration_ms + sum(piece.duration_ms for piece in ctx.ends),
    )


def _spared(ctx: RenderContext, encoder: Encoder) -> bool:
    """Whether the encoder need not be waited for: it is on a GPU, and one without comes after it."""
    return encoder.on_gpu and ctx.tools.fallback is not None


def encode_command(ctx: RenderContext, encoder: Encoder, pictured: bool = True) -> list[str]:
    """The arguments for ffmpeg, without the program, to be run in the clip's folder."""
    plan, footage, sound = made(ctx.plan, "plan"), made(ctx.footage, "fetch"), made(ctx.sound, "cut")
    graph = PictureGraph(
        plan.width, plan.height, footage, ctx.picture_filters if pictured else {}, sound.name
    )
    fonts = ctx.seen_from_folder(ctx.fonts or ctx.tools.fonts)
    text = f"ass=f={ctx.captions.name}:fontsdir={fonts}" if ctx.captions else "null"
    joining = Joining(
        ctx,
        plan,
        first_input=graph.inputs_count,
        samples=sum(footage.timeline.samples(SOUND_RATE_HZ)),
        fps=footage.fps,
    )
    filters = [
        graph.chain(joining.over(text), joining.picture_label),
        *joining.picture(),
        *joining.sound(graph.sound_input, ctx.sound_filter or "anull"),
    ]
    return [
        "-loglevel", "warning", "-y", "-copyts", "-max_error_rate", "1", *graph.inputs(), *joining.inputs(),
        "-filter_complex_threads", str(ctx.tools.threads), "-filter_complex", ";".join(filters),
        "-map", "[picture]", "-map", "[sound]",
        *encoder.options(footage.fps, ctx.tools.threads), "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "160k", "-ar", str(SOUND_RATE_HZ),
        "-map_metadata", "-1", "-movflags", "+faststart", CLIP_FILE,
    ]  # fmt: skip


def check_clip(path: Path, plan: Plan, length: Length, encoder: str) -> Product:
    """Look into a finished clip.

    Raises:
        NotAsPlanned: a stream is missing, or size or length differ from the plan.
    """
    try:
        with av.open(str(path)) as container:
            video = next(iter(container.streams.video), None)
            audio = next(iter(container.streams.audio), None)
            if video is None or audio is None:
                raise NotAsPlanned("the clip lacks a picture or a sound track")
            size = (video.codec_context.width, video.codec_context.height)
            frames, duration_ms = video.frames, (container.duration or 0) // 1000
    except (av.FFmpegError, ValueError) as error:
        raise NotAsPlanned(f"the clip cannot be read: {error}") from error
    if size != (plan.width, plan.height):
        raise NotAsPlanned(f"the clip has {size[0]}x{size[1]} pixels instead of {plan.width}x{plan.height}")
    if abs(frames - length.frames) > 1 or abs(duration_ms - length.duration_ms) > DURATION_OFF_MS_MAX:
        raise NotAsPlanned(
            f"the clip has {frames} frames and {duration_ms} ms instead of {length.frames} and "
            f"{length.duration_ms}"
        )
    return Product(path, duration_ms, size[0], size[1], encoder)
