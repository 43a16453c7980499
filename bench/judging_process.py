"""What the judging process costs: `python -m bench.judging_process [CHANNELS] [SECONDS]`.

In: a number of made-up channels with moments in them. Out: CPU of the process per second of channel at
real time, the lag of a second from the road to its last signal, and how fast it catches up.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.proc import usage
from schemas.capture import Watermark
from schemas.judging import Signal
from streams.admin import ensure_topics
from streams.brokers.embedded import EmbeddedBroker
from streams.consumer import RoadConsumer
from streams.producer import RoadProducer
from streams.settings import BrokerKind, ProcessSettings
from streams.topics import SIGNALS
from tests.fakes.http_door import FakeHttpDoor
from tests.fakes.lively_media import second_of_media

MOMENTS = ((30, 36),)
READY_S = 60


class Run:
    """One measured run."""

    def __init__(self, channels: int, seconds: int) -> None:
        self.sessions = [f"0190a000-0000-7000-8000-{number:012x}" for number in range(channels)]
        self.seconds = seconds
        self.sent: dict[tuple[str, int], float] = {}
        self.lags_s: list[float] = []
        self.events = 0
        self.all_heard = asyncio.Event()

    async def feed(self, road: RoadProducer, first: int, last: int, pace_s: float) -> None:
        """Media of all channels, one second after another; channels staggered within the second."""
        began = time.monotonic()
        for second in range(first, last):
            for number, session_id in enumerate(self.sessions):
                due = began + (second - first + number / len(self.sessions)) * pace_s
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                for topic, event in second_of_media(session_id, second, MOMENTS):
                    await road.send(topic, session_id, event)
                    self.events += 1
                    if isinstance(event, Watermark):
                        self.sent[session_id, second * 1000] = time.monotonic()

    async def hear(self, settings: ProcessSettings) -> None:
        """Signals as they come."""
        missing: dict[tuple[str, int], int] = {}
        async with RoadConsumer(settings, (SIGNALS,), None) as consumer:
            async for received in consumer:
                event = received.event
                if not isinstance(event, Signal):
                    continue
                key = (event.session_id, event.start_ms)
                missing[key] = missing.get(key, 3) - 1
                if missing[key] == 0 and key in self.sent:
                    self.lags_s.append(time.monotonic() - self.sent[key])
                    if event.start_ms == (self.seconds - 1) * 1000 and len(self.lags_s) >= len(self.sent):
                        self.all_heard.set()


async def main(channels: int, seconds: int) -> None:
    """Measure, and print."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = EmbeddedBroker()
        address = await broker.start()
        stack.push_async_callback(broker.stop)
        door = await stack.enter_async_context(FakeHttpDoor())
        settings = ProcessSettings(kafka=address, kafka_kind=BrokerKind.EMBEDDED, data=folder)
        await ensure_topics(settings)
        road = await stack.enter_async_context(RoadProducer(settings))
        ready = folder / "ready"
        env = {
            "HYPECUT_KAFKA": address,
            "HYPECUT_KAFKA_KIND": "embedded",
            "HYPECUT_API_URL": door.url,
            "HYPECUT_DATA": str(folder),
            "HYPECUT_SPEECH_MODEL": "none",
            "HYPECUT_READY_FILE": str(ready),
        }
        judges = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agents", env={**os.environ, **env}
        )
        for _ in range(READY_S * 10):
            await asyncio.sleep(0.1)
            if await asyncio.to_thread(ready.exists):
                break
        run = Run(channels, seconds)
        hearing = asyncio.create_task(run.hear(settings))
        await run.feed(road, 0, 5, 1.0)  # warm
        cpu_s, began, heard = usage(judges.pid).cpu_s, time.monotonic(), run.events
        await run.feed(road, 5, seconds, 1.0)
        await asyncio.wait_for(run.all_heard.wait(), 60)
        cpu_s, wall_s = usage(judges.pid).cpu_s - cpu_s, time.monotonic() - began
        lags = sorted(run.lags_s)
        saved = sum(len(memory.body) for memory in door.rules.memories.values())
        print(
            f"{channels} channels, {seconds - 5} s at real time: "
            f"{cpu_s / (seconds - 5) / channels * 1000:.2f} ms of CPU per channel-second, "
            f"{cpu_s / wall_s * 100:.0f} % of a core, {(run.events - heard) / wall_s:.0f} media events/s, "
            f"{usage(judges.pid).rss_bytes >> 20} MB resident; last signal of a second after its watermark "
            f"p50 {lags[len(lags) // 2] * 1000:.0f}, p99 {lags[len(lags) * 99 // 100] * 1000:.0f}, "
            f"max {lags[-1] * 1000:.0f} ms; memories {saved / channels / 1000:.1f} kB a session"
        )
        judges.terminate()
        await judges.wait()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    asyncio.run(main(*(numbers or [24, 65])))
