"""Text that ffmpeg reads: lists of segments, times, and the filters that make the picture.

In: runs of segments and what the stages worked out. Out: strings.
"""

from __future__ import annotations

from dataclasses import dataclass

from render.timeline import Footage, Part, Run

LEAD_MS = 100
"""Pictures taken before the cut, so that the one on show at the cut is known: 3 at 30 a second."""

GROUND = "0x15131f"
WAVE = "0x9b7bff"


def seconds_text(at_ms: int) -> str:
    """Milliseconds as the decimal seconds that ffmpeg's filters read, exactly."""
    return f"{at_ms // 1000}.{at_ms % 1000:03d}"


def concat_list(run: Run) -> str:
    """The run's segments for ffmpeg's concat reader.

    Each file's own first time stamp lands at its start in the session, counted from the start of
    the run, whatever the time stamps in the file are.
    """
    lines = ["ffconcat version 1.0"]
    for number, one in enumerate(run.segments):
        lines.append(f"file {one.path.name}")
        if number + 1 < len(run.segments):
            step_ms = run.segments[number + 1].ref.span.start_ms - one.ref.span.start_ms
            lines.append(f"duration {seconds_text(step_ms)}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class PictureGraph:
    """The inputs of ffmpeg and its filters up to `[picture]`.

    Attributes:
        width, height: of the clip.
        footage: what it is made of.
        filters: what makes a picture of each run fill the clip; a run not in it has no picture.
        sound: name of the file with the clip's sound.
    """

    width: int
    height: int
    footage: Footage
    filters: dict[int, str]
    sound: str

    @property
    def sound_input(self) -> int:
        """Number of the input that is the sound."""
        return len(self.filters)

    @property
    def inputs_count(self) -> int:
        """How many inputs there are."""
        return len(self.filters) + (1 if self.filters else 2)

    def inputs(self) -> list[str]:
        """A run each, then the sound, which is also drawn where there is no picture at all."""
        given: list[str] = []
        for run in sorted(self.filters):
            given += ["-an", "-f", "concat", "-i", f"run{run}.ffconcat"]
        return [*given, *["-i", self.sound] * (1 if self.filters else 2)]

    def chain(self, last: str, label: str = "picture") -> str:
        """The filters from the inputs to the picture of that label, with `last` behind them."""
        if not self.filters:
            return (
                f"{self._ground(self.footage.timeline.duration_ms, wave=True)},{last},format=yuv420p[{label}]"
            )
        frames = self.footage.timeline.frames(self.footage.fps)
        chains: list[str] = []
        labels: list[str] = []
        before_ms = before_frames = 0
        for number, (part, count) in enumerate(zip(self.footage.timeline.parts, frames, strict=True)):
            late_us = before_frames * 1_000_000 // self.footage.fps - before_ms * 1000
            before_ms, before_frames = before_ms + part.span.duration_ms, before_frames + count
            if count == 0:
                continue
            pictured = part.run in self.filters
            shown = self._shown(part, late_us) if pictured else self._ground(part.span.duration_ms)
            fixed = f"trim=end_frame={count},setpts=N/({self.footage.fps}*TB),setsar=1,format=yuv420p"
            labels.append(f"[v{number}]")
            chains.append(f"{shown},{fixed}{labels[-1]}")
        joined = "".join(labels) + (f"concat=n={len(labels)}:v=1:a=0," if len(labels) > 1 else "")
        return ";".join([*chains, f"{joined}{last},format=yuv420p[{label}]"])

    def _shown(self, part: Part, late_us: int) -> str:
        """One part of a run: cut, on the clip's own clock, filling the clip, its last picture held.

        The sound of the part begins to the sample, its pictures with the next whole frame of the
        clip, `late_us` after it (before it, if negative): so much of the source is passed over.
        """
        origin_us = part.offset_ms * 1000 + late_us
        source = sorted(self.filters).index(part.run)
        return (
            f"[{source}:v:0]trim=start={seconds_text(max(0, part.offset_ms - LEAD_MS))}"
            f":end={seconds_text(part.offset_ms + part.span.duration_ms)},"
            f"setpts=PTS-({origin_us / 1_000_000:.6f})/TB,fps={self.footage.fps}:start_time=0,"
            f"{self.filters[part.run]},tpad=stop_mode=clone:stop=-1"
        )

    def _ground(self, duration_ms: int, wave: bool = False) -> str:
        """A plain picture for a stretch without one; with `wave` the sound is drawn on it."""
        fps = self.footage.fps
        frames = (duration_ms * fps + 500) // 1000
        ground = f"color=c={GROUND}:s={self.width}x{self.height}:r={fps}:d={seconds_text(duration_ms + 1000)}"
        if not wave:
            return ground
        height = self.height // 4 // 2 * 2
        return (
            f"{ground},trim=end_frame={frames}[ground];"
            f"[{self.sound_input + 1}:a]showwaves=s={self.width}x{height}:mode=cline:scale=sqrt:"
            f"colors={WAVE}:r={fps},format=yuva420p[wave];"
            "[ground][wave]overlay=x=0:y=(H-h)/2:eof_action=pass"
        )
