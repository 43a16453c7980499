"""What is asked for reaches the road, once at least, whoever dies; and never when it is settled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.events.news import News
from api.renders import outbox
from api.renders.outbox import Outbox
from schemas.rendering import ClipState
from tests.api.asking import asked, report, template, told
from tests.api.running import Api, Setup, started, until
from tests.api.test_asking import a_moment


async def test_a_broker_that_is_down_delays_and_loses_nothing(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TROUBLE_WAIT_S", 0.01)
    setup.publisher.down = True
    async with started(setup) as api:
        ada, _, highlight_id, template_id = await a_moment(api)
        first = (await asked(api, ada, highlight_id, template_id))["clip_id"]
        second = (await asked(api, ada, highlight_id, await template(api, ada, "Red")))["clip_id"]
        assert told(setup) == []
        setup.publisher.down = False
        await until(lambda: len(told(setup)) == 2)
        assert sorted(told(setup)) == sorted((first, second))


async def test_a_new_process_tells_what_is_open_again_and_nothing_else(setup: Setup) -> None:
    async with started(setup) as api:
        ada, session_id, highlight_id, template_id = await a_moment(api)
        await report(api, session_id, highlight_id, ClipState.RENDERING)  # of itself, not asked for
        done = (await asked(api, ada, highlight_id, template_id))["clip_id"]
        red = await template(api, ada, "Red")
        waits = (await asked(api, ada, highlight_id, red))["clip_id"]
        await until(lambda: len(told(setup)) == 2)
        await report(api, session_id, highlight_id, ClipState.READY, template_id)
        await report(api, session_id, highlight_id, ClipState.RENDERING, red)
    setup.clock.advance(1)
    async with started(setup) as api:
        await until(lambda: len(told(setup)) == 3)
        assert told(setup)[2] == waits
        assert done != waits


@pytest.fixture
async def quiet(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """An API whose own outbox does nothing."""

    async def idle(_: Outbox) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Outbox, "run", idle)
    async with started(setup) as api:
        yield api


async def test_one_that_dies_before_it_is_marked_tells_it_again(
    setup: Setup, quiet: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _, highlight_id, template_id = await a_moment(quiet)
    clip_id = (await asked(quiet, ada, highlight_id, template_id))["clip_id"]
    box = Outbox(quiet.services.database, setup.publisher, News(), setup.clock)

    def dead(*_: object) -> None:
        raise ZeroDivisionError("the process dies between the broker and the database")

    with monkeypatch.context() as patch:
        patch.setattr(quiet.services.database, "writing", dead)
        with pytest.raises(ZeroDivisionError):
            await box.publish_some()
    assert [await box.publish_some() for _ in range(2)] == [1, 0]
    assert told(setup) == [clip_id] * 2
    setup.clock.advance(outbox.REPEAT_MS)
    assert await box.publish_some() == 0
    setup.clock.advance(1)
    assert [await box.publish_some() for _ in range(2)] == [1, 0], "a broker may have lost it"


async def test_many_are_told_in_batches(setup: Setup, quiet: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, _, highlight_id, _ = await a_moment(quiet)
    wanted = [
        (await asked(quiet, ada, highlight_id, await template(quiet, ada, f"T{number}")))["clip_id"]
        for number in range(5)
    ]
    monkeypatch.setattr(outbox, "BATCH_ROWS", 2)
    box = Outbox(quiet.services.database, setup.publisher, News(), setup.clock)
    assert [await box.publish_some() for _ in range(4)] == [2, 2, 1, 0]
    assert sorted(told(setup)) == sorted(wanted)
