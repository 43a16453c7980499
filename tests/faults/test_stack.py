"""The stack, and everything that may be killed under it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.lock import DataFolderBusy
from streams.restarts import Pace
from streams.settings import ProcessSettings
from streams.stack import Stack, StackEvent, StackEventKind, StackFailed
from tests.streams.patience import eventually

TINY = (sys.executable, "-m", "tests.streams.tiny_part")
QUICK = Pace(first_wait_ms=50, longest_wait_ms=200, restarts_max=3, stop_ms=1500)

STOP_S = 10.0
"""What a user is promised between Ctrl-C and the prompt."""


def settings_for(data: Path) -> ProcessSettings:
    return ProcessSettings(kafka="embedded", data=data, node="test")


def report(data: Path, name: str) -> dict[str, Any]:
    """What a tiny part wrote about itself."""
    path = data / f"test-{name}.json"
    return dict(json.loads(path.read_text())) if path.exists() else {"pid": 0, "child": 0}


def runs(pid: int) -> bool:
    """Whether a process is there and not yet a zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


class Events(list[StackEvent]):
    def kinds(self, part: str) -> list[StackEventKind]:
        return [event.kind for event in self if event.part == part]

    def texts(self, kind: StackEventKind) -> str:
        return "\n".join(str(event) for event in self if event.kind is kind)


async def test_api_comes_first_and_everyone_gets_what_they_need(tmp_path: Path) -> None:
    events = Events()
    commands = {"api": (*TINY, "works"), "agents": (*TINY, "works")}
    async with Stack(
        settings_for(tmp_path),
        {"agents": 2, "api": 1},
        commands=commands,
        extra_env={"HYPECUT_EXTRA": "yes"},
        on_event=events.append,
    ) as stack:
        assert [len(stack.pids(part)) for part in ("api", "agents", "render")] == [1, 2, 0]
        given = {name: report(tmp_path, name)["environment"] for name in ("api", "agents", "agents-2")}
        assert stack.pids("agents") == [report(tmp_path, name)["pid"] for name in ("agents", "agents-2")]
        pids = [report(tmp_path, name)[which] for name in given for which in ("pid", "child")]
        assert all(runs(pid) for pid in pids)
    for name, environment in given.items():
        assert environment["HYPECUT_KAFKA"] == stack.kafka.address
        assert environment["HYPECUT_KAFKA_KIND"] == "embedded"
        assert environment["HYPECUT_API_URL"] == stack.api_url
        assert environment["HYPECUT_TOKEN"] == stack.token
        assert environment["HYPECUT_DATA"] == str(tmp_path)
        assert environment["HYPECUT_NODE"] == f"test-{name}"
        assert environment["HYPECUT_EXTRA"] == "yes"
    assert stack.api_url == f"http://127.0.0.1:{given['api']['HYPECUT_API_PORT']}"
    assert given["api"]["HYPECUT_API_HOST"] == "127.0.0.1"
    assert len(stack.token) > 20
    ready = [event.part for event in events if event.kind is StackEventKind.READY]
    assert ready[:2] == ["broker", "api"]
    assert sorted(ready[2:]) == ["agents", "agents-2"]
    assert "ends with this command" in events.texts(StackEventKind.NOTE)
    assert "test-agents works" in (tmp_path / "logs" / "agents.log").read_text()
    assert not any(runs(pid) for pid in pids)


async def test_killed_part_comes_back_and_its_children_do_not_stay(tmp_path: Path) -> None:
    events = Events()
    commands = {"agents": (*TINY, "works")}
    async with Stack(
        settings_for(tmp_path), ("agents",), commands=commands, pace=QUICK, on_event=events.append
    ) as stack:
        before = report(tmp_path, "agents")
        os.kill(before["pid"], signal.SIGKILL)
        await eventually(lambda: report(tmp_path, "agents")["pid"] not in (0, before["pid"]))
        await eventually(lambda: events.kinds("agents")[-1] is StackEventKind.READY)
        await eventually(lambda: not runs(before["child"]))
        assert stack.pids("agents") == [report(tmp_path, "agents")["pid"]]
    assert events.kinds("agents") == [
        StackEventKind.STARTING,
        StackEventKind.READY,
        StackEventKind.DIED,
        StackEventKind.RESTARTING,
        StackEventKind.STARTING,
        StackEventKind.READY,
    ]
    assert "killed by signal 9" in events.texts(StackEventKind.DIED)


async def test_part_that_can_never_run_ends_the_stack_with_its_reason(tmp_path: Path) -> None:
    commands = {"api": (*TINY, "works"), "render": (*TINY, "broken")}
    with pytest.raises(StackFailed, match=r"render cannot run.*no engine: fit one.*render\.log"):
        async with Stack(settings_for(tmp_path), ("api", "render"), commands=commands, pace=QUICK):
            pytest.fail("the stack is not ready")
    assert not runs(report(tmp_path, "api")["pid"])


