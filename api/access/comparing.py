"""How values are compared in expressions: in, two values of celpy; out, true, false or an error.

The language says that values of different kinds are unequal; celpy alone makes an error of it, and one
that depends on which side is which, so that `row.max_media_ms != null` would never be true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from celpy.celtypes import BoolType, DoubleType, IntType, ListType, StringType, UintType
from celpy.evaluation import CELEvalError


def kind_of(value: object) -> str:
    """`null`, `bool`, `number`, `text`, or the name of another type."""
    match value:
        case None:
            return "null"
        case bool() | BoolType():
            return "bool"
        case IntType() | UintType() | DoubleType() | int() | float():
            return "number"
        case str():
            return "text"
        case _:
            return type(value).__name__


def plain(value: Any) -> Any:
    """A value as Python's own, which compares whole numbers and others exactly."""
    match value:
        case BoolType():
            return bool(value)
        case DoubleType():
            return float(value)
        case IntType() | UintType():
            return int(value)
        case StringType():
            return str(value)
        case _:
            return value


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; those of different kinds are not."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, ListType):
        return len(left) == len(right) and all(map(equal, left, right))
    try:
        return bool(plain(left) == plain(right))
    except TypeError:
        return False


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compared(left: Any, right: Any) -> bool:
        kind = kind_of(left)
        if kind != kind_of(right) or kind in {"null", "bool"}:
            raise TypeError(f"{kind} and {kind_of(right)} have no order")
        return bool(compare(plain(left), plain(right)))

    return compared


def _within(item: Any, container: Any) -> bool:
    if not isinstance(container, (list, Mapping)):
        raise TypeError("`in` takes a list")
    return any(equal(item, one) for one in container)


def _guarded(compare: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    """An error on either side is the outcome, as everywhere in the language."""

    def guarded(left: Any, right: Any) -> Any:
        for side in (left, right):
            if isinstance(side, CELEvalError):
                return side
        return BoolType(compare(left, right))

    return guarded


OPERATORS: dict[str, Callable[..., Any]] = {
    "_==_": _guarded(equal),
    "_!=_": _guarded(lambda left, right: not equal(left, right)),
    "_<_": _guarded(_ordered(operator.lt)),
    "_<=_": _guarded(_ordered(operator.le)),
    "_>_": _guarded(_ordered(operator.gt)),
    "_>=_": _guarded(_ordered(operator.ge)),
    "_in_": _guarded(_within),
}
"""What celpy is given in place of its own."""
