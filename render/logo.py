"""Makes the template's logo as large and as opaque as it is to be.

In: `ctx.files["logo"]`. Out: `ctx.logo`, a picture that is laid over the clip as it is.
"""

from __future__ import annotations

import av

from render.context import GIVEN, RenderContext, explained, made
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing
from render.look import Logo, corner_of

LOGO_FILE = "logo.png"

HEIGHT_SHARE = 4
"""A logo takes no more than a quarter of the height, however narrow it is."""

PIXELS_MAX = 64_000_000
"""A picture of 8000x8000; what is larger is no logo, and would take the machine's memory."""

LIMIT_MS = 30_000


class DrawLogo:
    """Scales the logo, and thins it."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "logo"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.logo`; None without one. Raises Hindered."""
        ctx.logo = None
        file, body = ctx.files.get("logo"), ctx.template.body if ctx.template is not None else None
        if file is None or body is None or body.logo is None:
            return
        plan, wanted = made(ctx.plan, "plan"), body.logo
        width = max(2, plan.width * wanted.width_percent // 100)
        filters = (
            f"scale=w={width}:h={plan.height // HEIGHT_SHARE}:force_original_aspect_ratio=decrease"
            f":flags=lanczos,format=rgba,colorchannelmixer=aa={wanted.opacity_percent / 100:.2f}"
        )
        with explained("drawing the logo"):
            try:
                ctx.tools.ffmpeg.run(
                    ["-loglevel", "error", "-y", "-max_pixels", str(PIXELS_MAX), *GIVEN, "-i", file.name,
                     "-frames:v", "1", "-vf", filters, LOGO_FILE],
                    ctx.folder, limit_ms=LIMIT_MS, cancelled=ctx.cancelled,
                )  # fmt: skip
                with av.open(str(ctx.folder / LOGO_FILE)) as picture:
                    size = picture.streams.video[0].codec_context
                    ctx.logo = Logo(LOGO_FILE, corner_of(wanted), size.width, size.height)
            except (FfmpegFull, FfmpegKilled, FfmpegMissing):
                raise
            except (FfmpegFailed, av.FFmpegError, IndexError) as error:
                told = error.first if isinstance(error, FfmpegFailed) else str(error)
                ctx.fall_back(f"the logo of {ctx.called} cannot be read: {told}")
