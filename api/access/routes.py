"""`/v1/access-rules`: who may see and do what, as expressions that people read and owners add to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from api.access.authenticate import CallerOf
from api.access.caller import NOBODY
from api.access.expressions import parse
from api.access.models import AccessRuleRow
from api.access.query import NotCompilable, condition
from api.access.rules import BUILT_IN, Operation
from api.access.service import OWN_RULES_MAX, columns_of
from api.access.shapes import (
    AccessRuleChange,
    AccessRuleRequest,
    AccessRuleShape,
    BuiltInShape,
    RuleQuery,
    built_in,
)
from api.base import Base, Row
from api.nouns import Making, Noun, Values, router_of
from api.problems import Conflict, FieldError, Invalid
from api.services import problems

CLOSED = frozenset({"users", "workspaces", "memberships", "api_keys", "access_rules", "memories"})
"""Tables that no workspace opens further: a rule on them could give away the workspace itself."""


class TooManyRules(Conflict):
    """A workspace has as many rules for this as it may."""

    slug = "too-many-rules"
    title = "There are too many rules"


def check_expression(table_name: str, operation: Operation, expression: str) -> None:
    """Raises BadExpression, Invalid."""
    table = _table(table_name)
    tree = parse(expression)
    columns = columns_of(table)
    for node in tree.find_data("member_dot"):
        base, name = node.children
        if _is_row(base) and str(name) not in columns:
            raise _bad("expression", f"{table_name} has no {name}")
    if operation not in {Operation.LIST, Operation.VIEW}:
        return
    try:
        condition(expression, NOBODY.facts(), columns, whole=True)
    except NotCompilable as error:
        raise _bad(
            "expression", f"a rule for {operation.value} becomes part of a query, which cannot say: {error}"
        ) from error


def _table(name: str) -> type[Row]:
    open_tables = {
        str(mapper.class_.__tablename__): mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Row) and "workspace_id" in mapper.columns  # a rule opens what is its own
    }
    if name not in open_tables or name not in BUILT_IN or name in CLOSED:
        raise _bad("table_name", f"no workspace makes rules for {name!r}")
    return open_tables[name]


def _bad(field: str, why: str) -> Invalid:
    return Invalid(
        why,
        "GET /v1/access-rules/built-in/all shows tables and rules",
        [FieldError(field=field, message=why)],
    )


def _is_row(node: Any) -> bool:
    while hasattr(node, "children") and node.data != "ident" and len(node.children) == 1:
        node = node.children[0]
    return hasattr(node, "data") and node.data == "ident" and str(node.children[0]) == "row"


async def _making(making: Making, body: AccessRuleRequest, values: Values) -> None:
    check_expression(body.table_name, body.operation, body.expression)
    count = await making.session.scalar(
        select(func.count())
        .select_from(AccessRuleRow)
        .where(
            AccessRuleRow.workspace_id == values["workspace_id"],
            AccessRuleRow.table_name == body.table_name,
            AccessRuleRow.operation == body.operation.value,
        )
    )
    if (count or 0) >= OWN_RULES_MAX:
        raise TooManyRules(
            f"the workspace has {count} rules for this already", "change one of them, or delete one"
        )


async def _changing(making: Making, row: AccessRuleRow, values: Values) -> None:
    for name in [name for name, value in values.items() if value is None]:
        del values[name]
    if "expression" in values:
        check_expression(row.table_name, Operation(row.operation), values["expression"])


RULES: Noun[AccessRuleRow] = Noun(
    table=AccessRuleRow,
    name="access rule",
    tag="access",
    path="/v1/access-rules",
    identity="rule_id",
    shape=AccessRuleShape,
    query=RuleQuery,
    create=AccessRuleRequest,
    change=AccessRuleChange,
    making=_making,
    changing=_changing,
    describes={
        Operation.LIST: "Those that your workspaces have added. What no rule allows is denied.",
        Operation.CREATE: "Opens rows of this workspace to members of this workspace. A rule for `list` or "
        "`view` becomes part of the query, and is refused where it cannot.",
    },
)

router = router_of(RULES)


@router.get(
    "/built-in/all",
    response_model=list[BuiltInShape],
    responses=problems(),
    summary="The rules that every installation begins with",
)
async def list_built_in(caller: CallerOf) -> list[BuiltInShape]:
    """For each table five expressions, one an operation."""
    return built_in()
