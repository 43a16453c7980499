"""Finds out how the clip is to look, and brings the files that it takes.

In: `ctx.asked_look`, the object store. Out: `ctx.look`, `ctx.files`, `ctx.fonts`. Whatever a template lacks
costs the brand and never the clip: then it has the built-in look, and `ctx.fallback` says why.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from render.assets import AssetBroken
from render.context import ROOM_REMEDY, Hindered, LookUnknown, RenderContext, made
from render.faces import BadFont, Names, check_drawn, names_of
from render.ffmpeg import FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing
from render.look import BUILT_IN, Look, NotUnderstood, corner_of, look_of
from streams.looks import ClipLook, TemplateBody

FONT_FOLDER = "fonts"


class FetchBrand:
    """Asks the door for the template of the clip, and checks all that it names."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "brand"

    def run(self, ctx: RenderContext) -> None:
        """Make `ctx.template`, `ctx.look`, `ctx.files` and `ctx.fonts`; a wished title goes into `ctx.plan`.

        Raises:
            Hindered: this machine has no room for the files, and not for the last time.
        """
        ctx.look, ctx.files, ctx.fonts, ctx.fallback = BUILT_IN, {}, None, ""
        try:
            ctx.template = ctx.asked_look()
        except LookUnknown as error:
            ctx.fall_back(str(error))
            return
        if ctx.template is None:
            return
        if ctx.template.title:
            ctx.plan = dataclasses.replace(made(ctx.plan, "plan"), title=ctx.template.title)
        if ctx.template.missing:
            ctx.fall_back(ctx.template.missing)
            return
        if ctx.template.body is not None:
            self._take(ctx, ctx.template, ctx.template.body)

    def _take(self, ctx: RenderContext, template: ClipLook, body: TemplateBody) -> None:
        called = f"the template {template.template_name}"
        try:
            if body.logo is not None:
                corner_of(body.logo)
            look = look_of(body)
            self._fetch(ctx, template, body)
            ctx.look = self._faced(ctx, look)
        except (NotUnderstood, AssetBroken, BadFont) as error:
            ctx.fall_back(f"{called} cannot be used: {error}")
        except (FfmpegFull, FfmpegKilled, FfmpegMissing) as error:
            self._hindered(ctx, called, str(error), error)
        except FfmpegFailed as error:
            ctx.fall_back(f"{called} cannot be used: its font could not be tried: {error.first}")
        except OSError as error:
            self._hindered(ctx, called, error.strerror or str(error), error)

    @staticmethod
    def _hindered(ctx: RenderContext, called: str, why: str, error: Exception) -> None:
        if not ctx.last_try:
            raise Hindered(f"cannot bring the files of {called}: {why}", ROOM_REMEDY) from error
        ctx.fall_back(f"the files of {called} could not be brought: {why}")

    @staticmethod
    def _fetch(ctx: RenderContext, template: ClipLook, body: TemplateBody) -> None:
        assets = {asset.asset_id: asset for asset in template.assets}
        wanted = {
            "logo": body.logo.asset_id if body.logo is not None else None,
            "intro": body.intro_asset_id,
            "outro": body.outro_asset_id,
            "sound": body.sound_asset_id,
            "font": body.font.asset_id,
        }
        for role, asset_id in wanted.items():
            if asset_id is None:
                continue
            if asset_id not in assets:
                raise AssetBroken(f"its {role} {asset_id} is gone")
            asset = assets[asset_id]
            target = ctx.folder / f"brand-{role}.{asset.extension}"
            target.unlink(missing_ok=True)  # of an earlier try
            try:
                ctx.cache.place(ctx.store, asset, target)
            except AssetBroken as error:
                raise AssetBroken(f"its {role} {asset.name} {error}") from error
            ctx.files[role] = target

    @staticmethod
    def _faced(ctx: RenderContext, look: Look) -> Look:
        """The look with a face that text can be drawn with. Raises BadFont."""
        file = ctx.files.get("font")
        if file is None and look.face == BUILT_IN.face:
            return look
        own: Names | None = None
        fonts = ctx.tools.fonts
        if file is not None:
            try:
                own = names_of(file)
            except BadFont as error:
                raise BadFont(f"its font cannot be read: {error}") from error
            look = dataclasses.replace(look, face=own.family)
            fonts = _gathered(ctx.folder / FONT_FOLDER, ctx.tools.fonts, file)
        check_drawn(ctx.tools.ffmpeg, ctx.seen_from_folder(fonts), look, ctx.folder, own)
        if file is not None:
            ctx.fonts = fonts
        return look


def _gathered(folder: Path, shipped: Path, file: Path) -> Path:
    """A folder with the shipped fonts, for what the template's lacks, and the template's."""
    folder.mkdir(exist_ok=True)
    for font in [*shipped.iterdir(), file]:
        link = folder / font.name
        link.unlink(missing_ok=True)
        link.symlink_to(font.resolve())
    return folder
