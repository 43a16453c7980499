"""`/v1/renders`: each attempt to make a clip, and asking for one."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.highlights.routes import HIGHLIGHTS
from api.nouns import Noun, router_of
from api.renders import asking
from api.renders.models import RenderRow
from api.renders.shapes import RenderQuery, RenderRequest, RenderShape
from api.services import ServicesOf, Writing, problems
from api.templates import service as templates

RENDERS: Noun[RenderRow] = Noun(
    table=RenderRow,
    name="render",
    tag="renders",
    path="/v1/renders",
    identity="render_id",
    shape=RenderShape,
    query=RenderQuery,
    operations=(Operation.LIST, Operation.VIEW),
    describes={
        Operation.LIST: "What was tried, how long each stage took, and why it failed. PUT /v1/clips writes "
        "them, and so does whoever asks for a clip.",
        Operation.VIEW: "One attempt.",
    },
)

router: APIRouter = router_of(RENDERS)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=RenderShape,
    responses=problems(403, 404, 409, 422)
    | {200: {"model": RenderShape, "description": "It is made already, or on its way."}},
    summary="Ask for a clip",
)
async def ask_for_clip(
    *, body: RenderRequest, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> object:
    """A clip of a highlight, made with a template. The answer is the attempt; its `clip_id` is to be.

    There is one clip of a highlight and a template, whoever asks for it and how often: asked for again, the
    answer is 200 with the newest attempt. It is made anew (201) when it failed, when its template was
    changed since, or when that could not be used. Without `template_id` it is the highlight's own clip.
    """
    highlight = await HIGHLIGHTS.find(work.session, body.highlight_id, caller)
    # What a workspace has is told to nobody who may not ask for clips in it.
    likely = RenderRow(workspace_id=highlight.workspace_id)
    await access.check(work.session, caller, Operation.CREATE, likely)
    template = None
    if body.template_id is not None:
        template = await templates.living(work.session, body.template_id, highlight.workspace_id)
    asked = await asking.ask(work.session, highlight, template, caller, services.clock.now_ms())
    if not asked.fresh:
        response.status_code = status.HTTP_200_OK
    return asked.render
