"""What can be done with templates, inside a transaction of the caller's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.assets.kinds import AssetKind
from api.assets.models import AssetRow
from api.problems import Conflict, FieldError, Invalid
from api.templates.models import TemplateRow
from api.templates.shapes import TemplateBody


class TemplateTaken(Conflict):
    """The workspace has a template of this name."""

    slug = "template-taken"
    title = "The workspace has a template of this name"


async def check_free(session: AsyncSession, workspace_id: str, name: str, but: str = "") -> None:
    """Refuse a name that another template of the workspace has. Raises TemplateTaken."""
    taken = await session.scalar(
        select(TemplateRow.template_id).where(
            TemplateRow.workspace_id == workspace_id,
            TemplateRow.name == name,
            TemplateRow.deleted_at_ms.is_(None),
            TemplateRow.template_id != but,
        )
    )
    if taken is not None:
        raise TemplateTaken(
            f"the workspace has a template {name} already: {taken}",
            "change that one, or choose another name",
            [FieldError(field="name", message="taken")],
        )


async def count(session: AsyncSession, workspace_id: str) -> int:
    """How many templates a workspace has."""
    mine = select(func.count()).where(
        TemplateRow.workspace_id == workspace_id, TemplateRow.deleted_at_ms.is_(None)
    )
    return await session.scalar(mine) or 0


def assets_of(body: TemplateBody) -> Iterator[tuple[str, str, AssetKind]]:
    """Field, identity and kind of each asset that a body refers to."""
    named = [
        ("body.font.asset_id", body.font.asset_id, AssetKind.FONT),
        ("body.logo.asset_id", body.logo.asset_id if body.logo is not None else None, AssetKind.LOGO),
        ("body.intro_asset_id", body.intro_asset_id, AssetKind.INTRO),
        ("body.outro_asset_id", body.outro_asset_id, AssetKind.OUTRO),
        ("body.sound_asset_id", body.sound_asset_id, AssetKind.SOUND),
    ]
    return ((field, asset_id, kind) for field, asset_id, kind in named if asset_id is not None)


async def check_assets(session: AsyncSession, workspace_id: str, body: TemplateBody) -> None:
    """Refuse assets that are gone, of another workspace or of another kind; lock the others.

    Raises:
        Invalid: names each field.
    """
    wrong: list[FieldError] = []
    for field, asset_id, kind in sorted(assets_of(body), key=lambda one: one[1]):
        asset = await session.get(AssetRow, asset_id, with_for_update=True)
        if asset is None or asset.deleted_at_ms is not None or asset.workspace_id != workspace_id:
            wrong.append(FieldError(field=field, message="is not there"))
        elif asset.kind != kind.value:
            wrong.append(FieldError(field=field, message=f"is a {asset.kind}, not a {kind.value}"))
    if wrong:
        raise Invalid(
            "; ".join(f"{one.field}: {one.message}" for one in wrong),
            "GET /v1/assets lists those of the workspace; POST /v1/assets makes one",
            wrong,
        )


async def living(session: AsyncSession, template_id: str, workspace_id: str) -> TemplateRow:
    """A template that a thing of this workspace may refer to. Raises Invalid."""
    template = await session.get(TemplateRow, template_id)
    if template is None or template.deleted_at_ms is not None or template.workspace_id != workspace_id:
        raise Invalid(
            f"template_id: the workspace has no template {template_id}",
            "GET /v1/templates lists those of your workspaces",
            [FieldError(field="template_id", message="is not there")],
        )
    return template


async def choose(session: AsyncSession, workspace_id: str, but: str = "") -> None:
    """Before a template becomes the default: the one that was so is so no longer."""
    before = await session.scalars(
        select(TemplateRow)
        .where(
            TemplateRow.workspace_id == workspace_id,
            TemplateRow.is_default.is_(True),
            TemplateRow.deleted_at_ms.is_(None),
            TemplateRow.template_id != but,
        )
        .with_for_update()
    )
    for row in before.all():
        row.is_default = False
    await session.flush()  # before the new one is written: there is never more than one


async def using(session: AsyncSession, asset: AssetRow) -> Sequence[str]:
    """The names of the living templates that refer to an asset."""
    body = cast(TemplateRow.body, Text)
    names = await session.scalars(
        select(TemplateRow.name)
        .where(
            TemplateRow.workspace_id == asset.workspace_id,
            TemplateRow.deleted_at_ms.is_(None),
            # An identity stands in a body only as a whole value, with its quotation marks.
            func.replace(body, json.dumps(asset.asset_id), "") != body,
        )
        .order_by(TemplateRow.name)
        .limit(10)
    )
    return names.all()
