"""`/v1/health`: open to everybody, so that a supervisor needs no token to ask."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.fields import Shape
from api.problems import Unavailable, passing_fault
from api.services import ServicesOf, problems

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1/health", tags=["health"])


class HealthShape(Shape):
    """Attributes: `status` is `ok`; `road` is `ok`, or why the monitors cannot be told anything."""

    status: str
    database: str
    road: str


@router.get("", response_model=HealthShape, responses=problems(), summary="Whether the API lives")
async def read_health(services: ServicesOf) -> HealthShape:
    """200 when the database answers. A broker that is down is told in `road`, and is no failure."""
    try:
        await services.database.ping()
    except SQLAlchemyError as error:
        log.warning("the database does not answer: %s", error)
        raise passing_fault(error) or Unavailable(
            "the database does not answer", "see the log of the API"
        ) from error
    return HealthShape(status="ok", database="ok", road=services.announcer.trouble or "ok")
