from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitors import supervisor as module
from monitors.channel import Means, Outcome
from monitors.supervisor import Supervisor
from schemas.capture import WatchState
from streams.door import SessionRequest
from streams.road import Received, RoadClosed
from tests.fakes.door import FakeDoor
from tests.monitors.capturing import Capturing


class Wishes:
    """A subscriber that a test feeds."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[WatchState] = asyncio.Queue()
        self.acked = 0

    async def __aiter__(self) -> AsyncIterator[Received]:
        while True:
            yield Received("watch.state", 0, self.acked, "k", await self.queue.get())

    async def ack(self, received: Received) -> None:
        self.acked += 1


class FakeChannel:
    """Runs until told to end, or does what its source says."""

    made: list[FakeChannel]

    def __init__(self, watch: WatchState, means: Means, *, kept: bool) -> None:
        self.watch = watch
        self.kept = kept
        self.end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.categories: list[str] = []
        FakeChannel.made.append(self)

    async def run(self) -> Outcome:
        if self.watch.source == "crash":
            raise RuntimeError("a bug")
        if self.watch.source == "no broker":
            raise RoadClosed("the broker is gone")
        if self.watch.source.startswith("over"):
            return Outcome.DONE
        if self.watch.source.startswith("twitch:offair"):
            return Outcome.OFFLINE
        return await self.end

    def stop(self) -> None:
        self.end.set_result(Outcome.STOPPED)

    def unwanted(self, reason: str = "") -> None:
        if self.watch.source != "slow to end":
            self.end.set_result(Outcome.DONE)

    def is_about(self, category: str) -> None:
        self.categories.append(category)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeChannel.made = []
    monkeypatch.setattr(module, "CRASH_WAITS_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(module, "SOON_ON_AIR_S", ())


class Scene:
    def __init__(self, tmp_path: Path, channels_max: int = 10, back_on_air_s: float = 0.0) -> None:
        capturing = Capturing(tmp_path, "x", overrides={"channels_max": channels_max})
        self.door: FakeDoor = capturing.door
        self.wishes = Wishes()
        self.stop = asyncio.Event()
        self.supervisor = Supervisor(capturing.means, FakeChannel, back_on_air_s=back_on_air_s)
        self.task = asyncio.create_task(self.supervisor.run(self.wishes, self.stop))  # type: ignore[arg-type]

    async def wish(
        self, watch_id: str, source: str, wanted: bool = True, revision: int = 1, category: str = ""
    ) -> None:
        if wanted and watch_id not in self.door.wanted and revision == 1:
            self.door.want(watch_id, source)
        await self.wishes.queue.put(
            WatchState(watch_id=watch_id, revision=revision, wanted=wanted, source=source, category=category)
        )
        for _ in range(50):
            await asyncio.sleep(0)

    async def finish(self) -> None:
        self.stop.set()
        await self.task


async def test_each_wanted_watch_has_one_channel_until_it_is_unwanted(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "x")
    await scene.wish("b", "y")
    await scene.wish("a", "x")
    assert [channel.watch.watch_id for channel in FakeChannel.made] == ["a", "b"]
    await scene.wish("a", "x", wanted=False, revision=2)
    assert FakeChannel.made[0].end.result() is Outcome.DONE
    assert not FakeChannel.made[1].end.done()
    await scene.finish()
    assert FakeChannel.made[1].end.result() is Outcome.STOPPED
    assert scene.wishes.acked == 4
    assert "b" in scene.door.wanted


async def test_a_running_channel_hears_what_it_is_about_and_one_that_is_tried_again_begins_with_it(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "x", category="Chess")
    await scene.wish("a", "x", category="Just Chatting")
    (channel,) = FakeChannel.made
    assert (channel.watch.category, channel.categories) == ("Chess", ["Just Chatting"])
    await scene.wish("a", "x", category="Poker", revision=2)
    channel.end.set_result(Outcome.DONE)
    for _ in range(50):
        await asyncio.sleep(0)
    assert FakeChannel.made[-1].watch.category == "Poker"
    await scene.finish()


async def test_a_crash_in_one_channel_touches_no_other(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("good", "x")
    await scene.wish("bad", "crash")
    assert len([channel for channel in FakeChannel.made if channel.watch.watch_id == "bad"]) == 4
    assert scene.door.stopped == ["bad"]
    assert not scene.task.done()
    assert not FakeChannel.made[0].end.done()
    await scene.finish()


async def test_a_broker_that_is_gone_ends_the_process(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("good", "x")
    await scene.wish("bad", "no broker")
    with pytest.raises(RoadClosed):
        await scene.task
    assert FakeChannel.made[0].end.result() is Outcome.STOPPED


async def test_a_wish_of_long_ago_that_the_door_no_longer_has_starts_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "x", revision=2)
    assert FakeChannel.made == []
    await scene.finish()


async def test_a_file_that_is_over_is_stopped_at_the_door(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "over.mp4")
    assert scene.door.stopped == ["a"]
    await scene.finish()


async def test_a_channel_that_stays_wanted_is_awaited_back_on_air(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.door.want("a", "twitch:name", once=False)
    FakeChannel.made = []
    ends = [Outcome.DONE, Outcome.DONE]

    async def run(self: FakeChannel) -> Outcome:
        return ends.pop() if ends else await self.end

    FakeChannel.run, kept = run, FakeChannel.run  # type: ignore[method-assign]
    try:
        await scene.wish("a", "twitch:name")
        assert len(FakeChannel.made) == 3
        assert scene.door.stopped == []
        await scene.finish()
    finally:
        FakeChannel.run = kept  # type: ignore[method-assign]


async def test_a_kept_channel_that_is_off_air_is_awaited_and_the_wait_ends_with_the_process(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path, back_on_air_s=3600.0)
    scene.door.want("a", "twitch:offair", once=False)
    await scene.wish("a", "twitch:offair")
    assert [channel.kept for channel in FakeChannel.made] == [True]
    assert scene.door.stopped == []
    async with asyncio.timeout(5):
        await scene.finish()
    assert len(FakeChannel.made) == 1


async def test_a_channel_whose_stream_comes_a_little_late_is_there_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SOON_ON_AIR_S", (0.0, 0.0))
    scene = Scene(tmp_path, back_on_air_s=3600.0)
    scene.door.want("a", "twitch:offair", once=False)
    await scene.wish("a", "twitch:offair")
    assert len(FakeChannel.made) == 3
    await scene.wish("a", "twitch:offair")  # it is on air now, says somebody
    assert len(FakeChannel.made) == 4
    await scene.finish()


async def test_a_wait_for_a_channel_ends_when_nobody_wants_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, back_on_air_s=3600.0)
    scene.door.want("a", "twitch:offair", once=False)
    await scene.wish("a", "twitch:offair")
    await scene.wish("a", "twitch:offair", wanted=False, revision=2)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "watch-a"]
    await scene.finish()


async def test_a_channel_that_was_asked_for_once_and_is_off_air_is_given_up(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "twitch:offair")
    assert [channel.kept for channel in FakeChannel.made] == [False]
    assert scene.door.stopped == ["a"]
    await scene.finish()


async def test_a_watch_whose_partition_comes_back_is_captured_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "x")
    FakeChannel.made[0].end.set_result(Outcome.FENCED)
    await scene.wish("other", "y")
    assert [channel.watch.watch_id for channel in FakeChannel.made] == ["a", "other"]
    await scene.wish("a", "x")
    assert [channel.watch.watch_id for channel in FakeChannel.made] == ["a", "other", "a"]
    # It may come back before this process has noticed that it was fenced off.
    await scene.wish("a", "x")
    FakeChannel.made[2].end.set_result(Outcome.FENCED)
    await scene.wish("other", "y")
    assert [channel.watch.watch_id for channel in FakeChannel.made] == ["a", "other", "a", "a"]
    assert scene.door.stopped == []
    await scene.finish()


async def test_a_watch_wanted_anew_while_its_session_ends_goes_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    await scene.wish("a", "slow to end")
    await scene.wish("a", "slow to end", wanted=False, revision=2)
    await scene.wish("a", "slow to end", revision=3)
    assert len(FakeChannel.made) == 1
    FakeChannel.made[0].end.set_result(Outcome.DONE)
    await scene.wish("other", "y")
    assert [channel.watch.revision for channel in FakeChannel.made if channel.watch.watch_id == "a"] == [1, 3]
    assert scene.door.stopped == []
    await scene.finish()


async def test_more_channels_than_a_process_takes_are_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene = Scene(tmp_path, channels_max=1)
    await scene.wish("a", "x")
    await scene.wish("b", "y")
    assert len(FakeChannel.made) == 1
    assert "watch b is not taken on" in caplog.text
    await scene.finish()


async def test_a_session_that_could_not_be_ended_is_ended_when_the_door_says_so_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    session = await scene.door.open_session(
        SessionRequest(watch_id="a", node="gone", started_at_ms=0, source="x")
    )
    scene.door.shut = True
    await scene.wish("a", "x", wanted=False, revision=2)
    scene.door.shut = False
    assert scene.door.kept[session.session_id].ended_at_ms is None
    await scene.wish("a", "x", wanted=False, revision=2)
    async with asyncio.timeout(5):
        while scene.door.kept[session.session_id].ended_at_ms is None:  # noqa: ASYNC110 - another thread works
            await asyncio.sleep(0.01)
    await scene.finish()
