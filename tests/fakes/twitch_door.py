"""The door, as far as `monitors.twitch` asks it: links, the bot's brain, answers, stream states."""

from __future__ import annotations

from collections.abc import Callable

from monitors.twitch.door import BotAnswer, BotReply, BotRequest, Link, StreamChange
from streams.door import DoorShut, Fenced


class FakeTwitchDoor:
    """Remembers what it was told.

    Attributes:
        linked: what `links` answers.
        chosen: prefixes by channel.
        reply: makes the reply to a line that is heard for the first time.
        due: what `due_answers` answers; `claimed` and `said` are what became of it.
        shut: raise DoorShut from every call.
    """

    def __init__(self) -> None:
        self.linked: list[Link] = []
        self.reply: Callable[[BotRequest], BotReply] = lambda request: BotReply(fresh=True)
        self.requests: list[BotRequest] = []
        self.due: list[BotAnswer] = []
        self.claimed: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.changes: list[tuple[str, StreamChange]] = []
        self.chosen: dict[str, str] = {}
        self.shut = False

    async def links(self) -> list[Link]:
        self._check()
        return list(self.linked)

    async def prefixes(self) -> dict[str, str]:
        self._check()
        return dict(self.chosen)

    async def bot_request(self, request: BotRequest) -> BotReply:
        self._check()
        known = request.message_id in {one.message_id for one in self.requests}
        self.requests.append(request)
        return BotReply(fresh=False) if known else self.reply(request)

    async def due_answers(self) -> list[BotAnswer]:
        self._check()
        return [one for one in self.due if one.answer_id not in {said for said, _ in self.said}]

    async def claim_answer(self, answer_id: str) -> None:
        self._check()
        if answer_id in self.claimed:
            raise Fenced(409, "somebody else has it")
        self.claimed.append(answer_id)

    async def said_answer(self, answer_id: str, outcome: str) -> None:
        self._check()
        self.said.append((answer_id, outcome))

    async def stream_changed(self, channel_id: str, change: StreamChange) -> None:
        self._check()
        self.changes.append((channel_id, change))

    def _check(self) -> None:
        if self.shut:
            raise DoorShut("the fake door is shut")
