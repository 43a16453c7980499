"""What the routes are given: transactions, the announcer, the object store, the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database, Work
from api.problems import ProblemShape
from api.settings import ApiSettings
from api.watches.announcer import Announcer
from streams.clock import Clock
from streams.store import DirectoryStore


@dataclass(frozen=True)
class Services:
    """All that a request may need, made once at the start."""

    settings: ApiSettings
    database: Database
    announcer: Announcer
    store: DirectoryStore
    clock: Clock


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(_services)]


async def _reading(services: ServicesOf) -> AsyncIterator[AsyncSession]:
    async with services.database.reading() as session:
        yield session


async def _writing(services: ServicesOf) -> AsyncIterator[Work]:
    async with services.database.writing() as work:
        yield work


Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
"""A request's transaction when it only reads."""

Writing = Annotated[Work, Depends(_writing, scope="function")]
"""A request's transaction; it is committed before the answer goes out."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, for its description."""
    shape = {"model": ProblemShape, "content": {"application/problem+json": {}}}
    return dict.fromkeys((401, *statuses, 503), shape)
