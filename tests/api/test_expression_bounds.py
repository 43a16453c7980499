"""Expressions: what is none is refused with the reason, and what is evil ends in time."""

from __future__ import annotations

import contextlib
import time

import pytest

from api.access.expressions import DEPTH_MAX, LENGTH_MAX, BadExpression, holds, parse
from api.access.query import condition
from tests.api.test_expressions import COLUMNS, FACTS

RUNAWAY_S = 20
"""Of computing. The worst of these takes a fifth of a second, one that grew by the power would not end."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "row.",
        "row.text ==",
        "(",
        "secret == 1",
        "user.id == 1",
        ".caller.operator",
        ".size(row)",
        "open('x')",
        "row.text.format('a')",
        "row.parts.all(row, row == 'a')",
        "row.parts.exists(row, true)",
        "row.parts.map(row, row)",
        "row.parts.filter(row, true)",
        "row.parts.exists_one(row, true)",
        "caller{a: 1}",
        "{'a': 1} == row.parts",
        "__import__('os')",
        'row.text == "a\x00"',
        "row.text == '\ud800'",
        "x" * (LENGTH_MAX + 1),
        "row.a == 1 // " + "x" * LENGTH_MAX,
        "(" * 900 + "true" + ")" * 900,
        "(" * 30 + "true" + ")" * 30,
        "!" * 1000 + "true",
        "[" * 500 + "]" * 500,
        "-" * 1500 + "1",
        " || ".join(["row.a == 1"] * 180),
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(BadExpression) as refused:
        parse(text)
    assert [one.field for one in refused.value.fields] == ["expression"]


def test_what_is_deep_but_allowed_is_evaluated_from_deep_down() -> None:
    deep = "(" * 12 + "row.done" + ")" * 12
    long = " || ".join(["row.done"] * 100)
    with pytest.raises(BadExpression):
        parse("(" * (DEPTH_MAX // 10) + "true" + ")" * (DEPTH_MAX // 10))

    def below(frames: int) -> bool:
        if frames:
            return below(frames - 1)
        facts = {"caller": FACTS, "row": {"done": True}}
        condition(deep, FACTS, COLUMNS)
        condition(long, FACTS, COLUMNS)
        return holds(deep, facts) and holds(long, facts)

    assert below(150)


@pytest.mark.parametrize(
    "text",
    [
        "row.text.matches('(a+)+$')",
        "row.text.matches('(a|a)*b')",
        "row.text.matches('(.*a){20}')",
        "row.text.matches('a{1000}{1000}')",
        "matches(row.text, '((a*)*)*c')",
        "row.text in [" + ", ".join(["'aaaaaaa'"] * 150) + "]",
        "row.count in [" + ", ".join(["1"] * 600) + "]",
        "(" + " + ".join(["row.text"] * 100) + ") == 'a'",
        "row.count " + "* row.count " * 90 + "> 0",
        "duration('99999999999999999999h') > duration('1s')",
        "timestamp('never') > timestamp('1')",
        "int('9' + '9') > 1 / 0",
    ],
)
def test_evil_expressions_end_in_time(text: str) -> None:
    facts = {"caller": FACTS, "row": {"text": "a" * 50_000 + "!", "count": 3}}
    begun = time.thread_time()  # of this thread alone: what else the machine does changes nothing
    with contextlib.suppress(BadExpression):
        holds(text, facts)
    assert time.thread_time() - begun < RUNAWAY_S
