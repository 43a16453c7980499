"""How fast feeds and lists of clips answer at a million clips: `python -m bench.feeds [--json]`.

In: two databases that it fills itself (`--folder` keeps them), and the real API in a process of its own.
Out: the times of each kind of request over HTTP, with one client and with four; the same pages by
statements written by hand in the same run; pages by cursor beside pages by OFFSET; first reads after
everything was put out of memory. Each figure is that of the quietest of `--rounds`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.feed_asks import OPERATOR, Named, Questions
from bench.feed_client import Ask, Client, Times, ask_all
from bench.feed_databases import Filled, filled, write_files
from bench.proc import usage

KINDS = ("sqlite", "postgresql")
WARM_UP = 20
COLD_COUNT = 120
SLOW_S = 2.0
"""Of what takes long, fewer are asked: a round of one kind of request is bounded."""


@dataclass(frozen=True)
class Serving:
    """The API in a process of its own."""

    port: int
    pid: int


@dataclass(frozen=True)
class Round:
    """A round of requests, and the CPU that the API took for each, in ms."""

    times: Times
    cpu_ms: float


@contextmanager
def serving(database: Filled, folder: Path) -> Iterator[Serving]:
    """The API on this database."""
    env = os.environ | {
        "HYPECUT_DATA": str(folder / "data"),
        "HYPECUT_STORE": str(folder / "store"),
        "HYPECUT_DATABASE_URL": database.url,
        "HYPECUT_OPERATOR_TOKEN": OPERATOR,
        "HYPECUT_PUBLIC_URL": "https://clips.example.com",
        "HYPECUT_CALLS_PER_MINUTE": "10000000",  # calls are counted as ever, and none is too many
    }
    command = [sys.executable, "-m", "bench.feed_server"]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        if not first:
            raise RuntimeError("the API did not start; its log is above")
        try:
            yield Serving(int(first), server.pid)
        finally:
            assert server.stdin is not None
            server.stdin.close()
            server.wait()


def figures(rounds: Sequence[Round]) -> dict[str, float]:
    """Of the quietest round, and the median over all rounds of p99 and of CPU."""
    quiet = min((one.times for one in rounds), key=lambda times: times.at(0.99))
    return {
        "p50_ms": quiet.at(0.5),
        "p99_ms": quiet.at(0.99),
        "p99_ms_of_rounds": _middle([one.times.at(0.99) for one in rounds]),
        "cpu_ms": _middle([one.cpu_ms for one in rounds]),
        "per_s": quiet.rate_per_s,
        "bytes": quiet.bytes_mean,
    }


def _middle(values: Sequence[float]) -> float:
    return round(statistics.median(values), 2)


def over_http(api: Serving, named: Named, options: argparse.Namespace) -> dict[str, Any]:
    """One kind of request, with one client and with four."""
    first = ask_all(api.port, named.asks, 2, 1, named.status)
    slow = first.at(0.5) / 1000 * options.count > SLOW_S * 10
    count = max(5, int(SLOW_S * 1000 / first.at(0.5))) if slow else options.count
    count = max(count, len(named.asks)) if named.whole else count
    ask_all(api.port, named.asks, 2 if slow else max(WARM_UP, len(named.asks)), 1, named.status)
    answer = Client(api.port).get(named.asks[0].raw())
    found: dict[str, Any] = {"requests": count, "rows": _rows(answer.body)}
    for clients in (1,) if slow else (1, 4):
        rounds = []
        for _ in range(options.rounds):
            cpu_s = usage(api.pid).cpu_s
            times = ask_all(api.port, named.asks, count, clients, named.status)
            rounds.append(Round(times, 1000 * (usage(api.pid).cpu_s - cpu_s) / count))
        found[f"clients_{clients}"] = figures(rounds)
    return found


def _rows(body: bytes) -> int | None:
    try:
        parsed = json.loads(body)
    except ValueError:
        return None
    return len(parsed["items"]) if "items" in parsed else 1


def by_hand(asked: dict[str, Callable[[], object]], options: argparse.Namespace) -> dict[str, Any]:
    """The plain alternatives, in this process."""
    found = {}
    for name, ask in asked.items():
        rounds = []
        for _ in range(options.rounds):
            ms: list[float] = []
            cpu_s = time.process_time()
            while len(ms) < options.count and sum(ms) < SLOW_S * 1000:
                began = time.perf_counter()
                ask()
                ms.append((time.perf_counter() - began) * 1000)
            cpu_ms = 1000 * (time.process_time() - cpu_s) / len(ms)
            rounds.append(Round(Times(sorted(ms), round(1000 * len(ms) / sum(ms), 1), 0), cpu_ms))
        found[name] = figures(rounds)
    return found


def cold(database: Filled, folder: Path) -> dict[str, Any]:
    """The first read of each feed in a fresh process, with nothing of the database in memory."""
    with serving(database, folder) as api:
        (links, *_) = Questions(database, api.port).feeds()
    database.forget()
    with serving(database, folder) as api:
        first = _once(api.port, links.asks[:COLD_COUNT])
        again = _once(api.port, links.asks[:COLD_COUNT])
    return {"first_read": first, "second_read": again}


def _once(port: int, asks: Sequence[Ask]) -> dict[str, float]:
    ms = []
    client = Client(port)
    for ask in asks:
        began = time.perf_counter()
        assert client.get(ask.raw()).status == 200
        ms.append((time.perf_counter() - began) * 1000)
    client.close()
    times = Times(sorted(ms), 0, 0)
    return {"of_the_process_ms": round(ms[0], 2), "p50_ms": times.at(0.5), "p99_ms": times.at(0.99)}


def measured(database: Filled, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Everything of one database."""
    found: dict[str, Any] = {"http": {}}
    with serving(database, folder) as api:
        questions = Questions(database, api.port)
        for named in (*questions.feeds(), *questions.clips()):
            if not re.search(options.only, named.name):
                continue
            found["http"][named.name] = said = over_http(api, named, options)
            one = said["clients_1"]
            sys.stderr.write(
                f"{database.kind}: {named.name}: p50 {one['p50_ms']}, p99 {one['p99_ms']} ms, "
                f"CPU {one['cpu_ms']} ms\n"
            )
        if not options.only:
            found["by_hand"] = by_hand(questions.by_hand(), options)
    if not options.only:
        pairs = {"feed json, by link": "feed", "clips newest, key of largest": "clips newest"}
        found["ratio_to_by_hand"] = {
            name: round(found["http"][name]["clients_1"]["p50_ms"] / found["by_hand"][other]["p50_ms"], 2)
            for name, other in pairs.items()
        }
        found["cold"] = cold(database, folder)
    found["load_average"] = os.getloadavg()
    return found


def main(arguments: list[str]) -> int:
    """Fill what is not filled yet, then measure each kind of database."""
    parser = argparse.ArgumentParser(prog="python -m bench.feeds")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clips", type=int, default=1_000_000)
    parser.add_argument("--count", type=int, default=500, help="requests in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where databases are kept; else they go at the end")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--only", default="", help="only requests whose name has this expression in it")
    options = parser.parse_args(arguments)
    result: dict[str, Any] = {"clips": options.clips, "cores": os.cpu_count()}
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        write_files(folder / "store")
        for kind in (options.kind,) if options.kind else KINDS:
            with filled(kind, folder, options.clips) as database:
                result[kind] = measured(database, folder, options)
    print(json.dumps(result, indent=None if options.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
