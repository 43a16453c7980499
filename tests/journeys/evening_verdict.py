"""Was the evening right? In: what was said, and what became of it. Out: clips, answers, minutes.

The answers are those that the chat heard; a link in one is opened as anybody in the chat would.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import av
import httpx
import msgspec

from streams.door import Door
from tests.fakes.twitch import Said
from tests.faults.minutes import Books
from tests.faults.minutes_expected import expected_minutes
from tests.journeys.evening_house import House
from tests.journeys.evening_player import Spoken
from tests.journeys.evening_script import Script

LINK = re.compile(r"https?://\S+")
CLIP_S_MIN = 3.0


@dataclass
class Verdict:
    """What came of it. `troubles`: a sentence for each thing that is wrong."""

    clips: int = 0
    answers_wrong: int = 0
    minutes_differences: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The last line."""
        told = {
            "clips": self.clips,
            "answers_wrong": self.answers_wrong,
            "minutes_differences": self.minutes_differences,
        }
        return msgspec.json.encode(told).decode().replace(":", ": ").replace(",", ", ")


@dataclass(frozen=True)
class Waited:
    """How long chats waited, in ms of real time.

    Attributes:
        heard_ms: from a line for the bot to its first answer.
        clip_ms: from a `!clip` to the answer with the link.
    """

    heard_ms: tuple[int, ...]
    clip_ms: tuple[int, ...]


