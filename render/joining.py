"""Text that ffmpeg reads to lay a template over the clip and to join what belongs before and after it.

In: pieces and a logo, ready to be used. Out: inputs and filters around those of the clip itself
(`render.graph`): `[main]` becomes `[picture]`, and the clip's sound `[sound]`.
"""

from __future__ import annotations

from render.context import GIVEN, GIVEN_FILM, Piece, Plan, RenderContext
from render.cut import LIMIT_DB
from render.look import Corner, Logo
from render.reframe import fit

SIDE_SHARE = 0.05
TOP_SHARE = 0.035
BOTTOM_SHARE = 0.21
"""Of the picture, between a logo and its edge: above the title on top, and at the bottom above the fifth in
which the platforms put their own buttons."""


class Joining:
    """Inputs and filters of a template.

    Args:
        ctx: with its pieces made.
        first_input: number of the first input that is free.
        samples: of the clip itself.
        fps: of the clip.
        plan: of the clip.
    """

    def __init__(self, ctx: RenderContext, plan: Plan, *, first_input: int, samples: int, fps: int) -> None:
        self._plan = plan
        self._samples = samples
        self._fps = fps
        self._logo = ctx.logo
        self._sting = ctx.sting
        self._intro = ctx.intro
        self._outro = ctx.outro
        self._files: list[tuple[str, ...]] = []
        self._first = first_input

    def _input(self, file: str, how: tuple[str, ...] = GIVEN) -> int:
        self._files.append((*how, "-i", file))
        return self._first + len(self._files) - 1

    def inputs(self) -> list[str]:
        """Arguments for what the filters below read; call it after them."""
        return [part for file in self._files for part in file]

    @property
    def picture_label(self) -> str:
        """What the clip's own picture is to be called."""
        return "main" if self._intro or self._outro else "picture"

    def over(self, text: str) -> str:
        """The filters behind the clip's own picture: the logo, then the text."""
        if self._logo is None:
            return text
        place = _place(self._logo, self._plan)
        return f"null[bare];[bare][{self._input(self._logo.file)}:v]overlay={place}:format=auto,{text}"

    def picture(self) -> list[str]:
        """Chains that join the pictures, when there is anything to join."""
        pieces = [("intro", self._intro), ("outro", self._outro)]
        chains = [self._shown(name, piece) for name, piece in pieces if piece is not None]
        if not chains:
            return []
        labels = self._order("{0}v", "main")
        joined = f"{labels}concat=n={len(chains) + 1}:v=1:a=0,format=yuv420p[picture]"
        return [*chains, joined]

    def sound(self, sound_input: int, sound_filter: str) -> list[str]:
        """Chains from the clip's sound to `[sound]`."""
        ends = bool(self._intro or self._outro)
        own = "mainsound" if ends else "sound"
        fixed = f"apad,atrim=end_sample={self._samples}"
        if self._sting is None:
            chains = [f"[{sound_input}:a]{sound_filter},{fixed},{_LIKE}[{own}]"]
        else:
            limit = 10 ** (LIMIT_DB / 20)
            chains = [
                f"[{sound_input}:a]{sound_filter},{fixed},{_LIKE}[dry]",
                f"[{self._input(self._sting.sound)}:a]{self._sting.sound_filter},{_LIKE}[sting]",
                "[dry][sting]amix=inputs=2:duration=first:normalize=0,"
                f"alimiter=limit={limit:.4f}:attack=5:release=80:level=0:latency=1,"
                f"{fixed},{_LIKE}[{own}]",
            ]
        if not ends:
            return chains
        for name, piece in (("intro", self._intro), ("outro", self._outro)):
            if piece is not None:
                chains.append(
                    f"[{self._input(piece.sound)}:a]{piece.sound_filter},apad,"
                    f"atrim=end_sample={piece.samples},asetpts=N/SR/TB,{_LIKE}[{name}a]"
                )
        labels = self._order("{0}a", own)
        return [*chains, f"{labels}concat=n={labels.count('[')}:v=0:a=1[sound]"]

    def _order(self, pattern: str, own: str) -> str:
        before = f"[{pattern.format('intro')}]" if self._intro else ""
        behind = f"[{pattern.format('outro')}]" if self._outro else ""
        return f"{before}[{own}]{behind}"

    def _shown(self, name: str, piece: Piece) -> str:
        """A piece on its own clock, filling the clip, as long to the frame as was found."""
        return (
            f"[{self._input(piece.file, GIVEN_FILM)}:v:0]setpts=PTS-({piece.origin_us / 1_000_000:.6f})/TB,"
            f"fps={self._fps}:start_time=0,{fit(self._plan, name)},tpad=stop_mode=clone:stop=-1,"
            f"trim=end_frame={piece.frames},setpts=N/({self._fps}*TB),setsar=1,format=yuv420p[{name}v]"
        )


_LIKE = "aformat=sample_fmts=fltp:channel_layouts=stereo"


def _place(logo: Logo, plan: Plan) -> str:
    side, top, bottom = (
        round(plan.width * SIDE_SHARE),
        round(plan.height * TOP_SHARE),
        round(plan.height * BOTTOM_SHARE),
    )
    left = logo.corner in {Corner.TOP_LEFT, Corner.BOTTOM_LEFT}
    high = logo.corner in {Corner.TOP_LEFT, Corner.TOP_RIGHT}
    x = side if left else plan.width - logo.width - side
    y = top if high else plan.height - logo.height - bottom
    return f"x={x}:y={y}"
