"""`/v1/highlights`: store and read the moments worth a clip."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.events.kinds import Kind
from api.events.recorder import tell
from api.fields import IdentityInPath
from api.highlights import service
from api.highlights.models import HighlightRow
from api.highlights.shapes import HighlightAnswer, HighlightQuery, HighlightShape, StoredHighlight
from api.nouns import Making, Noun, Values, router_of
from api.problems import FieldError, Invalid
from api.reviews.service import reviewing
from api.reviews.shapes import ReviewChange
from api.services import Writing, problems


async def _reviewing(making: Making, row: HighlightRow, values: Values) -> None:
    await reviewing(making, row, values)
    tell(making.session, Kind.HIGHLIGHT_REVIEWED, row, HighlightAnswer)


HIGHLIGHTS: Noun[HighlightRow] = Noun(
    table=HighlightRow,
    name="highlight",
    tag="highlights",
    path="/v1/highlights",
    identity="highlight_id",
    shape=HighlightAnswer,
    query=HighlightQuery,
    change=ReviewChange,
    changing=_reviewing,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE),
    describes={
        Operation.LIST: "The newest revision of each. Near misses, which never crossed the threshold and "
        "are kept for tuning, are left out unless `near_misses` is true.",
        Operation.VIEW: "The newest revision of one highlight, with its evidence.",
        Operation.UPDATE: "What people say of it: tags, a verdict, a note, values of their own fields. What "
        "the judges report stays theirs, and they never change this.",
    },
)

router: APIRouter = router_of(HIGHLIGHTS)


@router.put(
    "/{highlight_id}",
    response_model=StoredHighlight,
    responses=problems(404, 413, 422),
    summary="Store a revision of a highlight",
)
async def put_highlight(
    highlight_id: IdentityInPath, highlight: HighlightShape, caller: CallerOf, work: Writing
) -> object:
    """Only a higher revision changes anything, and nothing takes `final` or `dropped` back.

    So a call may be repeated, and come late, without harm.
    """
    access.require(caller, "highlights", Operation.CREATE)
    if highlight.highlight_id != highlight_id:
        raise Invalid(
            "the body is another highlight than the path",
            "send the identity of the path in `highlight_id`",
            [FieldError(field="highlight_id", message="differs from the path")],
        )
    row, changed = await service.put(work.session, highlight)
    return {"changed": changed, "revision": row.revision, "state": row.state}
