"""Who is on air is known at the door: as Twitch tells it, and after a time in which nobody listened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fakes.twitch import FakeTwitch
from tests.monitors.twitch_desk import Tower, tower
from tests.monitors.twitchio_client import point, until


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch() as server:
        point(monkeypatch, server)
        yield server


@pytest.fixture
async def desk(fake: FakeTwitch) -> AsyncIterator[Tower]:
    async with tower(fake) as made:
        made.link_bot()
        made.link("streamer")
        await made.follow()
        telling = asyncio.create_task(made.streams.tell())
        try:
            yield made
        finally:
            telling.cancel()


def kinds(desk: Tower) -> list[str]:
    return [change.kind for _, change in desk.door.changes]


async def test_a_stream_from_its_start_to_its_end(fake: FakeTwitch, desk: Tower) -> None:
    fake.channel("friend")
    await fake.go_live("streamer", "Ranked all day", "Chess", "de")
    await until(lambda: "online" in kinds(desk))
    await fake.update("streamer", title="Blitz")
    await fake.raid("streamer", "friend", 20)
    await fake.go_offline("streamer")
    await until(lambda: "offline" in kinds(desk))
    changes = [change for _, change in desk.door.changes]
    online = next(one for one in changes if one.kind == "online")
    assert (online.title, online.category, online.language) == ("Ranked all day", "Chess", "de")
    assert kinds(desk)[-3:] == ["changed", "raided_out", "offline"]
    assert next(one for one in changes if one.kind == "changed" and one.title == "Blitz")
    assert {channel for channel, _ in desk.door.changes} == {"channel-streamer"}
    assert len({one.event_id for one in changes}) == len(changes)


async def test_what_began_while_nobody_listened_is_found(fake: FakeTwitch, desk: Tower) -> None:
    fake.channel("early")
    await fake.go_live("early", "Since this morning")
    desk.link("early")
    await desk.follow()
    await desk.streams.look_once()
    await until(lambda: len(desk.door.changes) == 2)
    told = dict(desk.door.changes)
    assert (told["channel-early"].kind, told["channel-early"].title) == ("online", "Since this morning")
    assert told["channel-streamer"].kind == "offline"
    await desk.streams.look_once()
    await asyncio.sleep(0.05)
    assert len(desk.door.changes) == 2


async def test_a_door_that_is_shut_is_told_later_and_in_order(
    fake: FakeTwitch, desk: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitors.twitch.onair.TROUBLE_WAIT_S", 0.01)
    desk.door.shut = True
    await fake.go_live("streamer")
    await fake.go_offline("streamer")
    await asyncio.sleep(0.1)
    assert desk.door.changes == []
    desk.door.shut = False
    await until(lambda: "offline" in kinds(desk))
    assert [kind for kind in kinds(desk) if kind != "changed"] == ["online", "offline"]
