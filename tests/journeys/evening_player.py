"""Plays the script of an evening on the stand-in for Twitch.

In: a script, and a clock. Out: what was said by whom, when, and what the bot was to answer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.clock import Clock
from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_streams import TwitchStreams
from tests.journeys.evening_media import SEGMENT_MS, Film
from tests.journeys.evening_script import (
    AdBreak,
    Any_,
    Chatter,
    Cheer,
    Crowd,
    Delete,
    Gift,
    GoLive,
    HypeTrain,
    Moment,
    Offline,
    Raid,
    Restart,
    Say,
    Script,
    Sockets,
    Sub,
    Timeout,
    Update,
    ms,
)
from tests.journeys.evening_shown import Shown

WORDS = {
    "wild": ("POG", "LETS GOOO", "OMG", "no way!!", "WHAT", "insane", "CLIP IT", "HOW", "PogChamp PogChamp"),
    "laughing": ("LUL", "OMEGALUL", "hahaha what", "KEKW", "im dying", "LUL LUL LUL"),
    "sad": ("NOOO", "BibleThump", "rip", "so close", "F", "unlucky"),
    "calm": ("gg", "nice", "ok", "sure", "well played"),
}
IDLE = (
    "hi all", "what map is this", "blue looks good today", "hello from lisbon", "first time here",
    "is this ranked", "who is winning", "nice car", "brb coffee", "the music is good", "passing again",
    "that was close", "how long is the match", "orange needs to wake up", "hey chat", "good evening",
    "did i miss much", "gl hf", "same as yesterday", "what rank are you",
)  # fmt: skip
SEED = 7
DOUBLES = 20
"""Notifications in a row that come twice with the fault `duplicates`."""


@dataclass(frozen=True)
class Spoken:
    """A line that was said. `at_ms`: epoch time, of the evening's clock."""

    say: Say
    message_id: str
    at_ms: int


@dataclass(frozen=True)
class Scene:
    """Where an evening is played. `speed`: of its clock, times real time."""

    fake: FakeTwitch
    streams: TwitchStreams
    clock: Clock
    shown: Shown
    speed: float


@dataclass(frozen=True, order=True)
class _Due:
    at_ms: int
    number: int
    what: Any_ = field(compare=False)
    back: bool = field(default=False, compare=False)


