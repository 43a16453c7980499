"""An API to test: in this process, with a clock moved by hand and a publisher that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.serve import listen, serve
from api.services import Services
from api.settings import ApiSettings
from schemas.ids import derived_id
from schemas.judging import Evidence, Highlight, HighlightState, Reason, SecondScore
from streams.door import Door, Session, SessionRequest, Watch, WatchRequest
from tests.fakes.publisher import FakePublisher

TOKEN = "a-token-for-tests"  # noqa: S105 - of these tests alone
"""Of the operator, who may do everything: most tests are not about who may do what."""

WORKER_TOKEN = "a-token-for-workers"  # noqa: S105 - of these tests alone
EPOCH_MS = 1_790_000_000_000


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    at_ms: int = EPOCH_MS

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_ms(self) -> int:
        return self.at_ms - EPOCH_MS

    def advance(self, by_ms: int) -> None:
        self.at_ms += by_ms


@dataclass
class Setup:
    """What an API is made of; kept between starts of it."""

    data: Path
    clock: HandClock = field(default_factory=HandClock)
    publisher: FakePublisher = field(default_factory=FakePublisher)
    more: dict[str, object] = field(default_factory=dict)

    @property
    def settings(self) -> ApiSettings:
        return ApiSettings.model_validate(
            {
                "data": self.data,
                "token": WORKER_TOKEN,
                "operator_token": TOKEN,
                "kafka": "",
                "store": "",
                "run": "",
                "credits": "free",
                **self.more,
            }
        )

    def app(self) -> FastAPI:
        return create_app(self.settings, self.publisher, self.clock)


@dataclass
class Api:
    """An API that runs, without a socket."""

    app: FastAPI
    http: httpx.AsyncClient

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services


@asynccontextmanager
async def started(setup: Setup) -> AsyncIterator[Api]:
    """The app with its lifespan, called directly: for the details of HTTP."""
    app = setup.app()
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as http,
    ):
        yield Api(app, http)


@asynccontextmanager
async def listening(setup: Setup) -> AsyncIterator[str]:
    """The app behind a real socket, as `python -m api` serves it: the address."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    stop, ready = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(serve(setup.app(), listener, stop, ready.set))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if serving.done():
            serving.result()
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def door_to(setup: Setup) -> AsyncIterator[Door]:
    """The workers' own client, connected to the app over TCP."""
    async with listening(setup) as url, Door(url, TOKEN, patience_s=0) as door:
        yield door


async def a_session(
    door: Door, source: str = "twitch:somebody", *, once: bool = False
) -> tuple[Watch, Session]:
    watch = await door.create_watch(WatchRequest(source=source, once=once))
    return watch, await open_session(door, watch)


async def open_session(door: Door, watch: Watch, node: str = "node-1") -> Session:
    return await door.open_session(
        SessionRequest(watch_id=watch.watch_id, node=node, started_at_ms=EPOCH_MS, source=watch.source)
    )


def a_highlight(
    session_id: str,
    start_ms: int = 100_000,
    revision: int = 1,
    state: HighlightState = HighlightState.OPENED,
    *,
    near_miss: bool = False,
    title: str = "",
) -> Highlight:
    seconds = tuple(
        SecondScore(start_ms=start_ms + at, fused=2.5, chat=3.0, audio=2.0, vision=1.0)
        for at in range(0, 20_000, 1000)
    )
    return Highlight(
        highlight_id=derived_id(session_id, "highlight", start_ms),
        session_id=session_id,
        revision=revision,
        state=state,
        start_ms=start_ms,
        peak_ms=start_ms + 8000,
        end_ms=start_ms + 20_000,
        score=2.5,
        decided_at_ms=start_ms + 21_000,
        discontinuity=0,
        reasons=(Reason(modality="chat", text="chat is 3.0 times as fast as usual", times_normal=3.0),),
        evidence=Evidence(
            weights={"chat": 0.5, "audio": 0.3, "vision": 0.2},
            open_threshold=2.0,
            close_threshold=1.2,
            chat_lag_ms=6000,
            seconds=seconds,
            lines=('he said "no way" 🎉', "שלום"),
        ),
        title=title,
        near_miss=near_miss,
    )


async def until(condition: object, within_s: float = 5.0) -> None:
    """Return once the condition holds; fail when it does not within the time."""
    assert callable(condition)
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - what is awaited has no event to wait for
            await asyncio.sleep(0.01)
