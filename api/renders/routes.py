"""`/v1/renders`: each attempt to make a clip."""

from __future__ import annotations

from api.access.rules import Operation
from api.nouns import Noun, router_of
from api.renders.models import RenderRow
from api.renders.shapes import RenderQuery, RenderShape

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
        "them.",
        Operation.VIEW: "One attempt.",
    },
)

router = router_of(RENDERS)
