"""A channel with a bot: what the process that speaks in chats brings to the door, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from api.dues import Dues
from schemas.judging import HighlightState
from schemas.rendering import ClipState, clip_id_of
from tests.api import people
from tests.api.running import Api, HandClock
from tests.api.test_http import problem
from tests.api.world import WORKER, Person, a_clip, put, put_highlight

SECOND_MS = 1000


def author(number: int) -> str:
    """A chatter, as a keyed hash."""
    return f"{number:016x}"


def field_of(answer: httpx.Response, status: int = 422, slug: str = "invalid") -> str:
    """The field that a refusal names."""
    problem(answer, status, slug)
    return str(answer.json()["errors"][0]["field"])


@dataclass
class Chat:
    """The chat of one channel.

    Attributes:
        session_id: of the running session, if there is one. `prefix`: of the identities of lines.
    """

    api: Api
    owner: Person
    channel_id: str
    session_id: str = ""
    lines: int = 0
    prefix: str = "line"

    @property
    def clock(self) -> HandClock:
        clock = self.api.services.clock
        assert isinstance(clock, HandClock)
        return clock

    async def send(self, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
        return await self.api.http.post("/v1/bot/requests", json=body, headers=headers or WORKER)

    def line(self, text: str, who: int = 1, role: str = "viewer", **more: object) -> dict[str, Any]:
        self.lines += 1
        return {
            "message_id": f"{self.prefix}-{self.lines}",
            "channel_id": self.channel_id,
            "at_ms": self.clock.now_ms(),
            "author": author(who),
            "role": role,
            "text": text,
        } | more

    async def say(self, text: str, who: int = 1, role: str = "viewer", **more: object) -> dict[str, Any]:
        answer = await self.send(self.line(text, who, role, **more))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def watch(self) -> str:
        """A watch of the channel."""
        body = {"channel_id": self.channel_id}
        made = await self.api.http.post("/v1/watches", json=body, headers=self.owner.headers)
        assert made.status_code == 201, made.text
        return str(made.json()["watch_id"])

    async def open(self, watch_id: str = "") -> str:
        """A session that begins now."""
        watch_id = watch_id or await self.watch()
        body = {
            "watch_id": watch_id,
            "node": "n",
            "started_at_ms": self.clock.now_ms(),
            "source": "twitch:somebody",
        }
        opened = await self.api.http.post("/v1/sessions", json=body, headers=WORKER)
        assert opened.status_code == 201, opened.text
        self.session_id = str(opened.json()["session_id"])
        return self.session_id

    async def runs_for(self, seconds: int, **more: object) -> None:
        """Time passes, and capture goes on."""
        self.clock.advance(seconds * SECOND_MS)
        begun = await self.api.http.get(f"/v1/sessions/{self.session_id}")
        media_ms = self.clock.now_ms() - begun.json()["started_at_ms"]
        body = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": media_ms} | more
        told = await self.api.http.patch(f"/v1/sessions/{self.session_id}", json=body, headers=WORKER)
        assert told.status_code == 200, told.text

    async def ends(self, reason: str = "the channel went off air") -> None:
        begun = await self.api.http.get(f"/v1/sessions/{self.session_id}")
        end_ms = self.clock.now_ms() - begun.json()["started_at_ms"]
        await self.runs_for(0, ended_at_ms=end_ms, end_reason=reason)

    async def highlight(
        self,
        start_ms: int,
        state: HighlightState = HighlightState.OPENED,
        revision: int = 1,
        **more: object,
    ) -> None:
        """20 s from there."""
        stored = await put_highlight(self.api, self.session_id, start_ms, revision, state=state, **more)
        assert stored.status_code == 200, stored.text

    async def clip(self, start_ms: int, state: ClipState = ClipState.READY, **more: object) -> str:
        """The clip of the highlight that begins there."""
        made = a_clip(self.session_id, state, start_ms, **more)
        clip_id = clip_id_of(made.highlight_id)
        told = {"clip_id": clip_id} | {
            name: getattr(made, name) for name in made.__struct_fields__ if name != "clip_id"
        }
        if told["key"]:
            path = self.api.services.store.path_of(str(told["key"]))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"video")
        answer = await put(self.api, f"/v1/clips/{clip_id}", type(made)(**told))
        assert answer.status_code == 200, answer.text
        return clip_id

    async def due(self, state: str = "due") -> list[dict[str, Any]]:
        listed = await self.api.http.get(f"/v1/bot/answers?state={state}", headers=WORKER)
        assert listed.status_code == 200, listed.text
        return list(listed.json()["items"])

    async def wishes(self) -> list[dict[str, Any]]:
        listed = await self.api.http.get("/v1/bot/wishes?sort=created_at_ms", headers=WORKER)
        assert listed.status_code == 200, listed.text
        return list(listed.json()["items"])

    async def claim(self, answer_id: str, token: str = "") -> httpx.Response:
        body = {"claim": token} if token else None
        return await self.api.http.post(f"/v1/bot/answers/{answer_id}/claim", json=body, headers=WORKER)

    async def told(self, answer_id: str, outcome: str = "sent") -> httpx.Response:
        path = f"/v1/bot/answers/{answer_id}/said"
        return await self.api.http.post(path, json={"outcome": outcome}, headers=WORKER)

    async def settle(self) -> None:
        """What the clock has made due is done."""
        services = self.api.services
        await Dues(services.database, services.announcer, services.clock).settle()

    async def command(self, **body: object) -> dict[str, Any]:
        """A command of the channel, made by its owner."""
        made = await self.refused(**body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def refused(self, **body: object) -> httpx.Response:
        whole = {"channel_id": self.channel_id} | body
        return await self.api.http.post("/v1/bot/commands", json=whole, headers=self.owner.headers)

    async def settings(self, **body: object) -> dict[str, Any]:
        whole = {"channel_id": self.channel_id} | body
        made = await self.api.http.post("/v1/bot/settings", json=whole, headers=self.owner.headers)
        assert made.status_code == 201, made.text
        return dict(made.json())


async def somebody(api: Api, name: str) -> Person:
    """Somebody with a workspace, made in the database: as many as a test likes."""
    made = await people.person(api, name)
    return Person(made.user_id, made.workspace_id, people.bearer(made.access))


async def chat_of(api: Api, owner: Person, name: str = "somebody", **more: object) -> Chat:
    """The chat of a new channel."""
    body = {"workspace_id": owner.workspace_id, "platform": "twitch", "name": name} | more
    made = await api.http.post("/v1/channels", json=body, headers=owner.headers)
    assert made.status_code == 201, made.text
    return Chat(api, owner, str(made.json()["channel_id"]))