class Player:
    """Plays one evening.

    Attributes:
        spoken: lines of the script's own, and those of crowds and ordinary talk.
    """

    def __init__(self, script: Script, films: Sequence[Film], scene: Scene) -> None:
        self.spoken: list[Spoken] = []
        self._script = script
        self._films = list(films)
        self._fake, self._streams = scene.fake, scene.streams
        self._clock, self._shown, self._speed = scene.clock, scene.shown, scene.speed
        self._began_ms = 0
        self._ids: dict[str, str] = {}

    async def play(self) -> None:
        """From `go_live` to `offline`."""
        self._began_ms = self._shown.began_ms = self._clock.now_ms()
        due = sorted(self._due())
        for one in due:
            await self._until(self._began_ms + one.at_ms)
            await self._happen(one)

    def _due(self) -> list[_Due]:
        found: list[_Due] = []
        for one in self._script.happens:
            found.append(_Due(ms(one.at), len(found), one))
            if isinstance(one, Restart):
                found.append(_Due(ms(one.at + one.seconds), len(found), one, back=True))
            draw = random.Random(f"{SEED}/{one.at}/{type(one).__name__}")
            lines: list[Say] = []
            if isinstance(one, Crowd):
                lines = _crowd(one, draw)
            elif isinstance(one, Chatter):
                lines = _chatter(one, draw)
            found += [_Due(ms(line.at), len(found) + number, line) for number, line in enumerate(lines)]
        return found

    async def _until(self, at_ms: int) -> None:
        left_ms = at_ms - self._clock.now_ms()
        if left_ms > 0:
            await asyncio.sleep(left_ms / 1000 / self._speed)

    async def _happen(self, due: _Due) -> None:
        self._tell(due)
        match due.what:
            case GoLive() | Restart() | Offline() | AdBreak() | Update():
                await self._on_screen(due)
            case Say() | Timeout() | Delete():
                await self._in_chat(due.what)
            case Sockets():
                await self._fault(due.what.fault)
            case Crowd() | Chatter() | Moment():
                pass  # their lines and pictures come by themselves
            case _:
                await self._given(due.what)

    async def _on_screen(self, due: _Due) -> None:
        fake, login = self._fake, self._script.channel
        match due.what:
            case GoLive() as one:
                self._on_air(due.at_ms)
                await fake.go_live(login, one.title, one.category, one.language, viewers=40)
            case Restart() if due.back:
                self._on_air(due.at_ms)
                await fake.go_live(login)
            case Restart() | Offline():
                self._streams.end(login)
                await fake.go_offline(login)
            case Update() as one:
                await fake.update(login, one.title, one.category, one.language)
            case AdBreak() as one:
                self._streams.ad_break(login, self._clock.now_ms(), ms(one.seconds))
                await fake.ad_break(login, one.seconds)

    async def _in_chat(self, one: Any_) -> None:
        match one:
            case Say():
                await self._say(one)
            case Timeout():
                await self._fake.timeout(self._script.channel, one.who, one.seconds)
            case Delete():
                await self._fake.delete(self._ids[one.line])

    async def _given(self, one: Any_) -> None:
        fake, login = self._fake, self._script.channel
        match one:
            case Raid():
                await fake.raid(one.who, login, one.viewers)
            case Sub():
                await fake.sub(login, one.who, one.months, one.text)
            case Gift():
                await fake.gift(login, one.who, *(f"gifted{number}" for number in range(one.subs)))
            case Cheer():
                await fake.cheer(login, one.who, one.bits, one.text)
            case HypeTrain():
                await fake.hype_train(login, one.levels)

    def _on_air(self, at_ms: int) -> None:
        film = self._films.pop(0)
        self._streams.begin(self._script.channel, film.segments, SEGMENT_MS, self._began_ms + at_ms)

    async def _say(self, one: Say) -> None:
        line = await self._fake.say(self._script.channel, one.who, one.text, one.role)
        self.spoken.append(Spoken(one, line.message_id, line.at_ms))
        if one.id:
            self._ids[one.id] = line.message_id

    async def _fault(self, fault: str) -> None:
        board = self._fake.board
        match fault:
            case "reconnect":
                await board.reconnect()
            case "drop":
                await board.drop()
            case "silence":
                board.silence()
            case "duplicates":
                board.doubles += DOUBLES

    def _tell(self, due: _Due) -> None:
        one = due.what
        match one:
            case Say(text=text) if text.startswith("!") or one.expect:
                self._shown.tell("say", f"{one.who}: {text}")
            case Say():
                pass
            case Restart() if due.back:
                self._shown.tell("restart", "live again")
            case _:
                name = str(type(one).__struct_config__.tag)
                told = {key: getattr(one, key) for key in one.__struct_fields__ if key != "at"}
                self._shown.tell(name, " ".join([name, *(f"{key}={value}" for key, value in told.items())]))


def _crowd(one: Crowd, draw: random.Random) -> list[Say]:
    """Few at once, most soon, some late; as many different people as there are."""
    people = [f"fan{number:03d}" for number in range(one.people)]
    draw.shuffle(people)
    lines = []
    for number in range(one.lines):
        at = one.at + one.seconds * draw.betavariate(1.6, 3.5)
        lines.append(Say(at=at, who=people[number % len(people)], text=draw.choice(WORDS[one.mood])))
    return lines


def _chatter(one: Chatter, draw: random.Random) -> list[Say]:
    lines = []
    at = one.at
    while (at := at + draw.expovariate(one.lines_per_minute / 60)) < one.at + one.seconds:
        lines.append(Say(at=at, who=f"viewer{draw.randrange(one.people):03d}", text=draw.choice(IDLE)))
    return lines
