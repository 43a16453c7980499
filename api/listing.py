"""Lists: in, a query with filters, an order and a place; out, a page, and the total where it is asked for.

What can be filtered and sorted is declared: each list has a class of parameters. A field of the name of
a column filters by it; `X_min` and `X_max` bound the column `X`. A page begins behind the last row of
the one before, not at a number of rows, so rows that come or go in between neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, func, inspect, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.base import Base
from api.fields import Texts
from api.planning import OWNER, owner_unled
from api.problems import FieldError, Invalid

T = TypeVar("T")
R = TypeVar("R", bound=Base)

PAGE_MAX = 500
PAGE_DEFAULT = 100
TOTAL_MAX = 10_000_000
"""Counting more takes longer than anybody waits for a page."""

Scalar = int | float | str

WHOLE_MAX = 2**63
"""What a column of numbers holds is smaller."""

APART_MAX = 50
"""Workspaces whose rows are merged for a page; SQLite takes 500 parts, and each costs a look at an index."""

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class Page(BaseModel, Generic[T]):
    """One page of a list. `next_cursor` is null on the last one; `total` unless it was asked for."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Beside:
    """A narrow table with a row for each row that a filter lets through, to be read in its stead.

    Attributes:
        table: with the identity, the workspace and what most lists are sorted by, named as in the list's own.
        condition: which of its rows are meant.
    """

    table: Any
    condition: ColumnElement[bool]


class ListQuery(Texts):
    """What every list takes. A subclass declares `sort` and its filters."""

    model_config = ConfigDict(extra="forbid")

    OWN: ClassVar[frozenset[str]] = frozenset({"limit", "cursor", "total", "sort"})
    """What is no filter by a condition on the rows."""

    NARROW: ClassVar[frozenset[str]] = frozenset()
    """Filters that let through far fewer rows than a workspace has: their indexes are used, not its."""

    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, description="Most items on a page.")] = PAGE_DEFAULT
    cursor: Annotated[str | None, Field(max_length=600, description="`next_cursor` of the page before.")] = (
        None
    )
    total: Annotated[bool, Field(description="Also count all that match.")] = False
    sort: Annotated[str, Field(description="A column; with `-`, the largest first.")] = "-created_at_ms"

    @property
    def narrow(self) -> bool:
        """Whether something narrower than the workspace leads to the rows."""
        return self.beside() is not None or any(getattr(self, name) is not None for name in self.NARROW)

    def beside(self) -> Beside | None:
        """Another table that leads to the rows that a filter lets through."""
        return None

    def matches(self, table: type[Base], name: str, value: Any) -> Any:
        """What a filter asks of the rows; a subclass has its own for those that name no column."""
        value = value.value if isinstance(value, Enum) else value
        if name in inspect(table).column_attrs:
            return getattr(table, name) == value
        if name.endswith("_min"):
            return getattr(table, name.removesuffix("_min")) >= value
        return getattr(table, name.removesuffix("_max")) <= value


@dataclass(frozen=True)
class Rows(Generic[R]):
    """The rows of one page."""

    rows: Sequence[R]
    next_cursor: str | None
    total: int | None

    def page(self) -> dict[str, object]:
        """As a route answers it."""
        return {"items": self.rows, "next_cursor": self.next_cursor, "total": self.total}


async def read_list(
    session: AsyncSession,
    query: Select[R],
    table: type[R],
    asked: ListQuery,
    apart: Sequence[str] = (),
) -> Rows[R]:
    """One page of the rows of a table.

    Args:
        session: of the request.
        query: over the table, with what the caller may see.
        table: whose columns are filtered and sorted.
        asked: the parameters.
        apart: the workspaces that all rows are of, where it is known.

    Raises:
        Invalid: the cursor is not one of this list.
    """
    query = _filtered(query, table, asked)
    total = None
    if asked.total:
        counted = query.with_only_columns(_identity(table)).limit(TOTAL_MAX)
        total = await session.scalar(select(func.count()).select_from(counted.subquery()))
    page = _page(table, asked)
    by, identity = page.keys[0], page.keys[-1]
    if asked.cursor is not None:
        after = _decode(asked.cursor, asked.sort, (by.type.python_type, identity.type.python_type))
        here = tuple_(by, identity)
        query = query.where(here < after if page.descending else here > after)
    query = _of_workspaces(query, table, asked, apart, page)
    rows = (await session.scalars(query.limit(asked.limit + 1))).all()
    if len(rows) <= asked.limit:
        return Rows(rows, None, total)
    last = rows[asked.limit - 1]
    cursor = _encode(asked.sort, getattr(last, by.key), getattr(last, identity.key))
    return Rows(rows[: asked.limit], cursor, total)


