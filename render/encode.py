"""Makes the clip, in one run of ffmpeg that decodes, cuts, reframes, draws and encodes.

In: all that the stages before have worked out. Out: `ctx.product`, checked.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import av

from render.context import SOUND_RATE_HZ, Plan, Product, RenderContext, explained, made
from render.encoders import Encoder
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing, FfmpegTooSlow
from render.graph import PictureGraph
from render.timeline import Footage

log = logging.getLogger(__name__)

CLIP_FILE = "clip.mp4"

DURATION_OFF_MS_MAX = 150
"""AAC pads the end by up to two of its frames, 43 ms; more means that something is missing."""

GPU_SHARE = 4
"""A GPU with a fallback gets this part of the time limit: one that works is done in a tenth of it, and a
driver that hangs must not keep a clip for longer than it takes without a GPU."""


class NotAsPlanned(FfmpegFailed):
    """The finished file is not what was asked for: says what is wrong with it."""


class Encode:
    """Runs ffmpeg; once more without the GPU, or without a picture that cannot be decoded."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "encode"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.product`.

        Raises:
            Hindered, Poison: see `explained`.
        """
        tries: list[tuple[Encoder, bool]] = [(ctx.tools.encoder, True)]
        if ctx.tools.fallback is not None:
            tries.append((ctx.tools.fallback, True))
        if ctx.picture_filters:
            tries.append((ctx.tools.fallback or ctx.tools.encoder, False))
        last: FfmpegFailed | None = None
        with explained("encoding the clip"):
            for encoder, pictured in tries:
                try:
                    ctx.product = self._encode(ctx, encoder, pictured)
                except (FfmpegFull, FfmpegKilled, FfmpegMissing):
                    raise
                except FfmpegFailed as error:
                    if isinstance(error, FfmpegTooSlow) and not _spared(ctx, encoder):
                        raise
                    last = error
                    how = "" if pictured else " without the picture"
                    log.warning("clip %s failed with %s%s: %s", ctx.clip_id, encoder.name, how, error)
                else:
                    return
            if last is not None:
                raise last

    @staticmethod
    def _encode(ctx: RenderContext, encoder: Encoder, pictured: bool) -> Product:
        plan, footage = made(ctx.plan, "plan"), made(ctx.footage, "fetch")
        command = encode_command(ctx, encoder, pictured)
        limit_ms = ctx.settings.limit_ms(footage.timeline.duration_ms)
        ctx.tools.ffmpeg.run(
            command,
            ctx.folder,
            limit_ms=limit_ms // GPU_SHARE if _spared(ctx, encoder) else limit_ms,
            cancelled=ctx.cancelled,
            length_ms=footage.timeline.duration_ms,
            report=ctx.report,
        )
        return check_clip(ctx.folder / CLIP_FILE, plan, footage, encoder.name)


def _spared(ctx: RenderContext, encoder: Encoder) -> bool:
    """Whether the encoder need not be waited for: it is on a GPU, and one without comes after it."""
    return encoder.on_gpu and ctx.tools.fallback is not None


def encode_command(ctx: RenderContext, encoder: Encoder, pictured: bool = True) -> list[str]:
    """The arguments for ffmpeg, without the program, to be run in the clip's folder."""
    plan, footage, sound = made(ctx.plan, "plan"), made(ctx.footage, "fetch"), made(ctx.sound, "cut")
    graph = PictureGraph(
        plan.width, plan.height, footage, ctx.picture_filters if pictured else {}, sound.name
    )
    # Seen from the clip's folder, so that no character of a path needs escaping in the filter.
    fonts = os.path.relpath(ctx.tools.fonts, ctx.folder)
    text = f"ass=f={ctx.captions.name}:fontsdir={fonts}" if ctx.captions else "null"
    samples = sum(footage.timeline.samples(SOUND_RATE_HZ))
    filters = [
        graph.chain(text),
        f"[{graph.sound_input}:a]{ctx.sound_filter or 'anull'},apad,atrim=end_sample={samples}[sound]",
    ]
    return [
        "-loglevel", "warning", "-y", "-copyts", "-max_error_rate", "1", *graph.inputs(),
        "-filter_complex_threads", str(ctx.tools.threads), "-filter_complex", ";".join(filters),
        "-map", "[picture]", "-map", "[sound]",
        *encoder.options(footage.fps, ctx.tools.threads), "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "160k", "-ar", str(SOUND_RATE_HZ),
        "-map_metadata", "-1", "-movflags", "+faststart", CLIP_FILE,
    ]  # fmt: skip


def check_clip(path: Path, plan: Plan, footage: Footage, encoder: str) -> Product:
    """Look into a finished clip.

    Raises:
        NotAsPlanned: a stream is missing, or size or length differ from the plan.
    """
    wanted_frames = sum(footage.timeline.frames(footage.fps))
    wanted_ms = footage.timeline.duration_ms
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
    if abs(frames - wanted_frames) > 1 or abs(duration_ms - wanted_ms) > DURATION_OFF_MS_MAX:
        raise NotAsPlanned(
            f"the clip has {frames} frames and {duration_ms} ms instead of {wanted_frames} and {wanted_ms}"
        )
    return Product(path, duration_ms, size[0], size[1], encoder)
