"""Expressions over the caller and a row, in the Common Expression Language.

In: a text such as `row.workspace_id in caller.editor_of`. Out: a parsed expression, bounded in length
and depth, which can be asked for one row, or turned into a condition of a query (`api.access.query`).
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Mapping

import celpy
from celpy.adapter import json_to_cel
from celpy.celparser import CELParseError
from celpy.celtypes import BoolType
from lark import Tree
from lark.lexer import Token

from api.access.comparing import OPERATORS
from api.problems import FieldError, Invalid

log = logging.getLogger(__name__)

LENGTH_MAX = 2000
"""Longer than any rule that a person can check by reading."""

NODES_MAX = 2000
"""Of the parsed tree. Without macros there are no loops, so this bounds the time as well."""

DEPTH_MAX = 200
"""Of the parsed tree: some twelve parentheses. Evaluating takes a few Python frames for each level."""

CALLS = frozenset({"size", "has", "int", "double", "string", "timestamp", "duration", "matches"})
"""Functions that are called as `name(value)`."""

METHODS = frozenset({"startsWith", "endsWith", "contains", "matches", "size"})
"""Functions that are called as `value.name(...)`. Macros (`all`, `map`) are not among them: nested, they
would take time by the power."""

NAMES = frozenset({"caller", "row"})

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")

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
    if _NO_TEXT.search(text):
        raise _refused("it holds a character that is none")
    try:
        tree: Tree[Token] = _ENVIRONMENT.compile(text)
    except CELParseError as error:
        raise _refused(f"it cannot be read: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise _refused("it is nested too deeply") from error
    if sum(1 for _ in tree.iter_subtrees()) > NODES_MAX:
        raise _refused("it has too many parts")
    if _depth(tree) > DEPTH_MAX:
        raise _refused("it is nested too deeply")
    _check_words(tree, names)
    return tree


def _depth(tree: Tree[Token]) -> int:
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
    return depth


def _check_words(tree: Tree[Token], names: frozenset[str]) -> None:
    """Every variable and function is one that there is; raises BadExpression for the first that is not."""
    for node in tree.iter_subtrees():
        match node.data:
            case "ident":
                _check_word(node.children[0], names)
            case "ident_arg":
                _check_word(node.children[0], CALLS)
            case "member_dot_arg":
                _check_word(node.children[1], METHODS)
            case "dot_ident" | "dot_ident_arg" | "member_object" | "map_lit":
                raise _refused("absolute names, messages and maps are not known here")
            case _:
                pass


def _check_word(word: object, known: frozenset[str]) -> None:
    if str(word) not in known:
        raise _refused(f"`{word}` is not known here; there are {', '.join(sorted(known))}")


def holds(text: str, facts: Mapping[str, object], names: frozenset[str] = NAMES) -> bool:
    """Whether the expression is true. What cannot be evaluated (a field that is not there) is not.

    Values of different kinds are unequal, whole numbers and others are compared by value, and nothing is
    larger or smaller than null; `api.access.query` says the same in SQL.

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
    except Exception as error:  # whatever it is that cannot be evaluated must not open anything
        log.debug("an expression has no value: %s", error)
        return False
    return isinstance(outcome, BoolType) and bool(outcome)


@functools.lru_cache(maxsize=1024)
def _program(text: str, names: frozenset[str]) -> celpy.Runner:
    return _ENVIRONMENT.program(parse(text, names), OPERATORS)
