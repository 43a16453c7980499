"""`/v1/health`: open to everybody, so that a supervisor needs no token to ask."""

from __future__ import annotations

import logging
from typing import Literal

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.fields import Shape
from api.problems import Unavailable, passing_fault
from api.services import ServicesOf, problems

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1/health", tags=["health"])


class HealthShape(Shape):
    """Attributes: `status` and `database` are `ok`; `road` tells whether monitors can be told anything."""

    status: str
    database: str
    road: Literal["ok", "unreachable"]


@router.get("", response_model=HealthShape, responses=problems(), summary="Whether the API lives")
async def read_health(services: ServicesOf) -> HealthShape:
    """200 when the database answers. A broker that is down is told in `road`, and is no failure.

    Why it is down, with its address, is in the log: this answer is for everybody.
    """
    try:
        await services.database.ping()
    except SQLAlchemyError as error:
        log.warning("the database does not answer: %s", error)
        raise passing_fault(error) or Unavailable(
            "the database does not answer", "see the log of the API"
        ) from error
    return HealthShape(status="ok", database="ok", road="unreachable" if services.announcer.trouble else "ok")
