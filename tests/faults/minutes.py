"""Are minutes charged exactly? `python -m tests.faults.minutes --kills N --channels N --json`.

Real processes (broker, API, monitors, the credit agent) watch recordings faster than real time, and are
killed with SIGKILL, again and again, at random. At the end the statement of each workspace is compared with
what the recorder left in the object store: each minute of which half was recorded, and not reported lost,
must have been charged once, and no other. Runs on SQLite and then on PostgreSQL. The last line is
`{"kills": .., "minutes": .., "differences": 0}`; the exit code is 1 when there is any difference.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from streams.brokers.install import installed_kafka
from streams.door import Door, DoorRefused, DoorShut, Session, WatchRequest
from streams.restarts import Pace
from streams.settings import BrokerKind, ProcessSettings
from streams.stack import Stack
from tests.faults.minutes_expected import expected_minutes
from tests.faults.minutes_planted import plant

GRANT = 1_000_000
QUICK = Pace(first_wait_ms=100, longest_wait_ms=1500, healthy_ms=8000, restarts_max=1_000)
PLANTED_S = 5.0
"""The statement was as it should be, and will not be again."""

SETTLE_S = 90.0
"""So long nothing may have changed before what differs then is called a difference."""

ROOM_S = 2.0
"""Between two looks at how far everything is."""

Minute = tuple[str, int]


@dataclass(frozen=True)
class Orders:
    """What is to be done."""

    kills: int
    channels: int
    speed: float
    media_minutes: int
    pause_s: float
    seed: int
    planted: str
    databases: tuple[str, ...]
    kept: Path | None


@dataclass
class Tally:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    minutes: int = 0
    differences: list[str] = field(default_factory=list)


def say(text: str) -> None:
    """Progress, for whoever waits."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def recording(folder: Path, minutes: int) -> Path:
    """A picture that costs next to nothing to capture: this is about minutes, not about media."""
    from tests.fakes.media import Recipe, make

    recipe = Recipe(duration_s=minutes * 60 + 40, fps=2, gop=4, width=64, height=36, audio=False)
    return make(folder / "recording.mkv", recipe)


