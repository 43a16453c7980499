"""An evening on Twitch, faster than real time: `python -m tests.journeys.evening [--json] [--script FILE]`.

A stand-in for Twitch goes live, its chat talks, and `hypecut up` watches it as it would watch Twitch. What is
said and done when is a script (`evening.toml`, described in `evening.md`). The last line is
`{"clips": .., "answers_wrong": 0, "minutes_differences": 0}`; the exit code is 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from streams.clock import SystemClock, Tempo
from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_streams import TwitchStreams
from tests.journeys.evening_house import House, HouseTrouble, running
from tests.journeys.evening_media import films
from tests.journeys.evening_player import Player, Scene
from tests.journeys.evening_script import Script, ScriptRefused, read_script
from tests.journeys.evening_shown import Shown
from tests.journeys.evening_verdict import (
    Verdict,
    Waited,
    charged,
    expected,
    judge,
    missing_answers,
    quantile_s,
    waited,
)

HERE = Path(__file__).resolve().parent
SPEED = 3.0
SPEED_MAX = 10.0
LISTENING_S = 60.0
"""For the Twitch process to hear of the link and to subscribe."""

SETTLE_S = 240.0
"""Of real time, after the end: highlights close, clips are made, answers are said, minutes are charged."""

STILL_S = 5.0
"""Everything that is expected is there, and nothing has changed for so long: it is over."""

STUCK_S = 60.0
"""Something that is expected is missing, and nothing has changed for so long: it will not come."""

LOOK_S = 1.0
NEEDED = frozenset({"stream.online", "stream.offline", "channel.update", "channel.chat.message"})


@dataclass(frozen=True)
class Orders:
    """What is to be done."""

    script: Path
    speed: float
    as_json: bool
    kept: bool
    data: Path
    figures: Path | None


async def evening(orders: Orders, script: Script, folder: Path) -> Verdict:
    """One evening in a folder of its own."""
    tempo = Tempo(orders.speed, time.time_ns() // 1_000_000)
    clock = SystemClock(tempo)
    shown = Shown(clock, as_json=orders.as_json)
    cache = orders.data / "media"
    cache.mkdir(parents=True, exist_ok=True)
    reels = await asyncio.to_thread(films, script, cache, lambda text: shown.tell("media", text))
    # Sockets go by real time, as the clients of both ends do.
    async with FakeTwitch(clock, SystemClock(Tempo())) as fake, TwitchStreams(clock) as streams:
        fake.authority.asks = True
        fake.channel(script.channel)
        env = fake.environment | tempo.environment
        env |= {
            "HYPECUT_TWITCH_STREAM_URL": streams.url,
            "HYPECUT_STREAM_GRACE_MS": str(script.grace_s * 1000),
            "HYPECUT_TWITCH_LINKS_S": "1",
        }
        shown.tell("up", "hypecut up starts")
        async with running(folder, env) as house:
            await house.settle_in(script)
            await _listening(fake, shown)
            player = Player(script, reels, Scene(fake, streams, clock, shown, orders.speed))
            watching = asyncio.create_task(_watch(house, fake, shown))
            try:
                await player.play()
                await _settled(house, fake, player, shown)
                verdict = await judge(script, house, player.spoken, fake.chat.said)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            _tell_figures(orders, waited(player.spoken, fake.chat.said, orders.speed), verdict, shown)
            if verdict.troubles:
                (folder / "logs.txt").write_text(house.logs())
        return verdict


async def _listening(fake: FakeTwitch, shown: Shown) -> None:
    """Until hypecut listens to the channel."""
    deadline = time.monotonic() + LISTENING_S
    while missing := NEEDED - {one.kind for one in fake.board.enabled()}:
        if time.monotonic() > deadline:
            raise HouseTrouble(f"nobody has subscribed to {', '.join(sorted(missing))} in {LISTENING_S:g} s")
        await asyncio.sleep(0.2)
    shown.tell("linked", f"linked; {len(fake.board.enabled())} subscriptions")


async def _watch(house: House, fake: FakeTwitch, shown: Shown) -> None:
    """Show what hypecut makes of it, until cancelled."""
    told: dict[str, str] = {}
    answers = 0
    while True:
        for said in fake.chat.said[answers:]:
            drop = f" (dropped: {said.drop})" if said.drop else ""
            shown.tell("answer", f"    bot: {said.text}{drop}")
        answers = len(fake.chat.said)
        try:
            found = await _known(house)
        except (HouseTrouble, OSError) as error:
            found = {"api": f"the API: {error}"}
        for key, text in found.items():
            if told.get(key) != text:
                shown.tell("known", f"    {text}")
        told |= found
        await asyncio.sleep(LOOK_S)


async def _known(house: House) -> dict[str, str]:
    mine = {"workspace_id": house.workspace_id}
    found: dict[str, str] = {}
    for one in await house.items("/v1/sessions", **mine):
        state = "runs" if one["ended_at_ms"] is None else f"ended at {one['ended_at_ms'] / 1000:.0f} s: "
        found[one["session_id"]] = f"the session {state}{one['end_reason']}"
    for one in await house.items("/v1/highlights", **mine):
        if not one.get("near_miss"):
            place = f"{one['start_ms'] / 1000:.0f}-{one['end_ms'] / 1000:.0f} s"
            found[one["highlight_id"]] = f"highlight {one['state']} {place}, {one['score']:.1f}x"
    for one in await house.items("/v1/clips", **mine):
        found[one["clip_id"]] = f"clip {one['state']}: {one['title']} {one['reason']}"
    return found


async def _settled(house: House, fake: FakeTwitch, player: Player, shown: Shown) -> None:
    """Until everything that is expected is there and nothing changes any more, or it has taken too long."""
    deadline = time.monotonic() + SETTLE_S
    since, before = time.monotonic(), ""
    shown.tell("settling", "off air; what is still to come is awaited")
    while time.monotonic() < deadline:
        missing = missing_answers(player.spoken, fake.chat.said)
        want, have = await expected(house), await charged(house)
        state = f"{await _known(house)} {len(fake.chat.said)} {sorted(have.items())}"
        if state != before:
            since, before = time.monotonic(), state
        still_s = time.monotonic() - since
        sessions = await house.items("/v1/sessions", workspace_id=house.workspace_id)
        over = all(one["ended_at_ms"] is not None for one in sessions) and not await _is_busy(house)
        if over and still_s >= (STUCK_S if missing or set(have) != want else STILL_S):
            shown.tell("settling", f"{have.total()} of {len(want)} minutes are charged")
            return
        await asyncio.sleep(LOOK_S)
    shown.tell("settling", f"after {SETTLE_S:g} s something still goes on, and is called missing")


async def _is_busy(house: House) -> bool:
    """Whether a highlight has no last word, or no clip yet."""
    mine = {"workspace_id": house.workspace_id}
    clips = {one["highlight_id"]: one["state"] for one in await house.items("/v1/clips", **mine)}
    highlights = [one for one in await house.items("/v1/highlights", **mine) if not one.get("near_miss")]
    return any(
        one["state"] not in {"final", "dropped"}
        or (one["state"] == "final" and clips.get(one["highlight_id"]) not in {"ready", "failed"})
        for one in highlights
    )


def _tell_figures(orders: Orders, times: Waited, verdict: Verdict, shown: Shown) -> None:
    rows = {}
    for name, values in (("first_answer", times.heard_ms), ("clip_link", times.clip_ms)):
        rows[name] = {
            "count": len(values),
            "p50_s": quantile_s(values, 0.5),
            "p95_s": quantile_s(values, 0.95),
            "all_s": [value / 1000 for value in values],
        }
        p50, p95 = rows[name]["p50_s"], rows[name]["p95_s"]
        if values:
            text = f"{name}: p50 {p50:.1f} s, p95 {p95:.1f} s of real time, of {len(values)}"
            shown.tell("figures", text)
    if orders.figures is not None:
        told = {"script": orders.script.name, "speed": orders.speed, **rows, **json.loads(verdict.line)}
        orders.figures.write_text(json.dumps(told, indent=2) + "\n")
    for trouble in verdict.troubles:
        shown.tell("wrong", f"WRONG: {trouble}")


def _orders() -> Orders:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.evening", description=__doc__)
    parser.add_argument("--json", action="store_true", help="progress as JSON lines")
    parser.add_argument("--script", type=Path, default=HERE / "evening.toml", help="see evening.md")
    parser.add_argument("--speed", type=float, default=SPEED, help=f"times real time, 1 to {SPEED_MAX:g}")
    parser.add_argument("--keep", action="store_true", help="leave the folder of this evening, logs and all")
    where = Path(tempfile.gettempdir()) / "hypecut-evenings"
    parser.add_argument("--data", type=Path, default=where, help="for media, made once, and evenings")
    parser.add_argument("--figures", type=Path, help="write the latencies there, as JSON")
    args = parser.parse_args()
    if not 1 <= args.speed <= SPEED_MAX:
        parser.error(f"--speed: 1 to {SPEED_MAX:g}")
    return Orders(args.script, args.speed, args.json, args.keep, args.data.resolve(), args.figures)


def main() -> int:
    """Play an evening. Returns the exit code."""
    orders = _orders()
    try:
        script = read_script(orders.script)
    except ScriptRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    orders.data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=orders.data, prefix="evening-"))
    wrong = True
    try:
        verdict = asyncio.run(evening(orders, script, folder))
        wrong = bool(verdict.troubles)
        sys.stdout.write(f"{verdict.line}\n")
    except HouseTrouble as trouble:
        sys.stderr.write(f"{trouble}\n")
    except KeyboardInterrupt:
        sys.stderr.write("the evening was broken off\n")
    finally:
        if orders.kept or wrong:
            sys.stderr.write(f"the evening is kept in {folder}\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
