"""How a clip is to look: in, a clip; out, the template that applies to it, with the files that it needs.

The one that somebody asked for, else that of the watch, else that of the channel, else the default of the
workspace, else none: the built-in look.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.authenticate import CallerOf
from api.assets.kinds import AssetKind
from api.assets.models import AssetRow
from api.channels.models import ChannelRow
from api.clips.models import ClipRow
from api.clips.routes import CLIPS
from api.fields import Count, Identity, IdentityInPath, Shape
from api.renders import asking
from api.services import Reading, problems
from api.sessions.models import SessionRow
from api.templates.models import TemplateRow
from api.templates.service import assets_of
from api.templates.shapes import TemplateBody
from api.watches.models import WatchRow
from api.wishes import service as wishes


class LookSource(StrEnum):
    """Who chose it."""

    ASKED = "asked"
    WATCH = "watch"
    CHANNEL = "channel"
    WORKSPACE = "workspace"
    BUILT_IN = "built-in"


class LookAssetShape(Shape):
    """A file that the look needs, in the object store."""

    asset_id: Identity
    kind: AssetKind
    name: str
    key: str
    extension: str
    bytes_count: Count
    sha256: str


class LookShape(Shape):
    """How a clip is to look."""

    clip_id: Identity
    highlight_id: Identity
    session_id: Identity
    wanted: Annotated[bool, Field(description="Somebody asked for it and has no answer yet.")]
    extra: bool
    source: Annotated[LookSource, Field(description="Whose template it is.")]
    template_id: Annotated[str, Field(description="Empty: none, the built-in look.")]
    template_version: Count
    template_name: str
    body: Annotated[dict[str, Any] | None, Field(description="Of the template; null without one.")]
    assets: list[LookAssetShape]
    missing: Annotated[str, Field(description="Why a template that was named is not to be had.")]
    title: Annotated[
        str, Field(description="As who wished for it calls it; empty: as its highlight says.")
    ] = ""


@dataclass(frozen=True)
class _Chosen:
    source: LookSource
    template_id: str
    template: TemplateRow | None


router = APIRouter(prefix="/v1/clips", tags=["clips"])


@router.get(
    "/{clip_id}/look",
    response_model=LookShape,
    responses=problems(403, 404),
    summary="Read how a clip is to look",
)
async def read_look(clip_id: IdentityInPath, caller: CallerOf, session: Reading) -> object:
    """The template that applies to the clip now, and the files it needs: what a renderer asks for first.

    The one that was asked for; else that of the watch, of the channel, the default of the workspace.
    """
    clip = await CLIPS.find(session, clip_id, caller)
    chosen = await _chosen(session, clip)
    last = await asking.last_of(session, clip_id)
    template, missing = chosen.template, ""
    if template is None and chosen.template_id:
        missing = f"the template {chosen.template_id} of the {chosen.source.value} is gone"
        if chosen.source is LookSource.ASKED:
            missing = f"the template {chosen.template_id} that was asked for is gone"
    return LookShape(
        clip_id=clip_id,
        highlight_id=clip.highlight_id,
        session_id=clip.session_id,
        wanted=last is not None and last.ended_at_ms is None and bool(last.asked_by_kind),
        extra=clip.extra,
        source=chosen.source,
        template_id=chosen.template_id,
        template_version=template.version if template is not None else 0,
        template_name=template.name if template is not None else "",
        body=template.body if template is not None else None,
        assets=await _assets(session, template) if template is not None else [],
        missing=missing,
        title=await wishes.title_of(session, clip.highlight_id),
    )


async def _chosen(session: AsyncSession, clip: ClipRow) -> _Chosen:
    if clip.extra:
        return await _named(session, clip, LookSource.ASKED, clip.template_id)
    watch_id = select(SessionRow.watch_id).where(SessionRow.session_id == clip.session_id).scalar_subquery()
    of_watch = await session.scalar(select(WatchRow.template_id).where(WatchRow.watch_id == watch_id))
    if of_watch:
        return await _named(session, clip, LookSource.WATCH, of_watch)
    if clip.channel_id:
        channel = await session.get(ChannelRow, clip.channel_id)
        if channel is not None and channel.template_id:
            return await _named(session, clip, LookSource.CHANNEL, channel.template_id)
    default = await session.scalar(
        select(TemplateRow).where(
            TemplateRow.workspace_id == clip.workspace_id,
            TemplateRow.is_default.is_(True),
            TemplateRow.deleted_at_ms.is_(None),
        )
    )
    if default is None:
        return _Chosen(LookSource.BUILT_IN, "", None)
    return _Chosen(LookSource.WORKSPACE, default.template_id, default)


async def _named(session: AsyncSession, clip: ClipRow, source: LookSource, template_id: str) -> _Chosen:
    template = await session.get(TemplateRow, template_id)
    usable = template is not None and template.deleted_at_ms is None
    usable = usable and template is not None and template.workspace_id == clip.workspace_id
    return _Chosen(source, template_id, template if usable else None)


async def _assets(session: AsyncSession, template: TemplateRow) -> list[LookAssetShape]:
    named = {asset_id for _, asset_id, _ in assets_of(TemplateBody.model_validate(template.body))}
    rows = await session.scalars(
        select(AssetRow)
        .where(AssetRow.asset_id.in_(sorted(named)), AssetRow.workspace_id == template.workspace_id)
        .order_by(AssetRow.asset_id)
    )
    return [LookAssetShape.model_validate(row) for row in rows.all()]
