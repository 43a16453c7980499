"""Rules as conditions of a query: in, an expression, the caller and a table; out, SQL.

What depends on the caller alone is worked out beforehand, so that most rules end as one `IN`. A part
that SQL has no words for makes the whole expression `NotCompilable`; it is then asked row by row.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lark import Tree
from lark.lexer import Token
from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from api.access.expressions import parse


class NotCompilable(ValueError):
    """An expression, or a part of it, has no form in SQL."""


@dataclass(frozen=True)
class Const:
    """A value that is known before the query."""

    value: Any


Part = Const | ColumnElement[Any] | InstrumentedAttribute[Any]

Facts = Mapping[str, object]
Columns = Mapping[str, InstrumentedAttribute[Any]]


def condition(text: str, facts: Facts, columns: Columns) -> ColumnElement[bool]:
    """The expression as a condition on the rows of a table.

    Args:
        text: over `caller` and `row`.
        facts: of the caller.
        columns: of the table, by the name that `row` has them under.

    Raises:
        NotCompilable, api.access.expressions.BadExpression
    """
    part = _Compiler(facts, columns).visit(parse(text))
    if isinstance(part, Const):
        return true() if part.value is True else false()
    return part  # type: ignore[return-value]


def decided(text: str, facts: Facts) -> bool | None:
    """What the expression says of every row alike; None where it depends on the row."""
    try:
        part = _Compiler(facts, {}).visit(parse(text))
    except NotCompilable:
        return None
    return part.value is True if isinstance(part, Const) else None


class _Compiler:
    """Walks the tree of celpy's grammar; each rule has a method of its name."""

    def __init__(self, facts: Facts, columns: Columns) -> None:
        self._facts = facts
        self._columns = columns

    def visit(self, node: Tree[Token] | Token) -> Part:
        if isinstance(node, Token):
            raise NotCompilable(str(node))
        method: Callable[[Tree[Token]], Part] | None = getattr(self, f"_{node.data}", None)
        if method is not None:
            return method(node)
        if len(node.children) == 1:  # a level of precedence that was not used
            return self.visit(node.children[0])
        raise NotCompilable(str(node.data))

    def _conditionalor(self, node: Tree[Token]) -> Part:
        return self._joined(node, ends_with=True)

    def _conditionaland(self, node: Tree[Token]) -> Part:
        return self._joined(node, ends_with=False)

    def _joined(self, node: Tree[Token], *, ends_with: bool) -> Part:
        """`||` and `&&`: one side that is known to decide makes the other irrelevant."""
        if len(node.children) == 1:
            return self.visit(node.children[0])
        sides: list[Part] = []
        postponed: NotCompilable | None = None
        for child in node.children:
            try:
                sides.append(self.visit(child))
            except NotCompilable as error:
                postponed = error
        known = [side.value for side in sides if isinstance(side, Const)]
        if any(not isinstance(value, bool) for value in known):
            raise NotCompilable("only true and false can be joined")
        if ends_with in known:
            return Const(ends_with)
        if postponed is not None:
            raise postponed
        open_sides = [side for side in sides if not isinstance(side, Const)]
        if not open_sides:
            return Const(not ends_with)
        return or_(*open_sides) if ends_with else and_(*open_sides)

    def _unary(self, node: Tree[Token]) -> Part:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        sign, inner = node.children
        value = self.visit(inner)
        if isinstance(sign, Tree) and sign.data == "unary_not":
            if isinstance(value, Const):
                return self._truth(not self._boolean(value.value))
            return not_(value)
        if isinstance(value, Const) and isinstance(value.value, (int, float)):
            return Const(-value.value)
        raise NotCompilable("a minus before a column")

    def _relation(self, node: Tree[Token]) -> Part:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        head, tail = node.children
        if not isinstance(head, Tree):
            raise NotCompilable("relation")
        left, right = self.visit(head.children[0]), self.visit(tail)
        return self._compared(str(head.data).removeprefix("relation_"), left, right)

    def _compared(self, sign: str, left: Part, right: Part) -> Part:
        if isinstance(left, Const) and isinstance(right, Const):
            return self._truth(_SIGNS[sign](left.value, right.value))
        if sign == "in":
            if not isinstance(right, Const) or not isinstance(right.value, list):
                raise NotCompilable("`in` takes a list that is known")
            if isinstance(left, Const):
                raise NotCompilable("in")
            return left.in_(right.value) if right.value else Const(False)
        if isinstance(left, Const):
            left, right, sign = right, left, _MIRRORED[sign]
        if isinstance(left, Const):  # for the type: both were constant above
            raise NotCompilable(sign)
        other = right.value if isinstance(right, Const) else right
        if sign == "eq":
            return left.is_not_distinct_from(other)
        if sign == "ne":
            return left.is_distinct_from(other)
        if other is None:
            raise NotCompilable("nothing is larger or smaller than null")
        return _SIGNS[sign](left, other)  # type: ignore[no-any-return]

    def _member_dot(self, node: Tree[Token]) -> Part:
        base, name = node.children
        variable = _variable(base)
        if variable == "caller":
            if str(name) not in self._facts:
                raise NotCompilable(f"caller.{name}")
            return Const(self._facts[str(name)])
        if variable == "row" and str(name) in self._columns:
            return self._columns[str(name)]
        raise NotCompilable(f"{variable}.{name}")

    def _member_dot_arg(self, node: Tree[Token]) -> Part:
        base, name, *arguments = node.children
        if str(name) not in {"startsWith", "endsWith", "contains"} or len(arguments) != 1:
            raise NotCompilable(str(name))
        left, right = self.visit(base), self.visit(arguments[0])
        if not isinstance(right, Const) or not isinstance(right.value, str):
            raise NotCompilable(str(name))
        if isinstance(left, Const):
            return self._truth(_TEXTS[str(name)](str(left.value), right.value))
        if str(name) != "startsWith":
            raise NotCompilable(str(name))
        # Not LIKE: SQLite's takes A for a, and a rule must not let through more than it says.
        return func.substr(left, 1, len(right.value)) == right.value

    def _list_lit(self, node: Tree[Token]) -> Part:
        values = []
        for child in node.children:
            for item in child.children if isinstance(child, Tree) else ():
                part = self.visit(item)
                if not isinstance(part, Const):
                    raise NotCompilable("a list of columns")
                values.append(part.value)
        return Const(values)

    def _exprlist(self, node: Tree[Token]) -> Part:
        if len(node.children) != 1:
            raise NotCompilable("more than one argument")
        return self.visit(node.children[0])

    def _literal(self, node: Tree[Token]) -> Part:
        token = node.children[0]
        if not isinstance(token, Token):
            raise NotCompilable("literal")
        match token.type:
            case "BOOL_LIT":
                return Const(str(token) == "true")
            case "NULL_LIT":
                return Const(None)
            case "INT_LIT":
                return Const(int(str(token), 0))
            case "FLOAT_LIT":
                return Const(float(str(token)))
            case "STRING_LIT" | "MLSTRING_LIT":
                try:
                    return Const(str(ast.literal_eval(str(token))))
                except (ValueError, SyntaxError) as error:
                    raise NotCompilable(str(token)) from error
            case other:
                raise NotCompilable(other)

    @staticmethod
    def _boolean(value: object) -> bool:
        if not isinstance(value, bool):
            raise NotCompilable("only true and false can be negated")
        return value

    @staticmethod
    def _truth(value: object) -> Const:
        return Const(bool(value))


def _variable(node: Tree[Token] | Token) -> str:
    """`caller` or `row`, when the node is nothing but that name."""
    while isinstance(node, Tree) and node.data != "ident" and len(node.children) == 1:
        node = node.children[0]
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "ident" else ""


def _safe(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def compared(left: Any, right: Any) -> Any:
        try:
            return compare(left, right)
        except TypeError as error:
            raise NotCompilable("values of different kinds are compared") from error

    return compared


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": _safe(lambda left, right: left < right),
    "le": _safe(lambda left, right: left <= right),
    "gt": _safe(lambda left, right: left > right),
    "ge": _safe(lambda left, right: left >= right),
    "in": _safe(lambda left, right: left in right),
}
_MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
