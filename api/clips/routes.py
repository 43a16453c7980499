"""`/v1/clips`: store and read how far clips are, and read their files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.clips import service
from api.clips.files import file_of
from api.clips.models import ClipRow
from api.clips.shapes import ClipAnswer, ClipQuery, ClipShape, StoredClip
from api.events.kinds import Kind
from api.events.recorder import tell
from api.fields import IdentityInPath
from api.nouns import Making, Noun, Values, router_of
from api.problems import FieldError, Invalid
from api.reviews.service import reviewing
from api.reviews.shapes import ReviewChange
from api.services import Reading, ServicesOf, Writing, problems


async def _reviewing(making: Making, row: ClipRow, values: Values) -> None:
    await reviewing(making, row, values)
    tell(making.session, Kind.CLIP_REVIEWED, row, ClipAnswer)


CLIPS: Noun[ClipRow] = Noun(
    table=ClipRow,
    name="clip",
    tag="clips",
    path="/v1/clips",
    identity="clip_id",
    shape=ClipAnswer,
    query=ClipQuery,
    change=ReviewChange,
    changing=_reviewing,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE),
    describes={
        Operation.VIEW: "How far one clip is.",
        Operation.UPDATE: "What people say of it: tags, a verdict, a note, values of their own fields. What "
        "the workers report stays theirs, and they never change this.",
    },
)

router: APIRouter = router_of(CLIPS)


@router.put(
    "/{clip_id}", response_model=StoredClip, responses=problems(404, 422), summary="Store how far a clip is"
)
async def put_clip(
    clip_id: IdentityInPath, clip: ClipShape, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one. Before a renderer begins, it says `rendering` until
    `wait_ms` is 0: so many clips of a workspace are in the making at the same time as its plan allows.
    """
    access.require(caller, "clips", Operation.CREATE)
    if clip.clip_id != clip_id:
        raise Invalid(
            "the body is another clip than the path",
            "send the identity of the path in `clip_id`",
            [FieldError(field="clip_id", message="differs from the path")],
        )
    return await service.put(work.session, clip, services.clock.now_ms())


@router.head("/{clip_id}/file", include_in_schema=False)
@router.get(
    "/{clip_id}/file",
    response_class=FileResponse,
    responses=problems(404, 410)
    | {206: {"description": "The part that `Range` asks for."}, 304: {"description": "It is the same file."}},
    summary="Read a clip's file",
)
async def read_clip_file(
    clip_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf, request: Request
) -> Response:
    """The finished clip. Takes `Range`, so that a player can jump. 410 once it was taken down."""
    return await file_of(services.store, await CLIPS.find(session, clip_id, caller), request)
