"""Expressions: the query that a rule becomes lets through the rows that the rule itself says yes to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, BigInteger, MetaData, insert, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.access.caller import NOBODY, Caller, CallerKind, Role
from api.access.expressions import holds, parse
from api.access.query import NotCompilable, condition, decided
from api.access.routes import CLOSED
from api.access.rules import BUILT_IN
from api.access.service import columns_of
from api.tables import Base
from tests.api.running import Setup


class Root(DeclarativeBase):
    metadata = MetaData()


class Thing(Root):
    """One column of each kind, with and without null."""

    __tablename__ = "things"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    text: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    share: Mapped[float]
    done: Mapped[bool]
    text_or: Mapped[str | None]
    count_or: Mapped[int | None] = mapped_column(BigInteger)
    share_or: Mapped[float | None]
    done_or: Mapped[bool | None]
    parts: Mapped[Any] = mapped_column(JSON, nullable=True)


COLUMNS = {
    column.key: column
    for column in (
        Thing.number,
        Thing.text,
        Thing.count,
        Thing.share,
        Thing.done,
        Thing.text_or,
        Thing.count_or,
        Thing.share_or,
        Thing.done_or,
        Thing.parts,
    )
}

TEXTS = ["", "a", "A", "ab", "é", "e\u0301", "%", "a_b", "'", "🎉x", "ws-1", "\\", "user"]
COUNTS = [-(2**63), -1, 0, 1, 2, 3, 2**53, 2**53 + 1, 2**63 - 1]
SHARES = [-1.5, -0.0, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 1e300]

CALLER = Caller(CallerKind.USER, "user", {"ws-1": Role.OWNER, "a": Role.VIEWER})
FACTS = CALLER.facts()

rows = st.fixed_dictionaries(
    {
        "text": st.sampled_from(TEXTS),
        "count": st.sampled_from(COUNTS),
        "share": st.sampled_from(SHARES),
        "done": st.booleans(),
        "text_or": st.none() | st.sampled_from(TEXTS),
        "count_or": st.none() | st.sampled_from(COUNTS),
        "share_or": st.none() | st.sampled_from(SHARES),
        "done_or": st.none() | st.booleans(),
        "parts": st.none() | st.lists(st.sampled_from(TEXTS), max_size=2),
    }
)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


column_names = st.sampled_from([f"row.{name}" for name in COLUMNS])
literals = st.one_of(
    st.sampled_from(TEXTS).map(_quoted),
    st.sampled_from([*COUNTS[1:], 7]).map(str),
    st.sampled_from([*SHARES, 0.1, 2.000001]).map(
        lambda value: f"{value:.7f}" if abs(value) < 9 else "1e300"
    ),
    st.sampled_from(["true", "false", "null", "0x02", "- 1", r"'\x61'", "r'a'", "'''a'''"]),
)
of_caller = st.sampled_from(["caller.id", "caller.kind", "caller.operator"])
values = column_names | literals | of_caller
lists = st.one_of(
    st.lists(literals, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
    st.sampled_from(["caller.viewer_of", "caller.editor_of", "caller.owner_of"]),
)
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
terms = st.one_of(
    st.tuples(values, signs, values).map(" ".join),
    st.tuples(column_names, signs, literals).map(" ".join),
    st.tuples(values, st.just("in"), lists).map(" ".join),
    st.tuples(
        column_names, st.sampled_from(["startsWith", "endsWith", "contains"]), st.sampled_from(TEXTS)
    ).map(lambda three: f"{three[0]}.{three[1]}({_quoted(three[2])})"),
    st.sampled_from(
        ["row.done", "row.done_or", "caller.operator", "true", "false", "row.text", "size(row.text) > 1"]
    ),
)
expressions = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" && ", " || "]), inner).map("".join),
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=5,
)


class Rows:
    """A table in a database, asked from outside of a loop."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._engine = create_async_engine(url)

    def fill(self, given_rows: list[dict[str, Any]], text: str) -> list[int]:
        """The numbers of the rows that the condition lets through."""
        return self._loop.run_until_complete(self._asked(given_rows, text))

    async def _asked(self, given_rows: list[dict[str, Any]], text: str) -> list[int]:
        query = select(Thing.number).where(condition(text, FACTS, COLUMNS)).order_by(Thing.number)
        async with self._engine.connect() as connection:  # never committed: the table is gone with it
            await connection.run_sync(Root.metadata.create_all)
            await connection.execute(insert(Thing), given_rows)
            found = list((await connection.execute(query)).scalars())
            await connection.rollback()
        return found

    def close(self) -> None:
        self._loop.run_until_complete(self._engine.dispose())
        self._loop.close()


