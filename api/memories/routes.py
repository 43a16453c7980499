"""`/v1/memories`: what judges need to go on where another left off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.fields import IdentityInPath, Shape
from api.memories import service
from api.memories.models import JUDGE_LENGTH
from api.memories.shapes import BATCH, BATCH_MAX, MemoryShape
from api.services import Reading, ServicesOf, Writing, problems

router = APIRouter(prefix="/v1/memories", tags=["memories"])

JudgeInPath = Annotated[str, Path(pattern=rf"^[a-z][a-z0-9_]{{0,{JUDGE_LENGTH - 1}}}$")]


class Saved(Shape):
    """How many of the batch were newer than what was stored."""

    changed: int


async def _batch(request: Request) -> list[MemoryShape]:
    # Read as bytes: a batch is half a megabyte every few seconds, and is parsed once this way.
    try:
        return BATCH.validate_json(await request.body())
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


@router.put(
    "",
    response_model=Saved,
    responses=problems(409, 413, 422),
    summary="Save memories",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "array",
                        "maxItems": BATCH_MAX,
                        "items": {"$ref": "#/components/schemas/MemoryShape"},
                    }
                }
            },
        }
    },
)
async def save_memories(
    memories: Annotated[list[MemoryShape], Depends(_batch)],
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> object:
    """All or nothing.

    An equal position is known already. A lower one than stored is refused with 409, because another
    process judges the session now.
    """
    access.require(caller, "memories", Operation.UPDATE)
    return {"changed": await service.save(work.session, memories, services.clock.now_ms())}


@router.get(
    "/{judge}/{session_id}", response_model=MemoryShape, responses=problems(404), summary="Read a memory"
)
async def read_memory(
    judge: JudgeInPath, session_id: IdentityInPath, caller: CallerOf, session: Reading
) -> object:
    """404 when the judge has saved nothing of this session."""
    access.require(caller, "memories", Operation.VIEW)
    return await service.find(session, judge, session_id)
