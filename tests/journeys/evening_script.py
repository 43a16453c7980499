"""The script of an evening: in, a TOML file; out, what happens when, in order. `evening.md` describes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

LOGIN = re.compile(r"[a-z0-9_]{1,25}")
ROLES = ("", "viewer", "subscriber", "vip", "moderator", "broadcaster")
MOODS = ("wild", "laughing", "sad", "calm")
FAULTS = ("reconnect", "drop", "silence", "duplicates")
MOMENTS = 3
"""That the demo's recording has."""

LEAD_S, TRAIL_S = 4, 9
"""What of the recording is shown before and behind a moment."""

TEXT_MAX = 500


class ScriptRefused(ValueError):
    """The script cannot be played: a sentence that names the entry, and what to do."""


class Happening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what"):
    """Something that happens `at` a second of the evening."""

    at: float


class GoLive(Happening, frozen=True, kw_only=True, tag="go_live"):
    title: str = ""
    category: str = ""
    language: str = "en"


class Say(Happening, frozen=True, kw_only=True, tag="say"):
    """A line of chat. `expect`: what the bot answers in its thread, in order; `id`: for `delete`."""

    who: str
    text: str
    role: str = ""
    expect: tuple[str, ...] = ()
    id: str = ""


class Crowd(Happening, frozen=True, kw_only=True, tag="crowd"):
    """So many people say so many lines within so many seconds, most of them early."""

    seconds: float
    lines: int
    people: int
    mood: str = "wild"


class Chatter(Happening, frozen=True, kw_only=True, tag="chatter"):
    """Ordinary talk."""

    seconds: float
    lines_per_minute: float
    people: int


class Moment(Happening, frozen=True, kw_only=True, tag="moment"):
    """The picture and the sound have a moment: the first, second or third of the demo's recording."""

    which: int = 1


class Update(Happening, frozen=True, kw_only=True, tag="update"):
    title: str = ""
    category: str = ""
    language: str = ""


class Raid(Happening, frozen=True, kw_only=True, tag="raid"):
    who: str
    viewers: int


class Sub(Happening, frozen=True, kw_only=True, tag="sub"):
    who: str
    months: int = 1
    text: str = ""


class Gift(Happening, frozen=True, kw_only=True, tag="gift"):
    who: str
    subs: int


class Cheer(Happening, frozen=True, kw_only=True, tag="cheer"):
    who: str
    bits: int
    text: str = ""


class HypeTrain(Happening, frozen=True, kw_only=True, tag="hype_train"):
    levels: int = 3


class AdBreak(Happening, frozen=True, kw_only=True, tag="ad_break"):
    seconds: int


class Restart(Happening, frozen=True, kw_only=True, tag="restart"):
    """Off air for so many seconds, and live again."""

    seconds: float


class Timeout(Happening, frozen=True, kw_only=True, tag="timeout"):
    who: str
    seconds: int = 600


class Delete(Happening, frozen=True, kw_only=True, tag="delete"):
    """A moderator deletes the line that was said with this `id`."""

    line: str


class Sockets(Happening, frozen=True, kw_only=True, tag="sockets"):
    """Something goes wrong with the connections to Twitch."""

    fault: str


class Offline(Happening, frozen=True, kw_only=True, tag="offline"):
    pass


Any_ = (
    GoLive | Say | Crowd | Chatter | Moment | Update | Raid | Sub | Gift | Cheer | HypeTrain | AdBreak
    | Restart | Timeout | Delete | Sockets | Offline
)  # fmt: skip


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command of the channel's own. `reply` may hold what the API's `say` allows."""

    name: str
    reply: str


class _Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    happens: list[dict[str, Any]]
    name: str = "an evening"
    channel: str = "streamer"
    credits: int = 100
    expect_clips: int | None = None
    expect_sessions: int = 1
    grace_s: int = 60
    expect_unasked: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True)
class Broadcast:
    """A stretch on air, in ms of the evening."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Script:
    """An evening.

    Attributes:
        happens: by time.
        credits: that the workspace is given.
        expect_clips: None: any number is right.
        grace_s: how long the channel may be off air before its watch ends.
        expect_unasked: what the bot says without being asked, in that order.
    """

    name: str
    channel: str
    happens: tuple[Any_, ...]
    commands: tuple[Command, ...]
    credits: int
    expect_clips: int | None
    expect_sessions: int
    grace_s: int
    expect_unasked: tuple[str, ...]

    @property
    def broadcasts(self) -> list[Broadcast]:
        """When the channel is on air."""
        found: list[Broadcast] = []
        start_ms = 0
        for one in self.happens:
            if isinstance(one, Restart):
                found.append(Broadcast(start_ms, ms(one.at)))
                start_ms = ms(one.at + one.seconds)
            elif isinstance(one, Offline):
                found.append(Broadcast(start_ms, ms(one.at)))
        return found

    @property
    def moments(self) -> list[Moment]:
        """What the picture and the sound have."""
        return [one for one in self.happens if isinstance(one, Moment)]

    @property
    def end_ms(self) -> int:
        """When it is over."""
        return ms(self.happens[-1].at)


def ms(seconds: float) -> int:
    """Seconds as whole ms."""
    return round(seconds * 1000)