async def test_part_that_dies_again_and_again_ends_the_stack(tmp_path: Path) -> None:
    events = Events()
    with pytest.raises(StackFailed, match=r"render died 4 times in a row.*fell over"):
        async with Stack(
            settings_for(tmp_path),
            ("render",),
            commands={"render": (*TINY, "dies")},
            pace=QUICK,
            on_event=events.append,
        ):
            pytest.fail("the stack is not ready")
    waits = [event.wait_ms for event in events if event.kind is StackEventKind.RESTARTING]
    assert waits == [50, 100, 200]


async def test_failure_interrupts_what_the_stack_is_used_for(tmp_path: Path) -> None:
    async def use() -> None:
        commands = {"agents": (*TINY, "broken-later")}
        async with Stack(settings_for(tmp_path), ("agents",), commands=commands, pace=QUICK) as stack:
            os.kill(stack.pids("agents")[0], signal.SIGKILL)
            async with asyncio.timeout(30):
                await asyncio.Event().wait()

    with pytest.raises(StackFailed, match="no engine"):
        await use()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_deaf_part_does_not_hold_up_the_end(tmp_path: Path) -> None:
    commands = {"api": (*TINY, "deaf"), "agents": (*TINY, "deaf")}
    async with Stack(settings_for(tmp_path), {"api": 1, "agents": 2}, commands=commands):
        pids = [report(tmp_path, n)[w] for n in ("api", "agents", "agents-2") for w in ("pid", "child")]
        began = time.monotonic()
    assert time.monotonic() - began < STOP_S
    assert not any(runs(pid) for pid in pids)


async def test_second_interrupt_leaves_nothing_running(tmp_path: Path) -> None:
    pids: list[int] = []
    inside = asyncio.Event()

    async def use() -> None:
        async with Stack(settings_for(tmp_path), ("agents",), commands={"agents": (*TINY, "deaf")}):
            pids.extend(report(tmp_path, "agents")[which] for which in ("pid", "child"))
            inside.set()
            await asyncio.Event().wait()

    using = asyncio.create_task(use())
    await inside.wait()
    using.cancel()
    asyncio.get_running_loop().call_later(0.3, using.cancel)
    with pytest.raises(asyncio.CancelledError):
        await using
    assert not any(runs(pid) for pid in pids)


async def test_data_folder_in_use_is_refused_with_its_holder(tmp_path: Path) -> None:
    async with Stack(settings_for(tmp_path), ()):
        with pytest.raises(DataFolderBusy, match=str(os.getpid())):
            await Stack(settings_for(tmp_path), ()).__aenter__()
    async with Stack(settings_for(tmp_path), ()):
        pass


async def test_new_address_of_the_embedded_broker_reaches_every_part(tmp_path: Path) -> None:
    broker = EmbeddedBroker()
    commands = {"api": (*TINY, "works"), "agents": (*TINY, "works")}
    async with Stack(
        settings_for(tmp_path), ("api", "agents"), commands=commands, pace=QUICK, broker=broker
    ) as stack:
        before = stack.kafka.address
        await broker.stop()
        await eventually(lambda: stack.kafka.address != before)
        for name in ("api", "agents"):
            await eventually(
                lambda name=name: (
                    report(tmp_path, name)["environment"]["HYPECUT_KAFKA"] == stack.kafka.address
                )
            )


async def test_no_orphans_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.streams.tiny_stack",
        str(tmp_path),
        "embedded",
        stdout=asyncio.subprocess.PIPE,
    )
    assert supervisor.stdout is not None
    address = (await asyncio.wait_for(supervisor.stdout.readline(), 60)).decode()
    assert address.startswith("127.0.0.1:")
    pids = [report(tmp_path, name)[which] for name in ("api", "agents") for which in ("pid", "child")]
    assert all(runs(pid) for pid in pids)
    supervisor.kill()
    await supervisor.wait()
    await eventually(lambda: not any(runs(pid) for pid in pids), STOP_S)
    # Its lock is gone with it.
    async with Stack(settings_for(tmp_path), ()):
        pass


async def test_part_that_hangs_at_its_start_again_and_again_ends_the_stack(tmp_path: Path) -> None:
    # Its time until it is ended is no life: it would count as healthy, and be started for ever.
    pace = Pace(
        first_wait_ms=50, longest_wait_ms=50, healthy_ms=200, restarts_max=2, ready_ms=600, stop_ms=1500
    )
    with pytest.raises(StackFailed, match="render died 3 times in a row"):
        async with Stack(
            settings_for(tmp_path), ("render",), commands={"render": (*TINY, "hangs")}, pace=pace
        ):
            pytest.fail("the stack is not ready")
