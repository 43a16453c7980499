"""What can be done with custom values, inside a transaction of the caller's."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, case, delete, inspect, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller, CallerKind, Role
from api.base import Base, Row
from api.custom_fields.columns import Custom
from api.custom_fields.models import CustomFieldRow
from api.custom_fields.values import BadValue, FieldKind, checked, from_text
from api.problems import FieldError, Invalid

KEPT_MS = 30 * 86_400_000
"""For a month a field that was removed can be restored with its values."""

FIELDS_MAX = 50
"""Of one table in one workspace: every answer carries them all."""

FILTERED_MAX = 500
"""Fields of one name that a caller of all workspaces filters by at a time."""

PURGED_AT_ONCE = 500
"""Rows of which values are taken away in one transaction: others wait for it to write."""

PREFIX = "custom."

CUSTOMIZABLE = ("channels", "clips", "highlights", "templates")


class BadCustomValues(Invalid):
    """Values do not fit the custom fields of the workspace."""

    slug = "bad-custom-values"
    title = "The custom values do not fit the fields"


async def fields_of(
    session: AsyncSession, workspace_ids: Iterable[str], table_name: str
) -> Sequence[CustomFieldRow]:
    """The fields that there are, by name."""
    query = select(CustomFieldRow).where(
        CustomFieldRow.workspace_id.in_(sorted(set(workspace_ids))),
        CustomFieldRow.table_name == table_name,
        CustomFieldRow.deleted_at_ms.is_(None),
    )
    return (await session.scalars(query.order_by(CustomFieldRow.name))).all()


async def show(session: AsyncSession, rows: Sequence[Base]) -> None:
    """Let rows show the values of the fields that there are; those of removed ones stay hidden."""
    taking = [row for row in rows if isinstance(row, Custom)]
    if not taking:
        return
    table_name = rows[0].__tablename__
    fields = await fields_of(session, (_workspace(row) for row in taking), table_name)
    names: dict[str, set[str]] = {}
    for field in fields:
        names.setdefault(field.workspace_id, set()).add(field.name)
    for row in taking:
        row.show_custom(frozenset(names.get(_workspace(row), ())))


def _workspace(row: Any) -> str:
    return str(row.workspace_id)


async def written(
    session: AsyncSession,
    table_name: str,
    workspace_id: str,
    given: Mapping[str, Any],
    row: Row | None = None,
) -> dict[str, Any]:
    """The values that a row is to hold.

    Args:
        session: of the request.
        table_name: of the row.
        workspace_id: whose fields they are.
        given: new values by name; null takes one away, what is left out stays.
        row: that is there; None for one that is to be.

    Raises:
        BadCustomValues: with each field that is wrong.
    """
    fields = {field.name: field for field in await fields_of(session, [workspace_id], table_name)}
    held: dict[str, Any] = dict(getattr(row, "custom", None) or {})
    errors = []
    for name, value in given.items():
        if name not in fields:
            errors.append(FieldError(field=PREFIX + name, message=f"{table_name} have no such field here"))
        elif value is None:
            held.pop(name, None)
        else:
            try:
                held[name] = checked(fields[name], value)
            except BadValue as error:
                errors.append(FieldError(field=PREFIX + name, message=str(error)))
    wrong = {error.field for error in errors}
    for field in fields.values():
        # Required of new rows only: nobody is made to fill in what was there before the field.
        new = row is None or row.created_at_ms >= field.created_at_ms
        if field.required and new and field.name not in held and PREFIX + field.name not in wrong:
            errors.append(FieldError(field=PREFIX + field.name, message="is required"))
    if errors:
        raise BadCustomValues(
            "; ".join(f"{error.field}: {error.message}" for error in errors[:3]),
            f"GET /v1/custom-fields?table_name={table_name} lists the fields of a workspace",
            errors,
        )
    return held


async def conditions(
    session: AsyncSession, caller: Caller, table: type[Base], asked: BaseModel
) -> list[ColumnElement[bool]]:
    """What filters such as `custom.priority=2` or `custom.priority_min=1` ask of the rows.

    Raises:
        BadCustomValues: there is no such field, or the value does not fit it.
    """
    found = []
    for parameter, text in (asked.model_extra or {}).items():
        name = parameter.removeprefix(PREFIX)
        if name == parameter:
            raise Invalid(
                f"{parameter}: is no filter of this list",
                "/docs lists its parameters; those of custom fields begin with `custom.`",
                [FieldError(field=parameter, message="is no filter of this list")],
            )
        if not isinstance(text, str):
            raise _refused(parameter, "is given once")
        found.append(await _condition(session, caller, table, asked, (name, text)))
    return found


async def _condition(
    session: AsyncSession, caller: Caller, table: type[Base], asked: BaseModel, filtered: tuple[str, str]
) -> ColumnElement[bool]:
    name, text = filtered
    bare, sign = name, "eq"
    fields = await _named(session, caller, table, asked, name)
    for suffix in ("_min", "_max"):
        if not fields and name.endswith(suffix):
            bare, sign = name.removesuffix(suffix), suffix
            fields = [
                one
                for one in await _named(session, caller, table, asked, bare)
                if one.kind in {FieldKind.NUMBER, FieldKind.DATE}
            ]
    if not fields:
        raise _refused(PREFIX + name, f"no workspace of yours has such a field of {table.__tablename__}")
    # Fields of one kind are asked together: whoever sees all workspaces would else ask each row for each.
    alike: dict[tuple[str, Any], list[CustomFieldRow]] = {}
    wrong = ""
    for field in fields:
        try:
            alike.setdefault((field.kind, from_text(field, text)), []).append(field)
        except BadValue as error:
            wrong = str(error)
    if not alike:
        raise _refused(PREFIX + name, wrong)
    return or_(*(_asks(table, same, value, sign) for (_, value), same in alike.items()))


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {"eq": operator.eq, "_min": operator.ge, "_max": operator.le}


def _asks(table: Any, fields: Sequence[CustomFieldRow], value: Any, sign: str) -> ColumnElement[bool]:
    """Of fields of one kind and name, each of another workspace."""
    held = table.custom[fields[0].name]
    typed: ColumnElement[Any] = {
        FieldKind.NUMBER: held.as_float,
        FieldKind.BOOLEAN: held.as_boolean,
    }.get(FieldKind(fields[0].kind), held.as_string)()
    # In another workspace the same name may hold something that cannot be cast: CASE never looks at it.
    theirs = table.workspace_id.in_([field.workspace_id for field in fields])
    here = case((theirs, typed), else_=None)
    asked: ColumnElement[bool] = _SIGNS[sign](here, value)
    return asked


async def _named(
    session: AsyncSession, caller: Caller, table: type[Base], asked: BaseModel, name: str
) -> Sequence[CustomFieldRow]:
    query = select(CustomFieldRow).where(
        CustomFieldRow.table_name == table.__tablename__,
        CustomFieldRow.name == name,
        CustomFieldRow.deleted_at_ms.is_(None),
    )
    workspace_id = getattr(asked, "workspace_id", None)
    if workspace_id is not None:
        query = query.where(CustomFieldRow.workspace_id == workspace_id)
    if not caller.operator and caller.kind is not CallerKind.WORKER:
        query = query.where(CustomFieldRow.workspace_id.in_(caller.workspaces(Role.VIEWER)))
    return (await session.scalars(query.limit(FILTERED_MAX))).all()


def _refused(parameter: str, why: str) -> BadCustomValues:
    return BadCustomValues(
        f"{parameter}: {why}",
        "GET /v1/custom-fields lists the fields; filter by `custom.NAME`, and numbers and dates also by "
        "`custom.NAME_min` and `custom.NAME_max`",
        [FieldError(field=parameter, message=why)],
    )


async def purge(session: AsyncSession, now_ms: int) -> int:
    """Take away values of fields that were removed long ago, some at a time. How many rows held one."""
    field = await session.scalar(
        select(CustomFieldRow)
        .where(CustomFieldRow.deleted_at_ms <= now_ms - KEPT_MS)
        .order_by(CustomFieldRow.deleted_at_ms)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if field is None:
        return 0
    table: Any = table_of(field.table_name)
    (key,) = inspect(table).primary_key
    query = (
        select(key, table.custom)
        .where(table.workspace_id == field.workspace_id, table.custom[field.name].as_string().is_not(None))
        .limit(PURGED_AT_ONCE)
        .with_for_update()
    )
    rows = (await session.execute(query)).all()
    for identity, held in rows:  # not through the row itself: nobody has changed it, so it is not stamped
        left = {name: value for name, value in held.items() if name != field.name}
        await session.execute(
            update(table)
            .where(key == identity)
            .values(custom=left, version=table.version + 1)
            .execution_options(synchronize_session=False)
        )
    if len(rows) < PURGED_AT_ONCE:
        await session.execute(
            delete(CustomFieldRow)
            .where(CustomFieldRow.field_id == field.field_id)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def takes_fields(table: Any) -> bool:
    """Whether a table takes custom fields."""
    return issubclass(table, Custom)


def table_of(table_name: str) -> type[Base]:
    """The table of a name that takes custom fields. Raises KeyError."""
    found: dict[str, type[Base]] = {
        str(mapper.class_.__tablename__): mapper.class_
        for mapper in Base.registry.mappers
        if takes_fields(mapper.class_)
    }
    return found[table_name]
