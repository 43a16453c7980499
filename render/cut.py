"""Cuts the sound of the clip to the sample and measures it.

In: `ctx.footage`. Out: lists of the segments of each run for ffmpeg, `ctx.sound`, `ctx.sound_filter`.

The sound is decoded here once and for all, for two reasons: how loud it is has to be known before
it can be changed by a fixed amount (a normaliser that follows the sound makes quiet clips pump),
and a file of known length keeps the picture in step whatever the recording lacks.
"""

from __future__ import annotations

import logging
import re

from render.context import SOUND_RATE_HZ, Loudness, RenderContext, explained, made
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing, FfmpegTooSlow
from render.graph import concat_list, seconds_text
from render.timeline import Footage

log = logging.getLogger(__name__)

TARGET_LUFS = -14.0
PEAK_DB_MAX = -1.0
LIMIT_DB = -1.6
"""Ceiling of the limiter: AAC adds up to half a decibel to a peak."""

GAIN_DB_MAX = 24.0
"""Beyond this it is the hiss of an empty room that would be made loud."""

SILENCE_LUFS = -60.0
"""Quieter than this is taken for silence and left alone; the meter itself stops at -70."""

SQUEEZE_DB_MAX = 14.0
"""Peaks are pressed down by no more than this: shots over near silence then stay shots, and the
clip a little quieter."""

WORTH = 0.4
"""A rise of the gain that makes the sound louder by less than this share of it only distorts."""

NEAR_DB = 0.7
LISTENINGS_MAX = 3
"""Where the limiter acts the loudness comes out lower than planned; the gain is raised until it is
near, after a listening each, which costs a hundredth of the encoding."""

_FOUND_LUFS = re.compile(r"^\s*I:\s+(-?[\d.]+|-?inf|nan) LUFS", re.MULTILINE)
_FOUND_PEAK = re.compile(r"^\s*Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", re.MULTILINE)

SOUND_FILE = "sound.wav"


class CutSound:
    """Writes the segment lists, makes the clip's sound, and finds the gain it needs."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "cut"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.sound` and `ctx.sound_filter`.

        Raises:
            Hindered, Poison: see `explained`.
        """
        footage = made(ctx.footage, "fetch")
        with explained("cutting the sound"):
            for number, run in enumerate(footage.runs):
                (ctx.folder / f"run{number}.ffconcat").write_text(concat_list(run), encoding="utf-8")
            try:
                loudness = self._cut(ctx, footage, silent=False)
            except (FfmpegFull, FfmpegKilled, FfmpegMissing, FfmpegTooSlow):
                raise
            except FfmpegFailed as error:
                log.warning("clip %s gets a silent track, its sound is damaged: %s", ctx.clip_id, error)
                loudness = self._cut(ctx, footage, silent=True)
            ctx.sound = ctx.folder / SOUND_FILE
            ctx.sound_filter = level(ctx, SOUND_FILE, loudness)

    @staticmethod
    def _cut(ctx: RenderContext, footage: Footage, silent: bool) -> Loudness | None:
        inputs: list[str] = []
        chains: list[str] = []
        labels: list[str] = []
        source = 0
        samples = footage.timeline.samples(SOUND_RATE_HZ)
        for number, (part, count) in enumerate(zip(footage.timeline.parts, samples, strict=True)):
            end = f"apad=whole_len={count},atrim=end_sample={count},asetpts=N/SR/TB[a{number}]"
            labels.append(f"[a{number}]")
            if silent or footage.runs[part.run].shape.sound is None:
                chains.append(f"anullsrc=r={SOUND_RATE_HZ}:cl=stereo,{end}")
                continue
            inputs += ["-vn", "-f", "concat", "-i", f"run{part.run}.ffconcat"]
            from_s = seconds_text(part.offset_ms)
            until_s = seconds_text(part.offset_ms + part.span.duration_ms)
            chains.append(
                f"[{source}:a:0]atrim=start={from_s}:end={until_s},asetpts=PTS-{from_s}/TB,"
                f"aresample={SOUND_RATE_HZ}:async=1:min_hard_comp=0.02:first_pts=0,"
                f"aformat=sample_fmts=flt:channel_layouts=stereo,{end}"
            )
            source += 1
        joined = f"{''.join(labels)}concat=n={len(labels)}:v=0:a=1,ebur128=peak=true:framelog=quiet[sound]"
        said = ctx.tools.ffmpeg.run(
            ["-loglevel", "info", "-nostats", "-y", "-copyts", "-max_error_rate", "1", *inputs,
             "-filter_complex", ";".join([*chains, joined]),
             "-map", "[sound]", "-c:a", "pcm_f32le", SOUND_FILE],
            ctx.folder,
            limit_ms=ctx.settings.limit_ms(footage.timeline.duration_ms),
            cancelled=ctx.cancelled,
            length_ms=footage.timeline.duration_ms,
            report=ctx.report,
        )  # fmt: skip
        return loudness_of(said)


def level(ctx: RenderContext, sound: str, loudness: Loudness | None) -> str:
    """The filter that makes a sound as loud as clips are.

    Args:
        ctx: of the clip.
        sound: file in its folder.
        loudness: of the file as it is.

    Raises:
        FfmpegFailed: or one of its kinds.
    """
    if loudness is None or loudness.lufs < SILENCE_LUFS:
        return "anull"
    return loudness_filter(_gain_db(ctx, sound, loudness))


def _gain_db(ctx: RenderContext, sound: str, loudness: Loudness) -> float:
    ceiling_db = min(GAIN_DB_MAX, LIMIT_DB - loudness.peak_db + SQUEEZE_DB_MAX)
    gain_db = min(TARGET_LUFS - loudness.lufs, ceiling_db)
    before_db, before_lufs = gain_db, -float("inf")
    for _ in range(LISTENINGS_MAX):
        if loudness.peak_db + gain_db <= LIMIT_DB:
            break  # nothing is limited, so that the sum is exact
        said = ctx.tools.ffmpeg.run(
            ["-loglevel", "info", "-nostats", "-i", sound,
             "-af", f"{loudness_filter(gain_db)},ebur128=framelog=quiet", "-f", "null", "-"],
            ctx.folder,
            limit_ms=ctx.settings.limit_ms(0),
            cancelled=ctx.cancelled,
        )  # fmt: skip
        found = _FOUND_LUFS.findall(said)
        lufs = float(found[-1]) if found else TARGET_LUFS
        if lufs - before_lufs < WORTH * (gain_db - before_db):
            return before_db
        if TARGET_LUFS - lufs < NEAR_DB or gain_db >= ceiling_db:
            break
        before_db, before_lufs = gain_db, lufs
        gain_db = min(gain_db + TARGET_LUFS - lufs, ceiling_db)
    return gain_db


def loudness_filter(gain_db: float) -> str:
    """A fixed gain and a limiter that keeps the peaks below the ceiling."""
    limit = 10 ** (LIMIT_DB / 20)
    return (
        f"volume={gain_db:.2f}dB:precision=float,"
        f"alimiter=limit={limit:.4f}:attack=5:release=80:level=0:latency=1"
    )


def loudness_of(said: str) -> Loudness | None:
    """What the meter found, from the end of what ffmpeg said; None for silence."""
    lufs, peak = _FOUND_LUFS.findall(said), _FOUND_PEAK.findall(said)
    if not lufs or not peak or "inf" in lufs[-1] + peak[-1] or "nan" in lufs[-1] + peak[-1]:
        return None
    return Loudness(float(lufs[-1]), float(peak[-1]))