@pytest.fixture
def table(setup: Setup) -> Iterator[Rows]:
    opened = Rows(setup.settings.database)
    yield opened
    opened.close()


def _says_yes(text: str, given_rows: list[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in given_rows if holds(text, {"caller": FACTS, "row": row})]


def _numbered(given_rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"number": number, **row} for number, row in enumerate(given_rows)]


@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=expressions, made=st.lists(rows, min_size=1, max_size=8))
def test_the_query_lets_through_what_the_rule_says_yes_to(
    table: Rows, text: str, made: list[dict[str, Any]]
) -> None:
    given_rows = _numbered(made)
    try:
        found = table.fill(given_rows, text)
    except NotCompilable:
        return
    assert found == _says_yes(text, given_rows), text


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=expressions, row=rows, names=st.sets(st.sampled_from(sorted(COLUMNS))))
def test_what_follows_from_known_values_is_what_the_rule_says(
    text: str, row: dict[str, Any], names: set[str]
) -> None:
    whole = {"number": 1, **row}
    known = decided(text, FACTS, {name: whole[name] for name in names})
    assert known in {None, holds(text, {"caller": FACTS, "row": whole})}


@pytest.mark.parametrize("text", ["row.text == 'a' || row.done", "row.text in caller.viewer_of", "!row.done"])
def test_of_a_row_that_is_known_most_rules_follow_at_once(text: str) -> None:
    for done in (True, False):
        row = {"text": "a", "done": done, "parts": ["x"]}
        assert decided(text, FACTS, row) is holds(text, {"caller": FACTS, "row": row})
    assert decided("row.parts == ['x']", FACTS, {"parts": ["x"]}) is None


COMPILE = [
    "row.text == caller.id",
    "row.text != 'a'",
    "'a' == row.text_or",
    "row.text_or != 'a'",
    "row.text_or == null",
    "row.count_or != null",
    "!(row.text_or == 'a')",
    "row.count_or != 1",
    "!(row.count_or != 1)",
    "row.count < 2.5",
    "row.count <= 2.0",
    "2.5 < row.count",
    "row.count > -0.5",
    "row.count >= 2.0",
    "row.count == 2.0",
    "row.count == 2.5",
    "row.share == 2",
    "row.share < 2",
    "row.count_or < 2",
    "!(row.count_or < 2)",
    "row.count_or < 2 || row.done",
    "!(row.count_or < 2 && row.done)",
    "row.text in ['a', null]",
    "row.text_or in ['a', null]",
    "!(row.text_or in ['a', null])",
    "!(row.text_or in ['a'])",
    "row.text_or in []",
    "row.count in [1, 'a', 2.0, 2.5, true]",
    "row.done in [true]",
    "row.done_or in [1]",
    "!row.done_or",
    "row.done_or",
    "row.done == 1",
    "row.done != 1",
    "row.text == 1",
    "row.text != 1",
    "row.text_or != 1",
    "row.text.startsWith('a')",
    "row.text.startsWith('%')",
    "row.text_or.startsWith('')",
    "!row.text_or.startsWith('a')",
    "row.text.startsWith('🎉')",
    "row.text in caller.viewer_of",
    "row.text_or == row.text",
    "row.text_or != row.text",
    "row.count_or > row.count",
    "row.share == row.share_or",
    "row.done == row.done_or",
    "'x' in caller.owner_of || row.done",
    "row.count == 0x02",
    "row.count == 007",
    "row.share > 9007199254740992",
    "true == 1 || row.done",
    "null == null && row.done",
    "row.count < 9007199254740993",
    "row.count == 9223372036854775807",
    "-1 == row.count",
]
"""Each must have a form in SQL: that random ones agree proves little when they are refused."""


