"""Looks into what is joined to the clip: an intro, an outro, and a sound at its start.

In: `ctx.files`, `ctx.footage`. Out: `ctx.intro`, `ctx.outro`, `ctx.sting`: each with its exact length, its
sound at the rate of the clip's and the filter that makes it as loud. They are decoded whole here, so that a
file that breaks off costs the brand, and is found before anything is encoded.
"""

from __future__ import annotations

from pathlib import Path

import av

from render.context import GIVEN, GIVEN_FILM, SOUND_RATE_HZ, Piece, RenderContext, explained, made
from render.cut import level, loudness_of
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing

PIECE_MS_MAX = 30_000
"""A longer intro or outro is cut there: a clip is half a minute itself."""

STING_MS_MAX = 10_000
"""A sound at the start is a signature, no music for the whole clip."""

WHOLE_SHARE = 0.8
SLACK_MS = 200
"""Files say their length to a few frames; one that has less than this share of it breaks off."""


class NotWhole(FfmpegFailed):
    """A file has fewer pictures than it says."""


class JoinEnds:
    """Prepares intro, outro and sound."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "ends"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.intro`, `ctx.outro` and `ctx.sting`; None where there is none. Raises Hindered."""
        ctx.intro = ctx.outro = ctx.sting = None
        for role in ("intro", "outro", "sound"):
            file = ctx.files.get(role)
            if file is None:
                continue
            with explained(f"looking into the {role}"):
                try:
                    piece = _sound_of(ctx, file) if role == "sound" else _piece_of(ctx, role, file)
                except (FfmpegFull, FfmpegKilled, FfmpegMissing):
                    raise
                except FfmpegFailed as error:
                    ctx.fall_back(f"the {role} of {ctx.called} cannot be read: {error.first}")
                    return
            if role == "intro":
                ctx.intro = piece
            elif role == "outro":
                ctx.outro = piece
            else:
                ctx.sting = piece


def _piece_of(ctx: RenderContext, role: str, file: Path) -> Piece:
    fps = made(ctx.footage, "fetch").fps
    length_ms, origin_us, has_sound = _head_of(file)
    listed, sound = f"{role}.frames", f"{role}.wav"
    inputs = [
        "-loglevel",
        "info",
        "-nostats",
        "-y",
        "-t",
        _seconds(PIECE_MS_MAX),
        *GIVEN_FILM,
        "-i",
        file.name,
    ]
    if not has_sound:
        inputs += ["-f", "lavfi", "-t", _seconds(PIECE_MS_MAX), "-i", f"anullsrc=r={SOUND_RATE_HZ}:cl=stereo"]
    said = ctx.tools.ffmpeg.run(
        [*inputs,
         "-map", "0:v:0", "-vf", f"fps={fps}:start_time=0,scale=16:16", "-f", "framecrc", listed,
         "-map", "0:a:0" if has_sound else "1:a:0", "-af", _sound_filter(), "-c:a", "pcm_f32le", sound],
        ctx.folder, limit_ms=ctx.settings.limit_ms(PIECE_MS_MAX), cancelled=ctx.cancelled,
    )  # fmt: skip
    frames = sum(not line.startswith("#") for line in (ctx.folder / listed).read_text().splitlines())
    shown_ms = frames * 1000 // fps
    if frames == 0 or shown_ms + SLACK_MS < WHOLE_SHARE * min(length_ms, PIECE_MS_MAX):
        raise NotWhole(f"it says that it has {length_ms} ms, and breaks off after {shown_ms}")
    return Piece(
        file=file.name,
        origin_us=origin_us,
        frames=frames,
        samples=(frames * SOUND_RATE_HZ + fps // 2) // fps,
        duration_ms=shown_ms,
        sound=sound,
        sound_filter=level(ctx, sound, loudness_of(said)),
    )


def _sound_of(ctx: RenderContext, file: Path) -> Piece:
    said = ctx.tools.ffmpeg.run(
        ["-loglevel", "info", "-nostats", "-y", "-t", _seconds(STING_MS_MAX), *GIVEN, "-i", file.name,
         "-map", "0:a:0", "-af", _sound_filter(), "-c:a", "pcm_f32le", "sting.wav"],
        ctx.folder, limit_ms=ctx.settings.limit_ms(STING_MS_MAX), cancelled=ctx.cancelled,
    )  # fmt: skip
    return Piece(
        file=file.name,
        origin_us=0,
        frames=0,
        samples=0,
        duration_ms=0,
        sound="sting.wav",
        sound_filter=level(ctx, "sting.wav", loudness_of(said)),
    )


def _head_of(file: Path) -> tuple[int, int, bool]:
    """Length in ms as the file says it, its first time stamp in us, and whether it has sound."""
    try:
        with av.open(str(file), format="mp4") as container:
            if not container.streams.video:
                raise NotWhole("it has no picture")
            return (
                (container.duration or 0) // 1000,
                container.start_time or 0,
                bool(container.streams.audio),
            )
    except (av.FFmpegError, ValueError) as error:
        raise NotWhole(f"it is damaged: {error}") from error


def _sound_filter() -> str:
    return (
        f"aresample={SOUND_RATE_HZ}:async=1:first_pts=0,"
        "aformat=sample_fmts=flt:channel_layouts=stereo,ebur128=peak=true:framelog=quiet"
    )


def _seconds(length_ms: int) -> str:
    return f"{length_ms / 1000:.3f}"
