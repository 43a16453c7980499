"""Expressions over the caller and a row, in the Common Expression Language.

In: a text such as `row.workspace_id in caller.editor_of`. Out: a parsed expression, bounded in length
and depth, which can be asked for one row, or turned into a condition of a query (`api.access.query`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import celpy
from celpy.adapter import json_to_cel
from celpy.celparser import CELParseError
from celpy.celtypes import BoolType
from celpy.evaluation import CELEvalError
from lark import Tree
from lark.lexer import Token

from api.problems import FieldError, Invalid

LENGTH_MAX = 2000
"""Longer than any rule that a person can check by reading."""

NODES_MAX = 2000
"""Of the parsed tree. CEL has no loops but over lists that are given, so this bounds the time as well."""

NAMES = frozenset({"caller", "row"})

_ENVIRONMENT = celpy.Environment()


class BadExpression(Invalid):
    """The text is no expression, or uses what is not there; says where."""

    slug = "bad-expression"
    title = "The expression cannot be used"


def _refused(why: str) -> BadExpression:
    return BadExpression(
        why,
        "write a Common Expression Language expression over `caller` and `row`, such as "
        "`row.workspace_id in caller.editor_of`",
        [FieldError(field="expression", message=why)],
    )


@functools.lru_cache(maxsize=1024)
def parse(text: str, names: frozenset[str] = NAMES) -> Tree[Token]:
    """The expression as a tree.

    Args:
        text: as it was written.
        names: the variables that it may read.

    Raises:
        BadExpression
    """
    if not text.strip() or len(text) > LENGTH_MAX:
        raise _refused(f"an expression has between 1 and {LENGTH_MAX} characters")
    try:
        tree: Tree[Token] = _ENVIRONMENT.compile(text)
    except CELParseError as error:
        raise _refused(f"it cannot be read: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise _refused("it is nested too deeply") from error
    if sum(1 for _ in tree.iter_subtrees()) > NODES_MAX:
        raise _refused("it has too many parts")
    for node in tree.find_data("ident"):
        name = str(node.children[0])
        if name not in names:
            raise _refused(f"`{name}` is not known here; there are {', '.join(sorted(names))}")
    return tree


def holds(text: str, facts: Mapping[str, object], names: frozenset[str] = NAMES) -> bool:
    """Whether the expression is true. What cannot be evaluated (a field that is not there) is not.

    Args:
        text: the expression.
        facts: a plain value for each of its variables.
        names: the variables.

    Raises:
        BadExpression
    """
    program = _program(text, names)
    try:
        outcome = program.evaluate({name: json_to_cel(value) for name, value in facts.items()})  # type: ignore[arg-type]
    except (CELEvalError, ValueError, TypeError):
        return False
    return isinstance(outcome, BoolType) and bool(outcome)


@functools.lru_cache(maxsize=1024)
def _program(text: str, names: frozenset[str]) -> celpy.Runner:
    return _ENVIRONMENT.program(parse(text, names))