@pytest.mark.parametrize("text", COMPILE)
def test_what_people_write_becomes_a_query(table: Rows, text: str) -> None:
    variants = [
        {
            "text": TEXTS[number % len(TEXTS)],
            "count": COUNTS[number % len(COUNTS)],
            "share": SHARES[number % len(SHARES)],
            "done": number % 2 == 0,
            "text_or": [None, *TEXTS][number % (len(TEXTS) + 1)],
            "count_or": [None, *COUNTS][number % (len(COUNTS) + 1)],
            "share_or": [None, *SHARES][number % (len(SHARES) + 1)],
            "done_or": (None, True, False)[number % 3],
            "parts": None,
        }
        for number in range(60)
    ]
    given_rows = _numbered(variants)
    assert table.fill(given_rows, text) == _says_yes(text, given_rows)


def test_null_opens_nothing_by_itself() -> None:
    empty = {"caller": FACTS, "row": dict.fromkeys(COLUMNS)}
    for text in (
        "row.text_or == 'a'",
        "row.count_or < 1",
        "row.count_or > 1",
        "!(row.count_or > 1)",
        "row.done_or",
        "!row.done_or",
        "row.text_or.startsWith('')",
        "row.text_or in caller.viewer_of",
        "row.missing",
        "row.missing == null",
        "row.missing != 'a'",
        "row.count_or + 1 > 0",
        "row.count_or",
        "'yes'",
        "1",
        "null",
    ):
        assert holds(text, empty) is False, text


@pytest.mark.parametrize(
    "text",
    [
        "row.parts == 'a'",
        "row.text < 'b'",
        "row.text",
        "row.count && true",
        "!row.text",
        "'a' in row.parts",
        "row.text.contains('a')",
        "row.text.endsWith('a')",
        "row.count + 1 > 2",
        "row.done < true",
        "row.count < null",
        "row.count < '1'",
        "row.missing == 1",
        "caller.missing == 1",
        "row.done ? true : false",
        "row['text'] == 'a'",
        "row.count == 9223372036854775808",
        "row.text == '\\x00'",
        "row.text == '\\ud800'",
        "row.share == 1e999",
        "row.share == 9007199254740993",
        "row.count == row.share",
        "(row.count == 1) == true",
        "row.text in row.parts",
        "matches(row.text, 'a')",
        "row.count in [[1]] || row.text > 'a'",
        "row.count.startsWith('1')",
        "-row.count > 0",
        "row.count == 1u",
    ],
)
def test_what_has_no_form_in_sql_is_refused_and_no_query_fails(text: str) -> None:
    with pytest.raises(NotCompilable):
        condition(text, FACTS, COLUMNS)


def test_what_an_operator_alone_would_need_a_form_for_is_refused_for_all() -> None:
    text = "!caller.operator || row.text.contains('a')"
    assert condition(text, FACTS, COLUMNS) is not None
    with pytest.raises(NotCompilable):
        condition(text, FACTS, COLUMNS, whole=True)


def test_every_built_in_rule_becomes_a_query_and_is_shown_as_it_is() -> None:
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for name, rules in BUILT_IN.items():
        for text in rules.values():
            parse(text)
            if name in tables:
                condition(text, NOBODY.facts(), columns_of(tables[name]), whole=True)
                assert decided(text, Caller().facts()) is not True, f"{name} is open to nobody in particular"
    assert {*BUILT_IN} >= CLOSED


def test_a_query_asks_in_words_that_an_index_answers() -> None:
    text = str(condition("row.text in caller.viewer_of || caller.operator", FACTS, COLUMNS))
    assert text == "things.text IN (__[POSTCOMPILE_text_1])"
