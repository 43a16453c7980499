"""Lists in pages.

In: a query with its order, and the cursor of the page before. Out: at most `limit` rows and the
cursor of the next page. A page begins behind the last row of the one before, not at a number of
rows, so rows that come or go in between neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.problems import FieldError, Invalid

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")

T = TypeVar("T")
R = TypeVar("R")

PAGE_MAX = 500
"""Highlights are a few kB each with their evidence: a page stays at a few MB."""

PAGE_DEFAULT = 100


class Page(BaseModel, Generic[T]):
    """One page of a list. `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Place:
    """Where in a list a request wants to be: `after` is the last row it has, as its sort values."""

    limit: int
    after: tuple[int, str] | None


@dataclass(frozen=True)
class Rows(Generic[R]):
    """The rows of one page."""

    rows: Sequence[R]
    next_cursor: str | None


def _encode(number: int, identity: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([number, identity]).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[int, str]:
    try:
        number, identity = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise _unreadable() from error
    if (
        type(number) is not int
        or not isinstance(identity, str)
        or abs(number) >= 2**63
        or _NO_TEXT.search(identity)
    ):
        raise _unreadable()
    return number, identity


def _unreadable() -> Invalid:
    return Invalid(
        "the cursor was not made by this list",
        "send `next_cursor` of the page before unchanged, or none for the first page",
        [FieldError(field="cursor", message="unreadable")],
    )


async def _place(
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX, description="Most items on a page.")] = PAGE_DEFAULT,
    cursor: Annotated[
        str | None, Query(max_length=300, description="`next_cursor` of the page before.")
    ] = None,
) -> Place:
    return Place(limit, None if cursor is None else _decode(cursor))


PlaceInList = Annotated[Place, Depends(_place)]


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by a number, and where that is equal by an identity."""

    number: InstrumentedAttribute[int]
    identity: InstrumentedAttribute[str]
    newest_first: bool = False


async def read_page(session: AsyncSession, query: Select[R], order: Order, place: Place) -> Rows[R]:
    """One page of the query, in that order."""
    keys: tuple[InstrumentedAttribute[Any], ...] = (order.number, order.identity)
    if place.after is not None:
        here = tuple_(*keys)
        query = query.where(here < place.after if order.newest_first else here > place.after)
    query = query.order_by(*(key.desc() if order.newest_first else key for key in keys))
    rows = (await session.scalars(query.limit(place.limit + 1))).all()
    if len(rows) <= place.limit:
        return Rows(rows, None)
    last = rows[place.limit - 1]
    cursor = _encode(getattr(last, order.number.key), getattr(last, order.identity.key))
    return Rows(rows[: place.limit], cursor)