def _filtered(query: Select[R], table: type[R], asked: ListQuery) -> Select[R]:
    for name in type(asked).model_fields.keys() - asked.OWN:
        value = getattr(asked, name)
        if value is not None:
            matches = asked.matches(table, name, value)
            query = query.where(owner_unled(matches) if name == OWNER and asked.narrow else matches)
    beside = asked.beside()
    if beside is not None:
        identity = _identity(table)
        query = query.join(beside.table, getattr(beside.table, identity.key) == identity)
        query = query.where(beside.condition)
    return query


@dataclass(frozen=True)
class _Page:
    """The order of a page. `keys`: what it is sorted by, the identity last."""

    keys: tuple[InstrumentedAttribute[Any], ...]
    descending: bool
    limit: int

    def order(self, keys: Sequence[Any]) -> list[Any]:
        """The order by these keys, which are named as its own."""
        return [key.desc() if self.descending else key for key in keys]


def _identity(table: type[Base]) -> InstrumentedAttribute[Any]:
    mapper = inspect(table)
    found: InstrumentedAttribute[Any] = getattr(
        table, mapper.get_property_by_column(mapper.primary_key[0]).key
    )
    return found


def _page(table: type[Base], asked: ListQuery) -> _Page:
    name, identity, beside = asked.sort.removeprefix("-"), _identity(table), asked.beside()
    walked: Any = beside.table if beside is not None and hasattr(beside.table, name) else table
    by, last = getattr(walked, name), getattr(walked, identity.key)
    keys = (by, last) if name != identity.key else (by,)
    return _Page(keys, asked.sort.startswith("-"), asked.limit + 1)


def _of_workspaces(
    query: Select[R], table: Any, asked: ListQuery, apart: Sequence[str], page: _Page
) -> Select[R]:
    """The query in its order; of several workspaces, the first rows of each, merged.

    An index that begins with the workspace has the rows of one in order, but not those of two, and to sort
    all that there are would take the longer, the more there are.
    """
    beside = asked.beside()
    if asked.narrow and beside is None:
        return query.order_by(*page.order(page.keys))
    chosen = getattr(asked, OWNER, None)
    places = [chosen] if chosen is not None else list(apart)
    owner: Any = (beside.table if beside is not None else table).workspace_id if places else None
    if len(places) == 1 and beside is not None:
        query = query.where(owner == places[0])
    if not 1 < len(places) <= APART_MAX:
        return query.order_by(*page.order(page.keys))
    parts = []
    for place in places:
        own = query.with_only_columns(*page.keys).where(owner == place)
        parts.append(select(own.order_by(*page.order(page.keys)).limit(page.limit).subquery()))
    merged = union_all(*parts).subquery()
    columns = [merged.c[key.key] for key in page.keys]
    first = select(columns[-1]).order_by(*page.order(columns)).limit(page.limit)
    identity = _identity(table)
    own_keys = [getattr(table, key.key) for key in page.keys]
    return select(table).where(identity.in_(first)).order_by(*page.order(own_keys))


def _encode(sort: str, value: Scalar, identity: Scalar) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, value, identity]).encode()).decode().rstrip("=")


def _decode(cursor: str, sort: str, kinds: tuple[type, type]) -> tuple[Scalar, Scalar]:
    refusal = Invalid(
        "the cursor was not made by this list",
        "send `next_cursor` of the page before unchanged, with the same `sort`, or none for the first page",
        [FieldError(field="cursor", message="unreadable")],
    )
    try:
        made_for, value, identity = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise refusal from error
    if made_for != sort or not (_fits(value, kinds[0]) and _fits(identity, kinds[1])):
        raise refusal
    return value, identity


def _fits(value: object, kind: type) -> bool:
    """Whether a column of this kind can be compared with the value: PostgreSQL fails at another."""
    if isinstance(value, str):
        return kind is str and not _NO_TEXT.search(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if kind is float:
        return math.isfinite(value) and abs(value) < WHOLE_MAX
    return kind is int and isinstance(value, int) and abs(value) < WHOLE_MAX
