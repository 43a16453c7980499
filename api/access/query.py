"""Rules as conditions of a query: in, an expression, the caller and a table; out, SQL.

What depends on the caller alone is worked out beforehand, so that most rules end as one `IN`. A part
that SQL has no words for makes the whole expression `NotCompilable`; it is then asked row by row.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from celpy.evaluation import celstr
from lark import Tree
from lark.lexer import Token
from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from api.access.comparing import equal, kind_of
from api.access.expressions import parse

EXACT_MAX = 2**53
"""Larger whole numbers are not compared exactly with numbers that are not whole."""

WHOLE_MAX = 2**63 - 1
"""The largest number of a column."""


class NotCompilable(ValueError):
    """An expression, or a part of it, has no form in SQL."""


@dataclass(frozen=True)
class Const:
    """A value that is known before the query."""

    value: Any


@dataclass(frozen=True)
class Column:
    """A column of the row. `kind`: as `kind_of` names that of its values."""

    element: InstrumentedAttribute[Any]
    kind: str

    @property
    def whole(self) -> bool:
        """Whether it holds whole numbers."""
        return self.element.type.python_type is int

    @property
    def nullable(self) -> bool:
        """Whether it may hold null."""
        return bool(self.element.property.columns[0].nullable)


Part = Const | Column | ColumnElement[bool]
"""An element is a condition: true, false, or null where CEL has an error; both deny."""

Facts = Mapping[str, object]
_UNKNOWN: Facts = {}
_PLAIN = frozenset({"null", "bool", "number", "text"})
"""Lists and the like are compared by celpy alone."""

Columns = Mapping[str, InstrumentedAttribute[Any]]


def condition(text: str, facts: Facts, columns: Columns, *, whole: bool = False) -> ColumnElement[bool]:
    """The expression as a condition on the rows of a table. It lets through what `holds` says yes to.

    Args:
        text: over `caller` and `row`.
        facts: of the caller.
        columns: of the table, by the name that `row` has them under.
        whole: refuse also what only another caller would need a form in SQL for.

    Raises:
        NotCompilable, api.access.expressions.BadExpression
    """
    part = _Compiler(facts, columns, whole=whole).visit(parse(text))
    if isinstance(part, Const):
        return true() if part.value is True else false()
    return _condition_of(part)


def decided(text: str, facts: Facts, row: Facts = _UNKNOWN) -> bool | None:
    """What follows from what is known: of every row alike, or of those with these values.

    It says what `holds` says, or nothing; without building celpy's values it takes a tenth of the time.

    Args:
        text: over `caller` and `row`.
        facts: of the caller.
        row: values by name, as many as are known.

    Returns:
        None where it depends on more.
    """
    known = {name: value for name, value in row.items() if kind_of(value) in _PLAIN}
    try:
        part = _Compiler(facts, {}, known=known).visit(parse(text))
    except NotCompilable:
        return None
    return part.value is True if isinstance(part, Const) else None


class _Compiler:
    """Walks the tree of celpy's grammar; each rule has a method of its name."""

    def __init__(
        self, facts: Facts, columns: Columns, *, whole: bool = False, known: Facts = _UNKNOWN
    ) -> None:
        self._facts = facts
        self._columns = columns
        self._whole = whole
        self._known = known

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
        open_sides = [_condition_of(side) for side in sides if not isinstance(side, Const)]
        if postponed is not None and (self._whole or ends_with not in known):
            raise postponed
        if ends_with in known:
            return Const(ends_with)
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
                return Const(not self._boolean(value.value))
            return not_(_condition_of(value))
        if isinstance(value, Const) and kind_of(value.value) == "number":
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
            return Const(_known(sign, left.value, right.value))
        if sign == "in":
            if not isinstance(left, Column) or not isinstance(right, Const):
                raise NotCompilable("`in` takes a column and a list that is known")
            return _one_of(left, right.value)
        if isinstance(left, Const):
            left, right, sign = right, left, _MIRRORED[sign]
        if not isinstance(left, Column):
            raise NotCompilable("a condition is compared")
        if isinstance(right, Const):
            return _against(sign, left, right.value)
        if not isinstance(right, Column) or left.kind != right.kind or left.whole != right.whole:
            raise NotCompilable("columns of different kinds are compared")
        return _columns(sign, left, right)

    def _member_dot(self, node: Tree[Token]) -> Part:
        base, name = node.children
        variable = _variable(base)
        if variable == "caller":
            if str(name) not in self._facts:
                raise NotCompilable(f"caller.{name}")
            return Const(self._facts[str(name)])
        if variable == "row" and str(name) in self._known:
            return Const(self._known[str(name)])
        if variable == "row" and str(name) in self._columns:
            return _column(self._columns[str(name)])
        raise NotCompilable(f"{variable}.{name}")

    def _member_dot_arg(self, node: Tree[Token]) -> Part:
        base, name, *arguments = node.children
        if str(name) not in {"startsWith", "endsWith", "contains"} or len(arguments) != 1:
            raise NotCompilable(str(name))
        left, right = self.visit(base), self.visit(arguments[0])
        if not isinstance(right, Const) or not isinstance(right.value, str):
            raise NotCompilable(f"{name} of something that is no text")
        if isinstance(left, Const) and isinstance(left.value, str):
            return Const(_TEXTS[str(name)](left.value, right.value))
        if str(name) != "startsWith" or not isinstance(left, Column) or left.kind != "text":
            raise NotCompilable(f"{name} of this")
        # Not LIKE: SQLite's takes A for a, and a rule must not let through more than it says.
        return func.substr(left.element, 1, len(right.value)) == right.value

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
                return Const(_integer(str(token)))
            case "FLOAT_LIT" if math.isfinite(float(str(token))):
                return Const(float(str(token)))
            case "STRING_LIT" | "MLSTRING_LIT":
                return Const(_string(token))
            case other:
                raise NotCompilable(f"the literal {token} ({other})")

    @staticmethod
    def _boolean(value: object) -> bool:
        if not isinstance(value, bool):
            raise NotCompilable("only true and false can be negated")
        return value


