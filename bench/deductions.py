"""What it costs to charge a minute: `python -m bench.deductions [--json]`.

Minutes go through the door as the credit agent sends them, over HTTP, on SQLite and on PostgreSQL: one at a
time, as for one channel, and 500 at a time, as after an outage. Beside it, in the same run, the least that
any ledger could do: the same two rows for each minute and the same balance, written by the bare driver.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from sqlalchemy import make_url

from tests.api.postgres import running_postgres
from tests.api.running import Setup, listening

WORKSPACES, CHANNELS = 20, 5
"""A hundred sessions, as on a busy installation."""

TOKEN = "a-token-for-workers"  # noqa: S105 - of this run alone


@dataclass
class Figures:
    """Of one database. Rates are of minutes a second; `bare` is the driver without anything of ours."""

    database: str
    one_at_a_time_per_s: float
    one_p50_ms: float
    one_p99_ms: float
    in_batches_per_s: float
    bare_per_s: float
    ratio_to_bare: float
    rows_per_minute: float
    bytes_per_minute: float


async def sessions_of(http: httpx.AsyncClient, setup: Setup) -> list[str]:
    """Sessions of several workspaces, with credits enough."""
    ids = []
    for number in range(WORKSPACES):
        made = await http.post("/v1/workspaces", json={"name": f"bench {number}"})
        workspace = made.json()["workspace_id"]
        grant = {"workspace_id": workspace, "credits": 1_000_000}
        (await http.post("/v1/credits/grants", json=grant)).raise_for_status()
        for channel in range(CHANNELS):
            source = f"twitch:bench_{number}_{channel}"
            watch = await http.post("/v1/watches", json={"source": source, "workspace_id": workspace})
            request = {
                "watch_id": watch.json()["watch_id"],
                "node": "bench",
                "started_at_ms": 1,
                "source": source,
            }
            opened = await http.post("/v1/sessions", json=request)
            ids.append(opened.json()["session_id"])
    return ids


async def charge(http: httpx.AsyncClient, minutes: list[tuple[str, int]]) -> float:
    """Seconds that it took."""
    body = {"minutes": [{"session_id": s, "minute": m, "covered_ms": 60_000} for s, m in minutes]}
    began = time.perf_counter()
    answer = await http.post("/v1/credits/deductions", json=body)
    took_s = time.perf_counter() - began
    answer.raise_for_status()
    assert answer.json()["charged"] == len(minutes)
    return took_s


class BareSqlite:
    """The least that a ledger in SQLite could do."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE minutes (session TEXT, minute INT, PRIMARY KEY (session, minute))"
        )
        self._connection.execute("CREATE TABLE moves (reference TEXT PRIMARY KEY, amount INT)")
        self._connection.execute("CREATE TABLE balances (account TEXT PRIMARY KEY, balance INT)")
        self._connection.execute("INSERT INTO balances VALUES ('w', 1000000)")

    async def charge(self, minutes: list[tuple[str, int]]) -> None:
        """In one transaction."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO minutes VALUES (?, ?)", minutes)
        moves = [(f"minute:{session}:{minute}", 1) for session, minute in minutes]
        connection.executemany("INSERT INTO moves VALUES (?, ?)", moves)
        connection.execute("UPDATE balances SET balance = balance - ?", (len(minutes),))
        connection.execute("COMMIT")

    async def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


class BarePostgres:
    """The same in PostgreSQL."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @classmethod
    async def made(cls, url: str) -> BarePostgres:
        """With its tables."""
        connection = await asyncpg.connect(url)
        await connection.execute(
            "CREATE TABLE bare_minutes (session TEXT, minute INT, PRIMARY KEY (session, minute));"
            "CREATE TABLE bare_moves (reference TEXT PRIMARY KEY, amount INT);"
            "CREATE TABLE bare_balances (account TEXT PRIMARY KEY, balance INT);"
            "INSERT INTO bare_balances VALUES ('w', 1000000)"
        )
        return cls(connection)

    async def charge(self, minutes: list[tuple[str, int]]) -> None:
        """In one transaction."""
        async with self._connection.transaction():
            await self._connection.executemany("INSERT INTO bare_minutes VALUES ($1, $2)", minutes)
            moves = [(f"minute:{session}:{minute}", 1) for session, minute in minutes]
            await self._connection.executemany("INSERT INTO bare_moves VALUES ($1, $2)", moves)
            await self._connection.execute("UPDATE bare_balances SET balance = balance - $1", len(minutes))

    async def close(self) -> None:
        """Let go of the database."""
        await self._connection.close()


