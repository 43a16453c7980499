"""The part of the governance API that judges use, over HTTP, on top of `FakeMemoryDoor`."""

from __future__ import annotations

import msgspec
from aiohttp import web

from schemas.judging import Highlight
from streams.door import (
    DoorRefused,
    DoorShut,
    Heartbeat,
    Memory,
    RegisteredWorker,
    Session,
    TimelineMinute,
    WorkerRegistration,
)
from tests.fakes.memory_door import FakeMemoryDoor


class FakeHttpDoor:
    """Use as an async context manager; `url` is where it answers.

    Attributes:
        drained: nodes whose workers are to leave. `beats`: the last one of each node.
    """

    def __init__(self) -> None:
        self.rules = FakeMemoryDoor()
        self.url = ""
        self.drained: set[str] = set()
        self.beats: dict[str, Heartbeat] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeHttpDoor:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/v1/health", self._health)
        app.router.add_put("/v1/memories", self._save)
        app.router.add_get("/v1/memories/{judge}/{session}", self._memory)
        app.router.add_put("/v1/highlights/{highlight}", self._highlight)
        app.router.add_get("/v1/highlights", self._highlights)
        app.router.add_put("/v1/timelines", self._minutes)
        app.router.add_get("/v1/sessions/{session}", self._session)
        app.router.add_post("/v1/workers", self._register)
        app.router.add_put("/v1/workers/{node}/heartbeat", self._beat)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({})

    async def _save(self, request: web.Request) -> web.Response:
        memories = msgspec.json.decode(await request.read(), type=list[Memory])
        try:
            await self.rules.save_memories(memories)
        except DoorRefused as refused:
            return web.json_response({"detail": refused.detail}, status=refused.status)
        except DoorShut:
            return web.json_response({}, status=503)
        return web.json_response({"changed": len(memories)})

    async def _memory(self, request: web.Request) -> web.Response:
        found = self.rules.memories.get((request.match_info["judge"], request.match_info["session"]))
        if found is None:
            return web.json_response({"detail": "nothing is remembered"}, status=404)
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")

    async def _highlight(self, request: web.Request) -> web.Response:
        await self.rules.put_highlight(msgspec.json.decode(await request.read(), type=Highlight))
        return web.json_response({})

    async def _highlights(self, request: web.Request) -> web.Response:
        found = await self.rules.highlights(request.query["session_id"])
        body = msgspec.json.encode({"items": found, "next_cursor": None})
        return web.Response(body=body, content_type="application/json")

    async def _minutes(self, request: web.Request) -> web.Response:
        await self.rules.put_minutes(msgspec.json.decode(await request.read(), type=list[TimelineMinute]))
        return web.json_response({"unknown_sessions": []})

    async def _register(self, request: web.Request) -> web.Response:
        return self._worker(msgspec.json.decode(await request.read(), type=WorkerRegistration).node)

    async def _beat(self, request: web.Request) -> web.Response:
        node = request.match_info["node"]
        self.beats[node] = msgspec.json.decode(await request.read(), type=Heartbeat)
        return self._worker(node)

    def _worker(self, node: str) -> web.Response:
        state = "draining" if node in self.drained else "active"
        worker = RegisteredWorker(worker_id=node, node=node, kind="agents", state=state)
        return web.Response(body=msgspec.json.encode(worker), content_type="application/json")

    async def _session(self, request: web.Request) -> web.Response:
        session = Session(
            session_id=request.match_info["session"],
            watch_id="watch",
            incarnation=1,
            started_at_ms=0,
            speed=1.0,
            source="fake",
            title="",
            discontinuity=0,
            recorded_until_ms=10**9,
            ended_at_ms=None,
            end_reason="",
        )
        return web.Response(body=msgspec.json.encode(session), content_type="application/json")