def _integer(text: str) -> int:
    value = int(text, 16 if "0x" in text else 10)
    if not -WHOLE_MAX - 1 <= value <= WHOLE_MAX:
        raise NotCompilable(f"{text} is beyond all columns")
    return value


def _string(token: Token) -> str:
    try:
        text = str(celstr(token))
        text.encode()
    except (ValueError, OverflowError) as error:
        raise NotCompilable(f"{token} is no text") from error
    if "\0" in text:
        raise NotCompilable("no text holds the character 0")
    return text


def _column(element: InstrumentedAttribute[Any]) -> Column:
    kind = {bool: "bool", int: "number", float: "number", str: "text"}.get(element.type.python_type)
    if kind is None:
        raise NotCompilable(f"{element.key} holds more than one value")
    return Column(element, kind)


def _condition_of(part: Part) -> ColumnElement[bool]:
    if isinstance(part, Column):
        if part.kind != "bool":
            raise NotCompilable(f"{part.element.key} is not true or false")
        return part.element == true()
    if isinstance(part, Const):
        raise NotCompilable("a value is no condition")
    return part


def _known(sign: str, left: Any, right: Any) -> bool:
    if sign in {"eq", "ne"}:
        return equal(left, right) is (sign == "eq")
    if sign == "in":
        if not isinstance(right, list):
            raise NotCompilable("`in` takes a list")
        return any(equal(left, one) for one in right)
    if kind_of(left) != kind_of(right) or kind_of(left) not in {"number", "text"}:
        raise NotCompilable("values without an order are compared")
    return bool(_SIGNS[sign](left, right))


def _fitting(column: Column, value: Any) -> Any:
    """The value as the column would hold it; None where it cannot hold it. Raises NotCompilable."""
    if kind_of(value) != column.kind:
        return None
    if column.whole and isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= WHOLE_MAX - 1024 else None
    if column.kind == "number" and not column.whole and isinstance(value, int) and abs(value) > EXACT_MAX:
        raise NotCompilable(f"{value} is beyond what {column.element.key} keeps exactly")
    return value


def _one_of(column: Column, values: Any) -> Part:
    if not isinstance(values, list):
        raise NotCompilable("`in` takes a list")
    fitting = [_fitting(column, value) for value in values]
    within = column.element.in_([value for value in fitting if value is not None])
    if None in values:  # what is null is in a list with null
        return or_(column.element.is_(None), within)
    if all(value is None for value in fitting):
        return Const(False)
    return and_(column.element.is_not(None), within) if column.nullable else within


def _against(sign: str, column: Column, value: Any) -> Part:
    """A column and a value: null is unequal to all but null, and has no order."""
    if sign not in {"eq", "ne"}:
        return _beyond(sign, column, value)
    element, fitting = column.element, _fitting(column, value)
    if value is None:
        return element.is_(None) if sign == "eq" else element.is_not(None)
    if fitting is None:
        return Const(sign == "ne")
    if sign == "eq":
        return and_(element.is_not(None), element == fitting) if column.nullable else element == fitting
    return or_(element.is_(None), element != fitting) if column.nullable else element != fitting


def _beyond(sign: str, column: Column, value: Any) -> Part:
    # Databases order texts by language, and CEL by code points: a text has no order here.
    if column.kind != "number" or kind_of(value) != "number":
        raise NotCompilable("only numbers are larger or smaller than one another")
    if column.whole and isinstance(value, float):
        if abs(value) > EXACT_MAX:
            raise NotCompilable(f"{value} is beyond what is compared exactly")
        edge = math.floor(value) if sign in {"lt", "le"} else math.ceil(value)
        strict = sign in {"lt", "gt"} and value == edge
        sign, value = (sign if strict else {"lt": "le", "gt": "ge"}.get(sign, sign)), edge
    _fitting(column, value)
    return _SIGNS[sign](column.element, value)  # type: ignore[no-any-return]


def _columns(sign: str, left: Column, right: Column) -> Part:
    if sign == "eq":
        return left.element.is_not_distinct_from(right.element)
    if sign == "ne":
        return left.element.is_distinct_from(right.element)
    if left.kind != "number":
        raise NotCompilable("only numbers are larger or smaller than one another")
    return _SIGNS[sign](left.element, right.element)  # type: ignore[no-any-return]


def _variable(node: Tree[Token] | Token) -> str:
    """`caller` or `row`, when the node is nothing but that name."""
    while isinstance(node, Tree) and node.data != "ident" and len(node.children) == 1:
        node = node.children[0]
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "ident" else ""


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