def answers_by_line(said: Sequence[Said]) -> dict[str, list[Said]]:
    """What the chat heard, by the line that it answers, in order."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if not one.drop:
            found[one.reply_to].append(one)
    return found


def missing_answers(spoken: Sequence[Spoken], said: Sequence[Said]) -> int:
    """How many answers are still to come."""
    heard = answers_by_line(said)
    return sum(max(0, len(one.say.expect) - len(heard.get(one.message_id, []))) for one in spoken)


def waited(spoken: Sequence[Spoken], said: Sequence[Said], speed: float) -> Waited:
    """How long chats waited for their answers."""
    heard = answers_by_line(said)
    first, links = [], []
    for one in spoken:
        mine = heard.get(one.message_id, [])
        first += [round((mine[0].at_ms - one.at_ms) / speed)] if mine else []
        if one.say.text.split()[0] == "!clip":
            found = next((answer for answer in mine if LINK.search(answer.text)), None)
            links += [round((found.at_ms - one.at_ms) / speed)] if found is not None else []
    return Waited(tuple(sorted(first)), tuple(sorted(links)))


def quantile_s(values_ms: Sequence[int], share: float) -> float | None:
    """The value that this share of them reaches at most, in s; None of none."""
    if not values_ms:
        return None
    return sorted(values_ms)[min(len(values_ms) - 1, int(share * len(values_ms)))] / 1000


async def judge(script: Script, house: House, spoken: Sequence[Spoken], said: Sequence[Said]) -> Verdict:
    """Look at everything."""
    verdict = Verdict()
    wrong = answers_wrong(spoken, said, script.expect_unasked) + await _links_wrong(said)
    verdict.answers_wrong = len(wrong)
    verdict.troubles += wrong
    await _clips(verdict, script, house)
    await _minutes(verdict, script, house)
    return verdict


def answers_wrong(spoken: Sequence[Spoken], said: Sequence[Said], unasked: Sequence[str] = ()) -> list[str]:
    """A sentence for each answer that is missing, another one, or not expected."""
    heard = answers_by_line(said)
    wrong: list[str] = []
    for one in spoken:
        wrong += _compared(_name(one), heard.pop(one.message_id, []), one.say.expect)
    wrong += _compared("unasked", heard.pop("", []), unasked)
    return wrong + [f"nobody asked for {one.text!r}" for rest in heard.values() for one in rest]


def _compared(name: str, said: Sequence[Said], expected: Sequence[str]) -> list[str]:
    texts = [one.text for one in said]
    wrong = [
        f"{name}: {text!r} is not {pattern!r}"
        for pattern, text in zip(expected, texts, strict=False)
        if not re.search(pattern, text)
    ]
    wrong += [f"{name}: no answer came that is {pattern!r}" for pattern in expected[len(texts) :]]
    return wrong + [f"{name}: {text!r} was not expected" for text in texts[len(expected) :]]


def _name(one: Spoken) -> str:
    return f"{one.say.who} at {one.say.at:g} s: {one.say.text!r}"


async def _links_wrong(said: Sequence[Said]) -> list[str]:
    """A sentence for each link that is no clip."""
    links = sorted({link for one in said if not one.drop for link in LINK.findall(one.text)})
    checks = await asyncio.gather(*(_opens(link) for link in links))
    return [f"{link} {trouble}" for link, trouble in zip(links, checks, strict=True) if trouble]


async def _opens(link: str) -> str:
    """Why this link is no clip that plays, for somebody without a login; empty: it is."""
    try:
        async with httpx.AsyncClient(timeout=60, follow_redirects=True) as http:
            answer = await http.get(link)
    except httpx.HTTPError as error:
        return f"cannot be reached: {error}"
    if answer.status_code != 200 or answer.headers["content-type"] != "video/mp4":
        return f"answers {answer.status_code} {answer.headers.get('content-type', '')}"
    return await asyncio.to_thread(_plays, answer.content)


def _plays(body: bytes) -> str:
    try:
        with av.open(io.BytesIO(body)) as container:
            last_s, frames, sounds = 0.0, 0, 0
            for frame in container.decode(video=0):
                frames, last_s = frames + 1, frame.time or 0.0
            container.seek(0)
            sounds = sum(1 for _ in container.decode(audio=0))
    except (av.FFmpegError, IndexError) as error:
        return f"does not play: {error}"
    if frames < 30 or not sounds or last_s < CLIP_S_MIN:
        return f"plays {frames} pictures and {sounds} pieces of sound in {last_s:.1f} s"
    return ""


async def _clips(verdict: Verdict, script: Script, house: House) -> None:
    clips = await house.items("/v1/clips", workspace_id=house.workspace_id)
    verdict.clips = sum(1 for one in clips if one["state"] == "ready")
    verdict.troubles += [
        f"clip {one['clip_id']} is {one['state']}: {one['reason']}"
        for one in clips
        if one["state"] != "ready"
    ]
    if script.expect_clips is not None and verdict.clips != script.expect_clips:
        verdict.troubles.append(f"{verdict.clips} clips came, and the script expects {script.expect_clips}")
    sessions = await house.items("/v1/sessions", workspace_id=house.workspace_id)
    if len(sessions) != script.expect_sessions:
        verdict.troubles.append(
            f"{len(sessions)} sessions were captured, and the script expects {script.expect_sessions}"
        )
    verdict.troubles += [
        f"session {one['session_id']} has not ended" for one in sessions if one["ended_at_ms"] is None
    ]


async def expected(house: House) -> set[tuple[str, int]]:
    """The minutes that the recorder has, ads and gaps left out."""
    store = house.data / "store"
    found: set[tuple[str, int]] = set()
    async with Door(house.url, await house.fresh_access(), patience_s=30) as door:
        for watch in await house.items("/v1/watches", workspace_id=house.workspace_id):
            for session in await door.sessions(watch["watch_id"]):
                gaps = await door.gaps_of(session.session_id)
                minutes = expected_minutes(store, session, gaps)
                found |= {(session.session_id, minute) for minute in minutes}
    return found


async def charged(house: House) -> Counter[tuple[str, int]]:
    """The minutes that the workspace's statement says were paid for."""
    books = Books(house.url, await house.fresh_access(), house.workspace_id)
    return +(await books.charged())


async def _minutes(verdict: Verdict, script: Script, house: House) -> None:
    want, have = await expected(house), await charged(house)
    differences = [
        f"minute {minute} of session {session_id} was charged {have[session_id, minute]} times, "
        f"not {int((session_id, minute) in want)}"
        for session_id, minute in sorted(want | set(have))
        if have[session_id, minute] != int((session_id, minute) in want)
    ]
    balance, held = await Books(house.url, await house.fresh_access(), house.workspace_id).balance()
    if balance != script.credits - have.total():
        differences.append(f"the balance is {balance} of {script.credits}, and {have.total()} were charged")
    if held:
        differences.append(f"{held} credits are held by sessions that have ended")
    verdict.minutes_differences = len(differences)
    verdict.troubles += differences
