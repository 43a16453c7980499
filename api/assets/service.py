"""What can be done with assets, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.assets.kinds import AssetKind
from api.assets.models import AssetRow
from api.assets.receiving import Received
from api.assets.sniffing import TAKEN, MediaType, sniff
from api.problems import Conflict, FieldError, Invalid, NotFound
from schemas.ids import new_id

WORKSPACE_BYTES_MAX = 4 * 1024 * 1024 * 1024
"""Of all living assets of a workspace: hundreds of looks, and no place to keep recordings for free."""


class OtherContent(Invalid):
    """The content is not what the kind takes, whatever its name says."""

    slug = "asset-of-other-content"
    title = "The content does not fit the kind"


class NoRoom(Conflict):
    """The workspace has as many assets as it may have."""

    slug = "assets-full"
    title = "The workspace has no room for more assets"


class AssetInUse(Conflict):
    """A template refers to the asset."""

    slug = "asset-in-use"
    title = "A template uses this asset"


class NoFile(NotFound):
    """The object store has lost the file."""

    slug = "asset-without-file"
    title = "The asset has no file"


def check_content(kind: AssetKind, head: bytes) -> MediaType:
    """What the content is. Raises OtherContent where the kind takes none such."""
    found = sniff(head)
    if found is None or found not in TAKEN[kind]:
        taken = ", ".join(one.extension for one in TAKEN[kind])
        is_ = "nothing that is known here" if found is None else found.name
        raise OtherContent(
            f"a {kind.value} is one of {taken}; by its first bytes this is {is_}",
            "convert the file, or send another `kind`",
            [FieldError(field="file", message=f"is {is_}")],
        )
    return found


def asset_of(received: Received, workspace_id: str, media: MediaType, now_ms: int) -> AssetRow:
    """The asset that is to be."""
    asset_id = new_id(now_ms)
    return AssetRow(
        asset_id=asset_id,
        workspace_id=workspace_id,
        name=received.asked.name or f"{received.asked.kind.value}.{media.extension}",
        kind=received.asked.kind.value,
        media_type=media.name,
        extension=media.extension,
        bytes_count=received.bytes_count,
        sha256=received.sha256,
        key=f"assets/{workspace_id}/{asset_id}.{media.extension}",
        deleted_at_ms=None,
    )


async def twin_of(session: AsyncSession, asset: AssetRow) -> AssetRow | None:
    """The living asset with the same content for the same use in the workspace."""
    found: AssetRow | None = await session.scalar(
        select(AssetRow).where(
            AssetRow.workspace_id == asset.workspace_id,
            AssetRow.kind == asset.kind,
            AssetRow.sha256 == asset.sha256,
            AssetRow.deleted_at_ms.is_(None),
        )
    )
    return found


async def check_room(session: AsyncSession, asset: AssetRow) -> None:
    """Raises NoRoom when the workspace has as much as it may have."""
    held = await session.scalar(
        select(func.coalesce(func.sum(AssetRow.bytes_count), 0)).where(
            AssetRow.workspace_id == asset.workspace_id, AssetRow.deleted_at_ms.is_(None)
        )
    )
    if int(held or 0) + asset.bytes_count > WORKSPACE_BYTES_MAX:
        raise NoRoom(
            f"the assets of a workspace have {WORKSPACE_BYTES_MAX} bytes at most, and hold {held} now",
            "delete some that no template uses",
        )
