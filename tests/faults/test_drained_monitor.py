"""A monitor that an operator drains, in a stack of real processes: another goes on with what it captured."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from streams.door import Door, WatchRequest
from streams.restarts import Pace
from streams.settings import ProcessSettings
from streams.stack import Stack
from tests.fakes.media import Recipe, make

pytestmark = pytest.mark.usefixtures("minutes")

QUICK = Pace(first_wait_ms=50, longest_wait_ms=200, restarts_max=5, stop_ms=9000)
COMMANDS = {"monitors": (sys.executable, "-m", "tests.fakes.quick_heart")}

Row = dict[str, Any]
T = TypeVar("T")


async def eventually(found: Callable[[], Awaitable[T]], seconds: float = 40) -> T:
    """What an asking finds, once it finds something."""
    async with asyncio.timeout(seconds):
        while not (answer := await found()):  # noqa: ASYNC110 - other processes tell nobody
            await asyncio.sleep(0.1)
    return answer


class Governing:
    """What an operator sees and says."""

    def __init__(self, http: httpx.AsyncClient, data: Path) -> None:
        self._http = http
        self._data = data

    async def worker(self, node: str, *, busy: bool) -> Row:
        """The worker, once it has something to do, or nothing."""

        async def found() -> Row:
            listed = (await self._http.get("/v1/workers", params={"kind": "monitors"})).json()["items"]
            return next((one for one in listed if one["node"] == node and bool(one["busy"]) is busy), {})

        return await eventually(found)

    async def session(self, watch_id: str, node: str = "", beyond_ms: int = 0) -> Row:
        """The one session of a watch, once that node captures it and has recorded so much."""

        async def found() -> Row:
            listed = (await self._http.get("/v1/sessions", params={"watch_id": watch_id})).json()["items"]
            assert len(listed) <= 1, "it stays one session"
            there = (one for one in listed if one["recorded_until_ms"] > beyond_ms)
            return next((one for one in there if node in ("", one["node"])), {})

        return await eventually(found)

    async def say(self, worker: Row, state: str) -> None:
        """Drain a worker, or take it back."""
        answer = await self._http.patch(f"/v1/workers/{worker['worker_id']}", json={"state": state})
        assert answer.status_code == 200, answer.text

    async def times_joined(self, node: str) -> int:
        """How often the monitor was given partitions."""
        log = self._data / "logs" / f"{node.removeprefix('test-')}.log"
        return (await asyncio.to_thread(log.read_text)).count("monitors: ")


async def test_a_drained_monitor_hands_its_sessions_over_and_waits(tmp_path: Path) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=120, width=64, height=48))
    settings = ProcessSettings(kafka="embedded", data=tmp_path / "data", node="test")
    async with Stack(settings, {"api": 1, "monitors": 2}, commands=COMMANDS, pace=QUICK) as stack:
        url, token = stack.settings.api_url, stack.settings.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}"}
        async with Door(url, token) as door, httpx.AsyncClient(base_url=url, headers=headers) as http:
            governing = Governing(http, settings.data)
            watch = await door.create_watch(WatchRequest(source=str(source)))
            before = await governing.session(watch.watch_id)
            node = before["node"]
            other = next(name for name in ("test-monitors", "test-monitors-2") if name != node)
            drained = await governing.worker(node, busy=True)
            assert drained["slots"] == 64
            await governing.say(drained, "draining")

            after = await governing.session(watch.watch_id, other)
            assert (after["session_id"], after["incarnation"]) == (before["session_id"], 2)
            assert after["ended_at_ms"] is None
            await governing.session(watch.watch_id, other, beyond_ms=after["recorded_until_ms"])
            # The supervisor has started it again: it lives, and takes nothing.
            idle = await governing.worker(node, busy=False)
            assert (idle["state"], idle["gone"]) == ("draining", False)
            second = await door.create_watch(WatchRequest(source=str(source), speed=2))
            assert (await governing.session(second.watch_id))["node"] == other
            joined = await governing.times_joined(node)

            async def joins_again() -> bool:
                return await governing.times_joined(node) > joined

            await governing.say(idle, "active")
            await eventually(joins_again)
