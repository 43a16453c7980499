"""`/v1/assets`: upload, list and read the files that brand a clip."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from fastapi import Request, Response, status
from fastapi.responses import FileResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.access.rules import Operation
from api.access.service import Forbidden
from api.assets import service
from api.assets.models import AssetRow
from api.assets.receiving import FORM_TYPE, Received, received
from api.assets.shapes import AssetChange, AssetQuery, AssetRequest, AssetShape
from api.assets.sniffing import MediaType
from api.fields import IdentityInPath
from api.limits import Limit
from api.nouns import Making, Noun, Values, default_workspace, router_of
from api.problems import FieldError, Invalid, Unavailable
from api.services import Reading, Services, ServicesOf, problems
from api.templates import service as templates
from api.versions import show_tag
from api.workspaces.home import is_there
from streams.store import StoreUnwritable

UPLOADS = Limit("asset-uploads", 60, 60)
"""Of one caller in a minute: a whole set of brands, and no way to keep the disk busy."""


async def _deleting(making: Making, row: AssetRow, values: Values) -> None:
    users = await templates.using(making.session, row)
    if users:
        raise service.AssetInUse(
            f"templates use this asset: {', '.join(users)}", "take it out of them first, or delete them"
        )


ASSETS: Noun[AssetRow] = Noun(
    table=AssetRow,
    name="asset",
    tag="assets",
    path="/v1/assets",
    identity="asset_id",
    shape=AssetShape,
    query=AssetQuery,
    change=AssetChange,
    deleting=_deleting,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE, Operation.DELETE),
    describes={
        Operation.DELETE: "It is hidden from then on; clips that show it stay as they are. 409 while a "
        "template uses it."
    },
)

router = router_of(ASSETS)

_CONTENT = {"type": "string", "contentMediaType": "application/octet-stream"}
_BODY: dict[str, Any] = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": "With the raw content as body; in a form it is a field instead.",
            "schema": schema,
        }
        for name, schema in AssetRequest.model_json_schema(ref_template="#/components/schemas/{model}")[
            "properties"
        ].items()
    ],
    "requestBody": {
        "required": True,
        "content": {
            FORM_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["kind", "file"],
                    "properties": {
                        "kind": {"$ref": "#/components/schemas/AssetKind"},
                        "name": {"type": "string"},
                        "workspace_id": {"type": "string"},
                        "file": _CONTENT,
                    },
                }
            },
            "application/octet-stream": {"schema": _CONTENT},
        },
    },
}


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=AssetShape,
    responses=problems(403, 409, 413, 422, 429)
    | {200: {"model": AssetShape, "description": "The workspace had it already."}},
    summary="Upload an asset",
    openapi_extra=_BODY,
)
async def upload_asset(
    request: Request, caller: CallerOf, services: ServicesOf, response: Response
) -> object:
    """A form with `file`, `kind` and `name`, or the content as body with `kind` and `name` in the query.

    What it is is told by its first bytes: a logo is PNG, JPEG or WebP, an intro and an outro MP4, a sound
    WAV, MP3 or Ogg, a font TrueType or OpenType; 64 MiB at most. The same content for the same use is
    there once in a workspace: sent again, the answer is 200 with the one there is.
    """
    if not caller.in_scope("assets", writes=True):
        raise Forbidden("this key has no scope for assets", "make a key with the scope assets:write")
    await services.limits.take(UPLOADS, f"{caller.kind.value}:{caller.caller_id}")
    async with received(request) as content:
        media = service.check_content(content.asked.kind, content.head)
        row, fresh = await _kept(services, caller, content, media)
    if not fresh:
        response.status_code = status.HTTP_200_OK
    show_tag(response, row)
    return row


async def _kept(
    services: Services, caller: Caller, content: Received, media: MediaType
) -> tuple[AssetRow, bool]:
    """The asset with its file in the store, and whether it was made now.

    The file is stored between two transactions, since it takes as long as the disk takes; nothing refers
    to it until the second one.
    """
    async with services.database.reading() as session:
        row = await _planned(session, services.clock.now_ms(), caller, content, media)
        twin = await service.twin_of(session, row)
        if twin is not None:
            return twin, False
        await service.check_room(session, row)
    try:
        await asyncio.to_thread(services.store.put, row.key, content.path)
    except StoreUnwritable as error:
        raise Unavailable(str(error), "send it again once the store takes files") from error
    stored = False
    try:
        async with services.database.writing() as work:
            work.session.info["caller"] = caller
            twin = await service.twin_of(work.session, row)
            if twin is not None:
                return twin, False
            await service.check_room(work.session, row)
            work.session.add(row)
            await work.session.flush()
        stored = True
    finally:
        if not stored:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(services.store.delete, row.key)
    return row, True


async def _planned(
    session: AsyncSession, now_ms: int, caller: Caller, content: Received, media: MediaType
) -> AssetRow:
    workspace_id = content.asked.workspace_id or await default_workspace(session, caller)
    row = service.asset_of(content, workspace_id, media, now_ms)
    await access.check(session, caller, Operation.CREATE, row)
    if not await is_there(session, workspace_id):
        raise Invalid(
            f"there is no workspace {workspace_id}",
            "GET /v1/workspaces lists yours",
            [FieldError(field="workspace_id", message="is not there")],
        )
    return row


@router.get(
    "/{row_id}/file",
    response_class=FileResponse,
    responses=problems(403, 404) | {206: {"description": "The part that `Range` asks for."}},
    summary="Read an asset's file",
)
async def read_asset_file(
    row_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf
) -> FileResponse:
    """The content as it was sent. Takes `Range`; its `ETag` is that of the content."""
    asset = await ASSETS.find(session, row_id, caller)
    path = services.store.path_of(asset.key)
    if not await asyncio.to_thread(path.is_file):
        raise service.NoFile(
            f"the object store has no {asset.key} any more", "delete the asset, and upload it again"
        )
    return FileResponse(
        path,
        media_type=asset.media_type,
        filename=f"{asset.asset_id}.{asset.extension}",
        content_disposition_type="inline",
        headers={
            "ETag": f'"{asset.sha256}"',
            "Cache-Control": "private, max-age=86400",
            "X-Content-Type-Options": "nosniff",
        },
    )
