"""`/v1/clips`: store and read how far clips are, and read their files."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.clips import service
from api.clips.models import ClipRow
from api.clips.service import NoFile
from api.clips.shapes import ClipAnswer, ClipQuery, ClipShape, Stored
from api.fields import IdentityInPath
from api.nouns import Noun, router_of
from api.problems import FieldError, Invalid
from api.reviews.service import reviewing
from api.reviews.shapes import ReviewChange
from api.services import Reading, ServicesOf, Writing, problems
from schemas.rendering import ClipState

CLIPS: Noun[ClipRow] = Noun(
    table=ClipRow,
    name="clip",
    tag="clips",
    path="/v1/clips",
    identity="clip_id",
    shape=ClipAnswer,
    query=ClipQuery,
    change=ReviewChange,
    changing=reviewing,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE),
    describes={
        Operation.VIEW: "How far one clip is.",
        Operation.UPDATE: "What people say of it: tags, a verdict, a note, values of their own fields. What "
        "the workers report stays theirs, and they never change this.",
    },
)

router: APIRouter = router_of(CLIPS)

_MEDIA_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime"}


@router.put(
    "/{clip_id}", response_model=Stored, responses=problems(404, 422), summary="Store how far a clip is"
)
async def put_clip(
    clip_id: IdentityInPath, clip: ClipShape, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one.
    """
    access.require(caller, "clips", Operation.CREATE)
    if clip.clip_id != clip_id:
        raise Invalid(
            "the body is another clip than the path",
            "send the identity of the path in `clip_id`",
            [FieldError(field="clip_id", message="differs from the path")],
        )
    row, changed = await service.put(work.session, clip, services.clock.now_ms())
    return {"changed": changed, "state": row.state}


@router.get(
    "/{clip_id}/file",
    response_class=FileResponse,
    responses=problems(404) | {206: {"description": "The part that `Range` asks for."}},
    summary="Read a clip's file",
)
async def read_clip_file(
    clip_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf
) -> FileResponse:
    """The finished clip. Takes `Range`, so that a player can jump."""
    clip = await CLIPS.find(session, clip_id, caller)
    if clip.state != ClipState.READY.value:
        raise NoFile(f"clip {clip_id} is {clip.state}", "ask again once its state is ready")
    path = services.store.path_of(clip.key)
    if not await asyncio.to_thread(path.is_file):
        raise NoFile(
            f"the object store has no {clip.key} any more",
            "restore the file, or watch the source or its recording again",
        )
    suffix = PurePosixPath(clip.key).suffix
    return FileResponse(
        Path(path),
        media_type=_MEDIA_TYPES.get(suffix, "application/octet-stream"),
        filename=f"{clip_id}{suffix}",
        content_disposition_type="inline",
    )
