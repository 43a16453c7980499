"""Asks the rules: in, a caller, an operation and a table or a row; out, a condition, a yes or a refusal."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.access.caller import Caller, CallerKind
from api.access.expressions import holds
from api.access.models import AccessRuleRow
from api.access.query import NotCompilable, condition, decided
from api.access.rules import BUILT_IN, Operation
from api.base import Base
from api.planning import owner_unled
from api.problems import NotFound, Problem

R = TypeVar("R", bound=Base)

OWN_RULES_MAX = 50
"""Of one workspace for one table and operation: more is no longer one rule that people understand."""


class Forbidden(Problem):
    """The caller may see the thing, but not do this with it."""

    status = 403
    slug = "forbidden"
    title = "This is not allowed"


class Hidden(NotFound):
    """There is no such thing, or the caller may not know whether there is."""

    slug = "not-found"
    title = "There is no such thing"


def columns_of(table: type[Base]) -> dict[str, InstrumentedAttribute[Any]]:
    """The columns that `row` has in a rule over this table."""
    return {column.key: getattr(table, column.key) for column in inspect(table).column_attrs}


def facts_of(row: Base) -> dict[str, object]:
    """What a rule may read of a row: its plain columns."""
    facts: dict[str, object] = {}
    for column in inspect(type(row)).column_attrs:
        value = getattr(row, column.key)
        facts[column.key] = f"{len(value)} bytes" if isinstance(value, bytes) else value
    return facts


async def _own_rules(
    session: AsyncSession, workspaces: list[str], table: str, operation: Operation
) -> list[AccessRuleRow]:
    """Rules of the caller's own workspaces: a workspace opens what is its own, to its own people."""
    if not workspaces:
        return []
    query = (
        select(AccessRuleRow)
        .where(
            AccessRuleRow.table_name == table,
            AccessRuleRow.operation == operation.value,
            AccessRuleRow.workspace_id.in_(workspaces),
        )
        .limit(OWN_RULES_MAX * len(workspaces))
    )
    return list((await session.scalars(query)).all())


async def visible(
    session: AsyncSession,
    caller: Caller,
    query: Select[R],
    table: type[R],
    *,
    listed: bool = True,
    leads: bool = True,
) -> Select[R]:
    """The query, less what the caller may not see.

    Args:
        session: where a workspace's own rules are read.
        caller: who asks.
        query: over `table`.
        table: whose rules are asked.
        listed: for a list; else for one row.
        leads: whether the workspace may lead to the rows; else something narrower does.

    Raises:
        Forbidden: a key without the scope.
    """
    name = table.__tablename__
    operation = Operation.LIST if listed else Operation.VIEW
    _check_scope(caller, name, writes=False)
    text = BUILT_IN.get(name, {}).get(operation, "false")
    facts, columns = caller.facts(), columns_of(table)
    if decided(text, facts):
        return query
    open_to: list[ColumnElement[bool]] = [condition(text, facts, columns)]
    # Where all is open anyway, more rules open nothing more, and would keep the query from its index.
    bounded = [one for one in sorted(caller.roles) if not decided(text, facts, {"workspace_id": one})]
    for rule in await _own_rules(session, bounded, name, operation):
        own = columns.get("workspace_id")
        if own is not None:
            try:
                open_to.append((own == rule.workspace_id) & condition(rule.expression, facts, columns))
            except NotCompilable:  # refused when it is made; one from before opens nothing
                open_to.append(false())
    seen = or_(*open_to)
    return query.where(seen if leads else owner_unled(seen))


def whole_workspaces(caller: Caller, table: type[Base]) -> list[str] | None:
    """The workspaces of which the caller sees every row of a table, when those are all that they see.

    Returns:
        None where it is not as simple as that.
    """
    text = BUILT_IN.get(table.__tablename__, {}).get(Operation.LIST, "false")
    facts, mine = caller.facts(), sorted(caller.roles)
    strange = decided(text, facts, {"workspace_id": ""})
    if strange is False and all(decided(text, facts, {"workspace_id": one}) for one in mine):
        return mine
    return None


async def allowed(session: AsyncSession, caller: Caller, operation: Operation, row: Base) -> bool:
    """Whether the caller may do this with this row."""
    name = row.__tablename__
    if not caller.in_scope(name, operation.writes):
        return False
    text = BUILT_IN.get(name, {}).get(operation, "false")
    facts = caller.facts()
    of_row = facts_of(row)
    known = decided(text, facts, of_row)
    if known:
        return True
    asked = {"caller": facts, "row": of_row}
    if known is None and holds(text, asked):
        return True
    workspace_id = getattr(row, "workspace_id", None)
    if workspace_id is None or workspace_id not in caller.roles:
        return False
    rules = await _own_rules(session, [workspace_id], name, operation)
    return any(holds(rule.expression, asked) for rule in rules)


async def check(session: AsyncSession, caller: Caller, operation: Operation, row: Base) -> None:
    """Let pass what is allowed.

    Raises:
        Forbidden: the caller may see the row, but not do this.
        Hidden: the caller may not even see it.
    """
    if await allowed(session, caller, operation, row):
        return
    name = row.__tablename__
    sees = operation is Operation.CREATE or await allowed(session, caller, Operation.VIEW, row)
    if operation.writes and sees and caller.kind is not CallerKind.ANONYMOUS:
        raise Forbidden(
            f"the rules of {name} do not let this caller {operation.value} it",
            "GET /v1/access-rules shows them; ask an owner of the workspace for another role",
        )
    _check_scope(caller, name, writes=operation.writes)
    raise Hidden(f"there is no such row in {name}, or it is not yours to see", "check its identity")


def require(caller: Caller, table: str, operation: Operation) -> None:
    """Let pass who may do this with every row of a table, as workers may with theirs. Raises Forbidden."""
    _check_scope(caller, table, writes=operation.writes)
    if not decided(BUILT_IN.get(table, {}).get(operation, "false"), caller.facts()):
        raise Forbidden(
            f"the rules of {table} let no {caller.kind.value} {operation.value} them",
            "GET /v1/access-rules shows them; this is what workers do, with the token of the installation",
        )


def _check_scope(caller: Caller, table: str, *, writes: bool) -> None:
    if not caller.in_scope(table, writes):
        raise Forbidden(
            f"this key has no scope for {table}",
            f"make a key with the scope {table}:{'write' if writes else 'read'}",
        )