class Books:
    """The statement of a workspace, read through the API as its owner would."""

    def __init__(self, url: str, token: str, workspace_id: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._workspace_id = workspace_id

    async def charged(self) -> Counter[Minute]:
        """How often each minute was paid for, less how often it was given back."""
        paid: Counter[Minute] = Counter()
        async for line in self._lines("/v1/credits/transfers", workspace_id=self._workspace_id):
            if line["kind"] == "minute":
                paid[str(line["session_id"]), int(str(line["minute"]))] += 1
            elif line["kind"] == "refund":
                paid[str(line["session_id"]), int(str(line["minute"]))] -= 1
        return paid

    async def balance(self) -> tuple[int, int]:
        """Balance and held."""
        account = await self._get(f"/v1/credits/accounts/{self._workspace_id}", {})
        return int(str(account["balance"])), int(str(account["held"]))

    async def send(self, method: str, path: str, body: object) -> None:
        async with (
            aiohttp.ClientSession(headers=self._headers) as http,
            http.request(method, self._url + path, json=body) as answer,
        ):
            if answer.status >= 300:
                raise RuntimeError(f"{method} {path}: {answer.status} {await answer.text()}")

    async def _lines(self, path: str, **query: str) -> AsyncIterator[dict[str, object]]:
        cursor: object = None
        while True:
            page = await self._get(
                path, {**query, "limit": "500"} | ({"cursor": str(cursor)} if cursor else {})
            )
            items = page["items"]
            assert isinstance(items, list)
            for line in items:
                yield line
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def _get(self, path: str, query: dict[str, str]) -> dict[str, object]:
        async with (
            aiohttp.ClientSession(headers=self._headers) as http,
            http.get(self._url + path, params=query) as answer,
        ):
            answer.raise_for_status()
            return dict(await answer.json())


class Run:
    """One database, one stack, many kills."""

    def __init__(self, orders: Orders, stack: Stack, door: Door, source: Path, tally: Tally) -> None:
        self._orders = orders
        self._stack = stack
        self._door = door
        self._source = source
        self._tally = tally
        self._random = random.Random(orders.seed)
        self._watches: list[str] = []
        self._home = ""

    @property
    def books(self) -> Books:
        return Books(self._stack.api_url, self._stack.settings.token.get_secret_value(), self._home)

    async def play(self) -> None:
        """Watch, kill, wait for the end, compare."""
        await self._begin()
        await self._fill()
        watching = asyncio.create_task(self._keep_watching())
        for number in range(self._orders.kills):
            await asyncio.sleep(self._random.uniform(0.3, 2 * self._orders.pause_s))
            await self._kill()
            if number % 10 == 9:
                say(f"{number + 1} of {self._orders.kills} kills: {dict(self._tally.kills)}")
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        sessions = await self._ended()
        patience_s = SETTLE_S
        if self._orders.planted:
            await self._settled(sessions, patience_s)
            await plant(self._orders.planted, self._database, sessions[0].session_id)
            patience_s = PLANTED_S
        await self._compare(sessions, await self._settled(sessions, patience_s))

    @property
    def _database(self) -> str:
        return os.environ.get("HYPECUT_DATABASE_URL", "") or f"{self._stack.settings.data}/hypecut.db"

    async def _begin(self) -> None:
        first = await self._watch(0)
        self._home = first.workspace_id
        account = f"/v1/credits/accounts/{self._home}"
        await self.books.send("PATCH", account, {"unlimited": False})
        grant = {"workspace_id": self._home, "credits": GRANT}
        await self.books.send("POST", "/v1/credits/grants", grant)
        # It began before it was charged for: what it does is no part of this.
        await self._door.stop_watch(first.watch_id)
        self._watches.clear()

    async def _watch(self, number: int) -> object:
        limit_ms = (self._orders.media_minutes * 60 - (number * 7) % 60) * 1000
        watch = await self._door.create_watch(
            WatchRequest(source=str(self._source), speed=self._orders.speed, max_media_ms=limit_ms, once=True)
        )
        self._watches.append(watch.watch_id)
        return watch

    async def _keep_watching(self) -> None:
        """So many channels at a time, as long as there is somebody to kill."""
        while True:
            await asyncio.sleep(0.5)
            try:
                await self._fill()
            except (DoorShut, DoorRefused) as error:
                say(f"the door: {error}")

    async def _fill(self) -> None:
        wanted = await self._door.watches(wanted=True)
        for _ in range(self._orders.channels - len(wanted)):
            await self._watch(len(self._watches))

    async def _kill(self) -> None:
        parts = ["monitors", "agents", "api", "monitors", "agents", "api"]
        if self._stack.kafka.kind is BrokerKind.LOCAL:
            parts.append("broker")
        part = self._random.choice(parts)
        for pid in self._stack.pids(part):
            os.kill(pid, signal.SIGKILL)
            self._tally.kills[part] += 1
            return
        await asyncio.sleep(0.2)  # it is dead already: another one
        await self._kill()

    async def _ended(self) -> list[Session]:
        """All sessions, once none runs any more."""
        while True:
            try:
                sessions = [
                    session for watch_id in self._watches for session in await self._door.sessions(watch_id)
                ]
                wanted = len(await self._door.watches(wanted=True))
                running = sum(1 for session in sessions if session.ended_at_ms is None)
                if not wanted and not running:
                    return sessions
                say(f"{running} sessions run, {wanted} watches are wanted")
            except (DoorShut, DoorRefused) as error:
                say(f"the door: {error}")
            await asyncio.sleep(ROOM_S)

    async def _settled(self, sessions: list[Session], patience_s: float) -> Counter[Minute]:
        """The statement, once it is as it should be, or has not changed for long."""
        since, before = time.monotonic(), Counter[Minute]()
        while True:
            expected = await self._expected(sessions)  # a segment that was slow may still come
            charged = +(await self.books.charged())
            mine = Counter({key: count for key, count in charged.items() if self._is_mine(key, sessions)})
            if set(mine) == expected or time.monotonic() - since > patience_s:
                return mine
            if mine != before:
                since, before = time.monotonic(), mine
            say(f"{sum(mine.values())} of {len(expected)} minutes are charged")
            await asyncio.sleep(ROOM_S)

    @staticmethod
    def _is_mine(minute: Minute, sessions: list[Session]) -> bool:
        return any(session.session_id == minute[0] for session in sessions)

    async def _expected(self, sessions: list[Session]) -> set[Minute]:
        store = self._stack.settings.store_dir
        return {
            (session.session_id, minute)
            for session in sessions
            for minute in expected_minutes(store, session, await self._door.gaps_of(session.session_id))
        }

    async def _compare(self, sessions: list[Session], charged: Counter[Minute]) -> None:
        expected = await self._expected(sessions)
        self._tally.minutes += len(expected)
        for minute in sorted(expected | set(charged)):
            want, have = int(minute in expected), charged[minute]
            if want != have:
                self._tally.differences.append(f"{minute[0]} minute {minute[1]}: {have}, not {want}")
        balance, held = await self.books.balance()
        total = sum((+(await self.books.charged())).values())
        if balance != GRANT - total:
            self._tally.differences.append(
                f"the balance is {balance}, and the statement says {GRANT - total}"
            )
        if held:
            self._tally.differences.append(f"{held} credits are held by sessions that have ended")


@contextmanager
def database(name: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment that leads to a database of that kind."""
    if name == "sqlite":
        yield {}
        return
    from tests.api.postgres import running_postgres

    private = folder / "run"
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
    with running_postgres(folder / "data") as server, server.fresh() as url:
        yield {"HYPECUT_DATABASE_URL": url}


@asynccontextmanager
async def playing(orders: Orders, folder: Path, source: Path, tally: Tally) -> AsyncIterator[Run]:
    broker = "local" if installed_kafka(folder) is not None else "embedded"
    if broker == "embedded":
        say("no Kafka is installed: the broker in memory is not killed (`hypecut kafka install`)")
    settings = ProcessSettings(kafka=broker, data=folder / "state", node="minutes")
    env = {"HYPECUT_AGENT_ROLES": '["credits"]', "HYPECUT_CREDITS": "charged", "HYPECUT_PROGRESS_MS": "500"}
    # At this speed a segment of the usual length would be there every few ms, which no disk keeps up with.
    env["HYPECUT_SEGMENT_MS"] = str(min(60_000, round(4000 * max(1.0, orders.speed / 6))))
    async with (
        Stack(settings, ("api", "agents", "monitors"), extra_env=env, pace=QUICK) as stack,
        Door(stack.api_url, stack.settings.token.get_secret_value(), patience_s=60) as door,
    ):
        yield Run(orders, stack, door, source, tally)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="hypecut-minutes-") as name:
        yield Path(name)


async def run(orders: Orders) -> Tally:
    """Both databases, one after the other."""
    tally = Tally()
    with _folder(orders.kept) as folder:
        source = recording(folder, orders.media_minutes)
        for kind in orders.databases:
            say(f"{orders.channels} channels at {orders.speed:g}x on {kind}, {orders.kills} kills")
            (folder / kind).mkdir()
            with database(kind, folder / kind) as env:
                os.environ.update(env)
                async with playing(orders, folder / kind, source, tally) as one:
                    await one.play()
            os.environ.pop("HYPECUT_DATABASE_URL", None)
    return tally


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.minutes", description=__doc__)
    parser.add_argument("--kills", type=int, default=60, help="of all databases together")
    parser.add_argument("--channels", type=int, default=20, help="watched at a time")
    parser.add_argument("--speed", type=float, default=60.0, help="times real time")
    parser.add_argument("--media-minutes", type=int, default=30, help="of each session")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between kills, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--plant", choices=("", "duplicate", "drop"), default="", help="a fault to be found")
    parser.add_argument("--keep", type=Path, help="a new folder, where everything stays to be looked at")
    parser.add_argument("--json", action="store_true", help="the last line as JSON")
    asked = parser.parse_args(arguments)
    databases = ("sqlite", "postgres") if asked.database == "both" else (asked.database,)
    orders = Orders(
        kills=-(-asked.kills // len(databases)),
        channels=asked.channels,
        speed=asked.speed,
        media_minutes=asked.media_minutes,
        pause_s=asked.pause,
        seed=asked.seed,
        planted=asked.plant,
        databases=databases,
        kept=asked.keep,
    )
    tally = asyncio.run(run(orders))
    for difference in tally.differences[:50]:
        say(difference)
    kills = sum(tally.kills.values())
    result = {"kills": kills, "minutes": tally.minutes, "differences": len(tally.differences)}
    sys.stdout.write(f"{json.dumps(result) if asked.json else result}\n")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
