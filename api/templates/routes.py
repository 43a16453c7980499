"""`/v1/templates`: how the clips of a workspace look."""

from __future__ import annotations

from api.access.rules import Operation
from api.billing.benefits import check_room
from api.nouns import Making, Noun, Values, router_of
from api.templates import service
from api.templates.models import TemplateRow
from api.templates.shapes import (
    TemplateBody,
    TemplateChange,
    TemplateQuery,
    TemplateRequest,
    TemplateShape,
)


async def _making(making: Making, body: TemplateRequest, values: Values) -> None:
    session, workspace_id = making.session, values["workspace_id"]
    await service.check_free(session, workspace_id, body.name)
    await service.check_assets(session, workspace_id, body.body)
    if body.is_default:
        await service.choose(session, workspace_id)


async def _following(making: Making, row: TemplateRow, values: Values) -> None:
    used = await service.count(making.session, row.workspace_id)
    await check_room(making.session, row.workspace_id, "templates", used)


async def _changing(making: Making, row: TemplateRow, values: Values) -> None:
    session = making.session
    if "name" in values:
        await service.check_free(session, row.workspace_id, values["name"], row.template_id)
    if "body" in values:
        body = TemplateBody.model_validate(values["body"])
        values["body"] = body.model_dump(mode="json")  # whole, with what the caller left out
        await service.check_assets(session, row.workspace_id, body)
    if values.get("is_default"):
        await service.choose(session, row.workspace_id, row.template_id)


TEMPLATES: Noun[TemplateRow] = Noun(
    table=TemplateRow,
    name="template",
    tag="templates",
    path="/v1/templates",
    identity="template_id",
    shape=TemplateShape,
    query=TemplateQuery,
    create=TemplateRequest,
    change=TemplateChange,
    making=_making,
    following=_following,
    changing=_changing,
    describes={
        Operation.UPDATE: "`body` is replaced as a whole. Making one the default ends that of another. With "
        "`If-Match`, 412 when somebody was faster.",
        Operation.DELETE: "It is hidden from then on, and its name is free. Clips made with it stay "
        "as they are.",
    },
)

router = router_of(TEMPLATES)