async def sizes(setup: Setup, url: str) -> tuple[int, int]:
    """Rows, and bytes with their indexes, of what a minute leaves behind."""
    tables = ("credit_minutes", "credit_transfers")
    if url:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("VACUUM FULL credit_minutes; VACUUM FULL credit_transfers")
        except asyncpg.PostgresError:  # in one statement they are one transaction
            for table in tables:
                await connection.execute(f"VACUUM FULL {table}")
        rows = sum([await connection.fetchval(f"SELECT count(*) FROM {t}") for t in tables])
        size = sum([await connection.fetchval("SELECT pg_total_relation_size($1::text)", t) for t in tables])
        await connection.close()
        return rows, size
    with sqlite3.connect(setup.data / "hypecut.db") as lite:
        rows = sum(lite.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)
        names = lite.execute(
            "SELECT name FROM sqlite_master WHERE tbl_name IN ('credit_minutes', 'credit_transfers')"
        ).fetchall()
        size = 0
        for (name,) in names:
            size += lite.execute("SELECT sum(pgsize) FROM dbstat WHERE name = ?", (name,)).fetchone()[0] or 0
    return rows, size


@asynccontextmanager
async def client(setup: Setup) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an API that listens, with the operator's token."""
    async with listening(setup) as url:
        headers = {"Authorization": f"Bearer {setup.settings.operator_token.get_secret_value()}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as http:
            yield http


async def measure(kind: str, setup: Setup, url: str, count: int) -> Figures:
    """One database."""
    async with client(setup) as http:
        ids = await sessions_of(http, setup)
        minute = 0
        singles: list[float] = []
        while len(singles) < count // 10:
            singles += [await charge(http, [(session_id, minute)]) for session_id in ids]
            minute += 1
        took_s = 0.0
        done = 0
        while done < count:
            batch = [(session_id, minute + step) for session_id in ids for step in range(5)]
            minute += 5
            took_s += await charge(http, batch)
            done += len(batch)
        bare: Any = BareSqlite(setup.data / "bare.db") if kind == "sqlite" else await BarePostgres.made(url)
        began = time.perf_counter()
        for step in range(0, done, 500):
            await bare.charge([("s", step + at) for at in range(500)])
        bare_s = time.perf_counter() - began
        await bare.close()
        rows, size = await sizes(setup, url)
    minutes = len(singles) + done
    return Figures(
        database=kind,
        one_at_a_time_per_s=round(len(singles) / sum(singles), 1),
        one_p50_ms=round(statistics.median(singles) * 1000, 2),
        one_p99_ms=round(sorted(singles)[int(len(singles) * 0.99)] * 1000, 2),
        in_batches_per_s=round(done / took_s),
        bare_per_s=round(done / bare_s),
        ratio_to_bare=round(bare_s / took_s, 3),
        rows_per_minute=round(rows / minutes, 2),
        bytes_per_minute=round(size / minutes),
    )


async def run(count: int) -> list[Figures]:
    """Both databases, one after the other."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="hypecut-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        more: dict[str, object] = {"credits": "charged", "token": TOKEN}
        figures.append(await measure("sqlite", Setup(folder / "sqlite", more=more), "", count))
        private = folder / "run"
        private.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
        server = stack.enter_context(running_postgres(folder / "postgres"))
        url = stack.enter_context(server.fresh())
        assert make_url(url).get_backend_name() == "postgresql"
        setup = Setup(folder / "state", more={**more, "database_url": url})
        figures.append(await measure("postgresql", setup, url, count))
    return figures


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.deductions", description=__doc__)
    parser.add_argument("--minutes", type=int, default=20_000, help="charged in batches, on each database")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    for figures in asyncio.run(run(asked.minutes)):
        print(json.dumps(asdict(figures)) if asked.json else figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
