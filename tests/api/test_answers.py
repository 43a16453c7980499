"""Answers to wishes: whatever happens, and whoever dies, each asker is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.bot import answers
from api.tables import HighlightRow, WishRow
from schemas.ids import new_id
from schemas.judging import HighlightState
from schemas.rendering import ClipState
from tests.api.chatting import Chat, chat_of, somebody
from tests.api.running import EPOCH_MS, Api, Setup, started
from tests.api.test_http import problem
from tests.api.world import WORKER, person


@pytest.fixture
async def chat(api: Api) -> Chat:
    """A channel that has been captured for two minutes."""
    chat = await chat_of(api, await person(api, "ann"))
    await chat.open()
    await chat.runs_for(120)
    return chat


async def test_an_answer_is_claimed_once_and_its_end_is_told_once(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000)
    [answer] = await chat.due()
    problem(await chat.told(answer["answer_id"]), 409, "answer-unclaimed")
    claimed = await chat.claim(answer["answer_id"], "mine")
    assert (claimed.status_code, claimed.json()["state"]) == (200, "claimed")
    assert await chat.due() == []
    assert (await chat.claim(answer["answer_id"], "mine")).status_code == 200, "its answer was lost"
    for other in ("", "other"):
        problem(await chat.claim(answer["answer_id"], other), 409, "answer-taken")
    told = await chat.told(answer["answer_id"], "msg_duplicate")
    assert (told.json()["state"], told.json()["outcome"]) == ("dropped", "msg_duplicate")
    assert (await chat.told(answer["answer_id"])).json()["outcome"] == "msg_duplicate"
    problem(await chat.claim(answer["answer_id"], "mine"), 409, "answer-taken")


async def test_who_dies_between_claiming_and_saying_is_not_replaced(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000)
    [answer] = await chat.due()
    await chat.claim(answer["answer_id"])
    for _ in range(3):
        chat.clock.advance(3_600_000)
        await chat.settle()
        assert await chat.due() == []
        assert (await chat.claim(answer["answer_id"])).status_code == 409
    assert [one["answer_id"] for one in await chat.due("claimed")] == [answer["answer_id"]]


async def test_of_many_processes_one_says_an_answer(setup: Setup) -> None:
    async with started(setup) as one, started(setup) as other:
        chat = await chat_of(one, await person(one, "ann"))
        await chat.open()
        await chat.runs_for(120)
        for number in range(4):
            await chat.say("!clip", who=number)
        await chat.highlight(95_000)
        await chat.clip(95_000)
        for answer in await chat.due():
            path = f"/v1/bot/answers/{answer['answer_id']}/claim"
            asked = [
                api.http.post(path, json={"claim": f"c{number}"}, headers=WORKER)
                for number, api in enumerate((one, other) * 3)
            ]
            statuses = sorted(claimed.status_code for claimed in await asyncio.gather(*asked))
            assert statuses == [200] + [409] * 5


async def test_what_nobody_said_in_time_is_said_no_more(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000)
    [answer] = await chat.due()
    chat.clock.advance(15 * 60_000)
    problem(await chat.claim(answer["answer_id"]), 409, "answer-taken")
    async with chat.api.services.database.writing() as work:
        await answers.sweep(work.session, chat.clock.now_ms())
    assert [one["state"] for one in await chat.due("expired")] == ["expired"]


_step = st.tuples(
    st.sampled_from(["say", "say", "opened", "grown", "final", "dropped", "ready", "failed", "time", "end"]),
    st.integers(0, 4),
)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(_step, min_size=3, max_size=25))
async def test_whatever_happens_each_asker_is_told_once(api: Api, steps: list[tuple[str, int]]) -> None:
    """All stories are played on one database, each in a channel of its own."""
    chat = await chat_of(api, await somebody(api, new_id(api.services.clock.now_ms())))
    chat.prefix = chat.channel_id[-12:]
    await chat.open()
    await chat.runs_for(60)
    accepted: set[str] = set()
    revisions: dict[int, int] = {}
    over = False
    for step, number in steps:
        start_ms = number * 40_000
        if step == "say":
            said = await chat.say("!clip", who=len(accepted) + 1, role="moderator")
            if said["wanted_centi"]:
                accepted.add(f"{chat.prefix}-{chat.lines}")
        elif step in set(HighlightState):
            revisions[start_ms] = revisions.get(start_ms, 0) + 1
            await chat.highlight(start_ms, HighlightState(step), revisions[start_ms])
        elif step in set(ClipState):
            await chat.clip(start_ms, ClipState(step))
        elif not over:
            over = step == "end"
            await (chat.ends() if over else chat.runs_for(20 + number))
        await chat.settle()
        told = [one["reply_to"] for one in await _all(chat)]
        assert len(told) == len(set(told))
        assert set(told) <= accepted
    chat.clock.advance(30 * 60_000)
    await chat.settle()
    assert {one["reply_to"] for one in await _all(chat)} == accepted


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    """As our processes do: who is told to come again does."""
    for _ in range(20):
        try:
            await call()
        except AssertionError as error:
            if "503" not in str(error):
                raise
        else:
            return
    raise AssertionError("it was put off 20 times")


async def test_everything_at_once_tells_each_asker_once(setup: Setup) -> None:
    """Lines, highlights, clips and the clock, by two processes at the same time."""
    async with started(setup) as one, started(setup) as other:
        chat = await chat_of(one, await person(one, "ann"))
        await chat.open()
        await chat.runs_for(60)
        for turn in range(6):
            start_ms = chat.clock.now_ms() - EPOCH_MS - 20_000
            lines = [chat.line("!clip", who=10 * turn + number, role="vip") for number in range(6)]
            halves = (chat, replace(chat, api=other))
            calls: list[Callable[[], Awaitable[object]]] = [
                partial(_brought, halves[number % 2], line) for number, line in enumerate(lines)
            ]
            calls += [partial(half.highlight, start_ms, HighlightState.OPENED) for half in halves]
            calls += [partial(half.highlight, start_ms, HighlightState.FINAL, 2) for half in halves]
            calls += [partial(half.clip, start_ms) for half in halves]
            calls += [half.settle for half in halves]
            await asyncio.gather(*(_patiently(call) for call in calls))
            await chat.runs_for(120)
        chat.clock.advance(30 * 60_000)
        await chat.settle()
        told = [one["reply_to"] for one in await _all(chat)]
        assert sorted(told) == sorted(f"line-{number + 1}" for number in range(36))
        assert {one["outcome"] for one in await chat.wishes()} == {"ready"}


async def _brought(chat: Chat, line: dict[str, Any]) -> None:
    answer = await chat.send(line)
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"


async def test_what_was_written_at_the_same_moment_as_the_wish_is_found(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000, near_miss=True)
    async with chat.api.services.database.writing() as work:  # with no event that anybody follows
        row = (await work.session.scalars(select(HighlightRow))).one()
        row.near_miss = False
    await chat.runs_for(60)
    await chat.settle()
    assert [one["state"] for one in await chat.wishes()] == ["bound"]
    async with chat.api.services.database.writing() as work:
        (await work.session.scalars(select(WishRow))).one().highlight_id = "x"
    await chat.clip(95_000)
    async with chat.api.services.database.writing() as work:
        (await work.session.scalars(select(WishRow))).one().highlight_id = row.highlight_id
    assert await chat.due() == []
    await chat.settle()
    assert [one["text"][:18] for one in await chat.due()] == ["Your clip is ready"]


async def _all(chat: Chat) -> list[dict[str, Any]]:
    listed = await chat.api.http.get(
        f"/v1/bot/answers?channel_id={chat.channel_id}&limit=500", headers=WORKER
    )
    return list(listed.json()["items"])