def read_script(path: Path) -> Script:
    """Read a script. Raises ScriptRefused."""
    try:
        frame = msgspec.convert(tomllib.loads(path.read_text()), _Frame)
    except OSError as error:
        raise ScriptRefused(f"{path} cannot be read: {error.strerror}; give the path of a script") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScriptRefused(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ScriptRefused(f"{path}: {error}; evening.md describes what a script has") from error
    happens = tuple(sorted(_happening(number, one) for number, one in enumerate(frame.happens, 1)))
    ordered = tuple(one for _, _, one in happens)
    names = {id(one): f"happens {number} ({type(one).__struct_config__.tag} at {one.at:g} s)"
             for _, number, one in happens}  # fmt: skip
    script = Script(
        name=frame.name,
        channel=frame.channel,
        happens=ordered,
        commands=frame.commands,
        credits=frame.credits,
        expect_clips=frame.expect_clips,
        expect_sessions=frame.expect_sessions,
        grace_s=frame.grace_s,
        expect_unasked=frame.expect_unasked,
    )
    _check_frame(frame, ordered, names)
    for one in ordered:
        _check(one, names[id(one)], script)
    return script


class _Placed(tuple[float, int, Any_]):
    """Sorts by time, and by the place in the file at the same time."""

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return self[:2] < other[:2]


def _happening(number: int, given: dict[str, Any]) -> _Placed:
    try:
        one = msgspec.convert(given, Any_)
    except msgspec.ValidationError as error:
        what = f" ({given['what']})" if isinstance(given.get("what"), str) else ""
        raise ScriptRefused(f"happens {number}{what}: {error}; evening.md lists what may happen") from error
    return _Placed((one.at, number, one))


def _refuse(name: str, fact: str, remedy: str) -> None:
    raise ScriptRefused(f"{name}: {fact}; {remedy}")


def _check_frame(frame: _Frame, happens: Sequence[Any_], names: dict[int, str]) -> None:
    if not happens:
        _refuse("happens", "nothing does", "begin with go_live at 0, and end with offline")
    first, last = happens[0], happens[-1]
    if not (isinstance(first, GoLive) and first.at == 0):
        _refuse(names[id(first)], "an evening begins with go_live at 0", "put that first")
    if not isinstance(last, Offline):
        _refuse(names[id(last)], "an evening ends with offline", "put that last")
    for kind in (GoLive, Offline):
        for one in [one for one in happens if isinstance(one, kind)][1:]:
            _refuse(names[id(one)], "there is one already", "use restart in between")
    if not LOGIN.fullmatch(frame.channel):
        _refuse("channel", f"{frame.channel!r} is no name on Twitch", "use small letters, digits and '_'")
    if frame.credits < 1 or frame.grace_s < 1:
        _refuse("credits, grace_s", "they are 1 at least", "give more")
    for command in frame.commands:
        if not re.fullmatch(r"[a-z0-9_]{1,25}", command.name):
            _refuse(f"command {command.name!r}", "is no word", "give its name without the prefix")


def _check(one: Any_, name: str, script: Script) -> None:
    if not (one.at >= 0 and one.at < 24 * 3600):
        _refuse(name, "`at` is no second of an evening", "count from go_live")
    who = getattr(one, "who", None)
    if who is not None and not LOGIN.fullmatch(who):
        _refuse(name, f"{who!r} is no name on Twitch", "use small letters, digits and '_'")
    match one:
        case Say():
            _check_say(one, name)
        case Crowd() | Chatter():
            if one.seconds <= 0 or one.people < 1:
                _refuse(name, "nobody says anything", "give seconds and people above 0")
            if isinstance(one, Crowd) and one.mood not in MOODS:
                _refuse(name, f"mood {one.mood!r} is not known", f"take one of {', '.join(MOODS)}")
        case Moment():
            _check_moment(one, name, script)
        case Delete():
            said = [other for other in script.happens if isinstance(other, Say) and other.id == one.line]
            if not one.line or not said or said[0].at > one.at:
                _refuse(name, f"no line {one.line!r} was said before", "give the `id` of one")
        case _:
            _check_rest(one, name)


def _check_rest(one: Any_, name: str) -> None:
    match one:
        case Sockets() if one.fault not in FAULTS:
            _refuse(name, f"fault {one.fault!r} is not known", f"take one of {', '.join(FAULTS)}")
        case Restart() | AdBreak() | Timeout() if one.seconds <= 0:
            _refuse(name, "it takes no time", "give seconds above 0")
        case Raid() | Cheer() | Gift() | HypeTrain() | Sub():
            counts = (getattr(one, key, 1) for key in ("viewers", "bits", "subs", "levels", "months"))
            if min(counts) < 1:
                _refuse(name, "its number is below 1", "give more")
        case _:
            pass


def _check_say(one: Say, name: str) -> None:
    if one.role not in ROLES:
        _refuse(name, f"role {one.role!r} is not known", f"take one of {', '.join(ROLES[1:])}")
    if not 0 < len(one.text) <= TEXT_MAX:
        _refuse(name, f"Twitch takes 1 to {TEXT_MAX} characters", "make it shorter")
    for pattern in one.expect:
        try:
            re.compile(pattern)
        except re.error as error:
            _refuse(name, f"{pattern!r} is no regular expression ({error})", "put a \\ before special signs")


def _check_moment(one: Moment, name: str, script: Script) -> None:
    if not 1 <= one.which <= MOMENTS:
        _refuse(name, f"the recording has moments 1 to {MOMENTS}", "take one of them")
    if one.at % 1:
        _refuse(name, "moments begin at whole seconds", "round it")
    around = (ms(one.at - LEAD_S), ms(one.at + TRAIL_S))
    if not any(air.start_ms <= around[0] and around[1] <= air.end_ms for air in script.broadcasts):
        fact = f"the channel is not on air from {LEAD_S} s before it to {TRAIL_S} s behind it"
        _refuse(name, fact, "move it")
    for other in script.moments:
        if other is not one and abs(other.at - one.at) < LEAD_S + TRAIL_S:
            _refuse(name, "it overlaps another moment", f"leave {LEAD_S + TRAIL_S} s between them")
