"""Looking through tables: in, a table and what is asked of it; out, rows as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, String, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, load_only
from sqlalchemy.types import JSON

from api.access import service as access
from api.access.caller import Caller
from api.access.rules import Operation
from api.access.service import Hidden, columns_of
from api.audit.models import RevisionRow
from api.audit.recorder import SECRETS
from api.base import Base

ROWS = 50
"""On a page: what a person looks through."""

PAGES_MAX = 200
"""Nobody turns more pages; a search finds what lies behind."""

HISTORY_MAX = 100

COLUMNS_MAX = 7
"""In a list; the page of a row has them all."""

SEARCH_LENGTH = 200

UNSEARCHED = frozenset({"transcript", "agent"})
"""Texts of hundreds of kB, in which a search would read most of the database."""

TELLING = frozenset(
    {
        "name",
        "title",
        "slug",
        "email",
        "label",
        "kind",
        "action",
        "operation",
        "table_name",
        "state",
        "review",
    }
)

LAST = ("created_at_ms", "at_ms", "updated_at_ms")


@dataclass(frozen=True)
class Asked:
    """What a list is asked for. `sort` is a column, with `-` the largest first."""

    search: str
    sort: str
    page: int


@dataclass(frozen=True)
class Listed:
    """A page of rows. `more` says that there are others behind it."""

    rows: Sequence[Base]
    columns: list[str]
    more: bool


def tables() -> dict[str, type[Base]]:
    """All tables by name, in order."""
    found = {str(mapper.class_.__tablename__): mapper.class_ for mapper in Base.registry.mappers}
    return dict(sorted(found.items()))


def table_of(name: str) -> type[Base]:
    """Raises Hidden."""
    found = tables().get(name)
    if found is None:
        raise Hidden(f"there is no table {name}", "the first page lists them")
    return found


def keys_of(table: type[Base]) -> list[str]:
    """The columns of the primary key."""
    mapper = inspect(table)
    return [mapper.get_property_by_column(column).key for column in mapper.primary_key]


def shown_columns(table: type[Base]) -> list[str]:
    """Those of a list: the key, what is short, and when it was made."""
    plain = [
        name
        for name, column in columns_of(table).items()
        if name not in SECRETS and not isinstance(column.type, (LargeBinary, JSON)) and name not in LAST
    ]
    keys = keys_of(table)
    left = [name for name in plain if name not in keys and name not in UNSEARCHED | {"version"}]
    # People tell rows apart by words; identities of other rows come last.
    names = keys + sorted(left, key=lambda name: (name not in TELLING, name.endswith("_id")))
    last = [name for name in LAST if name in columns_of(table)][:1]
    return names[:COLUMNS_MAX] + last


def asked_of(table: type[Base], search: str, sort: str, number: str) -> Asked:
    """What the address of a page asks for; what makes no sense there is the default."""
    columns = columns_of(table)
    default = next((f"-{name}" for name in ("created_at_ms", "number") if name in columns), keys_of(table)[0])
    known = sort.removeprefix("-") in columns and sort.removeprefix("-") not in SECRETS
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    search = search.replace("\x00", "").strip()[:SEARCH_LENGTH]
    return Asked(search, sort if known else default, min(max(page, 1), PAGES_MAX))


async def read(session: AsyncSession, caller: Caller, table: type[Base], asked: Asked) -> Listed:
    """A page of what the caller may see."""
    columns = columns_of(table)
    query = await access.visible(session, caller, select(table), table)
    if asked.search:
        query = query.where(_matches(columns, asked.search))
    name = asked.sort.removeprefix("-")
    keys = [columns[key] for key in keys_of(table)]
    order: list[ColumnElement[Any] | InstrumentedAttribute[Any]] = [columns[name], *keys]
    if asked.sort.startswith("-"):
        order = [column.desc() for column in order]
    shown = shown_columns(table)
    query = (
        query.options(load_only(*(columns[one] for one in shown)))
        .order_by(*order)
        .offset((asked.page - 1) * ROWS)
        .limit(ROWS + 1)
    )
    rows = (await session.scalars(query)).all()
    return Listed(rows[:ROWS], shown, len(rows) > ROWS and asked.page < PAGES_MAX)


def _matches(columns: dict[str, InstrumentedAttribute[Any]], search: str) -> ColumnElement[bool]:
    texts = [
        column
        for name, column in columns.items()
        if isinstance(column.type, String) and name not in SECRETS and name not in UNSEARCHED
    ]
    return or_(*(column.icontains(search, autoescape=True) for column in texts))


async def find(session: AsyncSession, caller: Caller, table: type[Base], identity: Sequence[str]) -> Base:
    """One row that the caller may see. Raises Hidden."""
    keys = keys_of(table)
    columns = columns_of(table)
    missing = Hidden("there is no such row, or it is not yours to see", "look for it in its table")
    if len(identity) != len(keys):
        raise missing
    values: list[Any] = []
    for key, text in zip(keys, identity, strict=True):
        whole = columns[key].type.python_type is int
        if "\x00" in text or (whole and not (text.lstrip("-").isdecimal() and len(text) < 19)):
            raise missing
        values.append(int(text) if whole else text)
    row = await session.get(table, tuple(values))
    if row is None or not await access.allowed(session, caller, Operation.VIEW, row):
        raise missing
    return row


def identity_of(row: Base) -> list[str]:
    """The values of the primary key, as texts."""
    return [str(getattr(row, key)) for key in keys_of(type(row))]


def values_of(row: Base) -> dict[str, Any]:
    """All columns; of secrets and files no more than that they are there."""
    values: dict[str, Any] = {}
    for name in columns_of(type(row)):
        value = getattr(row, name)
        if name in SECRETS and value is not None:
            value = "•••"
        values[name] = f"{len(value)} bytes" if isinstance(value, bytes) else value
    return values


async def history(session: AsyncSession, caller: Caller, row: Base) -> Sequence[RevisionRow]:
    """What was changed of a row, newest first."""
    query = await access.visible(session, caller, select(RevisionRow), RevisionRow)
    query = query.where(
        RevisionRow.table_name == row.__tablename__, RevisionRow.row_id == "/".join(identity_of(row))
    )
    return (await session.scalars(query.order_by(RevisionRow.number.desc()).limit(HISTORY_MAX))).all()
