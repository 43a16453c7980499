from __future__ import annotations

import asyncio
import threading

from monitors.border import Border
from monitors.chat.base import NoChat
from monitors.items import Item, Lost, MediaSecond, Over
from monitors.voice import Voice
from schemas.capture import GapReason, Watermark, WindowState
from schemas.moment import Span
from streams.topics import MEDIA_AUDIO


def second(until_s: int) -> MediaSecond:
    return MediaSecond(1000 * until_s, 0, WindowState.LIVE, WindowState.ABSENT)


async def drained(border: Border, count: int) -> list[Item]:
    return [await border.get() for _ in range(count)]


async def test_a_live_source_drops_its_oldest_seconds_and_nothing_else() -> None:
    border = Border(asyncio.get_running_loop(), seconds_max=3)
    lost = Lost(Span(0, 10), GapReason.MISSING)
    for item in [second(1), lost, *(second(n) for n in range(2, 8)), Over(7000, "end")]:
        border.put(item)
    assert await drained(border, 5) == [lost, second(5), second(6), second(7), Over(7000, "end")]
    assert border.dropped_count == 4


async def test_a_recording_waits_for_the_road() -> None:
    border = Border(asyncio.get_running_loop(), seconds_max=3)
    border.waits = True
    thread = threading.Thread(target=lambda: [border.put(second(n)) for n in range(1, 11)])
    thread.start()
    items = await drained(border, 10)
    await asyncio.to_thread(thread.join)
    assert items == [second(n) for n in range(1, 11)]
    assert border.dropped_count == 0


async def test_nobody_waits_at_a_closed_border() -> None:
    border = Border(asyncio.get_running_loop(), seconds_max=1)
    border.waits = True
    thread = threading.Thread(target=lambda: [border.put(second(n)) for n in range(1, 5)])
    thread.start()
    border.close()
    await asyncio.to_thread(thread.join, 5)
    assert not thread.is_alive()


def test_seconds_that_were_dropped_are_said_as_a_gap() -> None:
    voice = Voice("s", NoChat(), 0)
    voice.second(second(1))
    said, hole = voice.second(second(4))
    assert hole == Span(1000, 3000)
    marks = [event for topic, event in said if topic is MEDIA_AUDIO and isinstance(event, Watermark)]
    assert [(mark.until_ms, mark.state) for mark in marks] == [
        (2000, WindowState.GAP),
        (3000, WindowState.GAP),
        (4000, WindowState.LIVE),
    ]
    assert voice.second(second(2)) == ([], None)
