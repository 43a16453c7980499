"""The renderer's own settings, on top of those that every process has.

In: the environment (`HYPECUT_FFMPEG`, `HYPECUT_RENDER_*`). Out: one frozen object.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from streams.settings import ProcessSettings

CORES_PER_SLOT = 2
"""One clip keeps two cores busy: one decodes and scales while the other encodes."""


CPU_GROUPS = Path("/sys/fs/cgroup")


class Layout(StrEnum):
    """How a wide picture becomes a tall one.

    `AUTO` crops while the crop keeps most of what moves, and otherwise fits as much of the picture
    as is needed over a blurred copy of itself. `FIT` keeps all of it, `CROP` fills the clip.
    """

    AUTO = "auto"
    CROP = "crop"
    FIT = "fit"


class RenderSettings(ProcessSettings):
    """What a renderer can be told.

    Attributes:
        ffmpeg: the encoder's program; None for the one that comes with `imageio-ffmpeg`.
        render_slots: clips made at the same time; 0 for one per GPU session, or per two cores.
        render_gpu_sessions: encodings that the GPU's driver allows at the same time; consumer cards
            allow as few as 3.
        render_encoder: name of an ffmpeg encoder; empty for the best that passes its test.
        render_width, render_height: of the clip, in pixels, both even.
        render_fps: frames a second. `render_smooth`: 60 where the source has 50 or more.
        render_nice: added to the niceness of ffmpeg.
        render_wait_ms: how long the recording may take to reach the end of a highlight, beyond
            which the clip is made of what there is. Longer than a recorder's slowest segment.
        render_limit_ms: time for one clip; 0 for a minute and 20 times the clip's length.
        render_length_ms_max: a longer highlight is cut at its end.
        render_title_ms: how long the title is shown; 0 for never.
        render_lineup: stages as `module:Class`; empty for the lineup of `render.lineup`.
    """

    ffmpeg: Path | None = None
    render_slots: int = Field(default=0, ge=0, le=64)
    render_gpu_sessions: int = Field(default=3, ge=1, le=64)
    render_encoder: str = ""
    render_width: int = Field(default=1080, ge=64, le=4096, multiple_of=2)
    render_height: int = Field(default=1920, ge=64, le=4096, multiple_of=2)
    render_fps: int = Field(default=30, ge=10, le=60)
    render_smooth: bool = False
    render_layout: Layout = Layout.AUTO
    render_nice: int = Field(default=0, ge=0, le=19)
    render_wait_ms: int = Field(default=45_000, ge=0, le=600_000)
    render_limit_ms: int = Field(default=0, ge=0)
    render_length_ms_max: int = Field(default=180_000, ge=1000, le=900_000)
    render_title_ms: int = Field(default=3000, ge=0, le=60_000)
    render_lineup: tuple[str, ...] = ()

    @property
    def work_dir(self) -> Path:
        """Folder for unfinished work; what dead runs left there is swept."""
        return self.data / "render"

    def slots(self, on_gpu: bool) -> int:
        """Clips made at the same time."""
        if self.render_slots:
            return self.render_slots
        if on_gpu:
            return self.render_gpu_sessions
        return max(1, cores() // CORES_PER_SLOT)

    def limit_ms(self, clip_ms: int) -> int:
        """Time allowed for a clip of that length."""
        return self.render_limit_ms or 60_000 + 20 * clip_ms


def cores(groups: Path = CPU_GROUPS) -> int:
    """Cores that this process may use: those of the machine, or what its container is allowed of them.

    Args:
        groups: where the kernel tells the limits of control groups; in a container, its own.
    """
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota_us, period_us = _quota(groups)
    if quota_us <= 0 or period_us <= 0:
        return found
    return max(1, min(found, quota_us // period_us))


def _quota(groups: Path) -> tuple[int, int]:
    """CPU time allowed in each period, of all cores together; 0 or less for no limit."""
    try:
        if (groups / "cpu.max").exists():  # version 2; `max` instead of a number is no limit
            quota, period = (groups / "cpu.max").read_text().split()
        else:
            quota, period = (
                (groups / "cpu" / f"cpu.cfs_{one}_us").read_text() for one in ("quota", "period")
            )
        return int(quota), int(period)
    except (OSError, ValueError):
        return 0, 0
