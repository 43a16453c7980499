"""`hypecut watch`: starts the stack, brings the real road, door and store to `Watching`.

In: a source and where its clips go. Out: an exit code.
"""

from __future__ import annotations

import asyncio
import math
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import click
from pydantic import ValidationError

from streams.clock import ClockRefused, SystemClock
from streams.commands.delivery import FolderUnwritable, prepare_folder
from streams.commands.views import JsonView, PlainView
from streams.door import Door, DoorRefused, DoorShut, WatchRequest
from streams.liveview import LiveView
from streams.process import CannotStart
from streams.road import RoadClosed
from streams.settings import ProcessSettings
from streams.store import DirectoryStore
from streams.topics import (
    CHAT_BATCHES,
    CLIPS,
    CREDIT_BALANCES,
    HIGHLIGHTS,
    MEDIA_SEGMENTS,
    SESSIONS,
    SIGNALS,
)
from streams.watching import (
    BROKEN,
    INTERRUPTED,
    UNOPENED,
    EventsEnded,
    Interrupts,
    Outcome,
    View,
    Watching,
)
from streams.worker import StackFailed

HEARD_TOPICS = (SESSIONS, HIGHLIGHTS, CLIPS, CREDIT_BALANCES)
"""What the lines are made of."""

DRAWN_TOPICS = (SIGNALS, CHAT_BATCHES, MEDIA_SEGMENTS)
"""What the live view draws besides; they also show that the stack is alive."""


def watch_request(
    source: str, chat: str | None, speed: float, max_minutes: float | None, *, check: bool = True
) -> WatchRequest:
    """What the user asked for, checked as far as it can be without opening anything.

    Raises:
        CannotStart: with one sentence.
    """
    network = source.startswith(("twitch:", "http://", "https://", "hls://"))
    if not source.strip():
        raise CannotStart("SOURCE is empty: give twitch:NAME, an HLS URL or a media file")
    if not network:
        path = Path(source).expanduser()
        if check and not path.is_file():
            raise CannotStart(
                f"there is no media file {source}: give twitch:NAME, an http(s) URL of an HLS stream, "
                "or the path of a file"
            )
        source = str(path.resolve())
    elif speed != 1.0:
        raise CannotStart("--speed is for files; a live source plays as fast as it is sent")
    if chat is None:
        chat = "none"
    if chat != "none" and not chat.startswith("twitch:"):
        path = Path(chat).expanduser()
        if not path.name.endswith((".jsonl", ".jsonl.gz")) or not path.is_file():
            raise CannotStart(
                f"there is no chat file {chat}: give twitch:NAME, the path of a .jsonl or .jsonl.gz file, "
                "or none"
            )
        chat = str(path.resolve())
    if max_minutes is not None and not math.isfinite(max_minutes):
        raise CannotStart(f"--max-minutes {max_minutes} is no length: give a number of minutes")
    limit_ms = None if max_minutes is None else max(1000, round(max_minutes * 60_000))
    return WatchRequest(source=source, chat=chat, speed=speed, max_media_ms=limit_ms, once=True)


def load_settings() -> ProcessSettings:
    """The settings of the environment. Raises CannotStart with one sentence."""
    try:
        SystemClock()
        return ProcessSettings()
    except ClockRefused as error:
        raise CannotStart(str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = "HYPECUT_" + "_".join(str(part).upper() for part in first["loc"])
        raise CannotStart(f"the setting {name} is wrong: {first['msg']}") from error


@contextmanager
def chosen_view(as_json: bool) -> Iterator[View]:
    """JSON lines, a live picture on a terminal, or plain lines."""
    if as_json:
        yield JsonView()
    elif sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb", "unknown"):
        with LiveView() as live:
            yield live
    else:
        yield PlainView()


@asynccontextmanager
async def running_stack(
    settings: ProcessSettings, view: View, api_port: int = 0, *, whole: bool = False
) -> AsyncIterator[ProcessSettings]:
    """The stack of this machine, started; gives the settings of a process that takes part in it.

    Args:
        settings: of the environment.
        view: told what happens.
        api_port: 0 takes a free one.
        whole: with what no single watch needs: the connections to Twitch, where an application is registered.
    """
    from streams.stack import PARTS, TWITCH, Stack

    parts = (*PARTS, TWITCH) if whole and settings.twitch_client_id else PARTS
    view.note("starting the broker, the API, the monitor, the judges and the renderer")
    async with Stack(
        settings, parts, on_event=lambda event: view.note(str(event)), api_port=api_port
    ) as stack:
        yield stack.settings


async def watch_with_stack(
    settings: ProcessSettings,
    request: WatchRequest | Callable[[], Awaitable[WatchRequest]],
    out: Path,
    view: View,
    interrupts: Interrupts,
) -> Outcome:
    """Start everything, watch the source to its end, stop everything.

    `request` may be something to wait for once the stack runs, so that both start at the same time.
    """
    from streams.consumer import RoadConsumer

    async with (
        running_stack(settings, view) as own,
        Door(own.api_url, own.token.get_secret_value()) as door,
        # No group, so nothing is committed; from the newest event on, before the watch is made.
        RoadConsumer(own, [*HEARD_TOPICS, *DRAWN_TOPICS], group=None, from_start=False) as road,
    ):
        wanted = request if isinstance(request, WatchRequest) else await request()
        view.note(f"opening {wanted.source}")
        store = DirectoryStore(own.store_dir)
        watching = Watching(door, aiter(road), store=store, view=view, clock=SystemClock(), out=out)
        return await watching.run(wanted, interrupts)


def run_async(work: Callable[[Interrupts], Awaitable[int]]) -> int:
    """Run a command's work in a loop with Ctrl-C taken; foreseen errors end in one sentence."""

    async def supervised() -> int:
        interrupts = Interrupts()
        task = asyncio.ensure_future(_with_code(work, interrupts))
        interrupts.install(task)
        with suppress(asyncio.CancelledError):
            return await task
        return INTERRUPTED

    return asyncio.run(supervised())


async def _with_code(work: Callable[[Interrupts], Awaitable[int]], interrupts: Interrupts) -> int:
    try:
        return await work(interrupts)
    except StackFailed as error:  # neither the source nor the call is to blame
        click.echo(str(error), err=True)
        return BROKEN
    except CannotStart as error:
        click.echo(str(error), err=True)
        return UNOPENED
    except (RoadClosed, DoorShut, DoorRefused, EventsEnded) as error:
        click.echo(str(error), err=True)
        return BROKEN


def prepare(out: Path) -> None:
    """Check the output folder before anything is started. Raises CannotStart."""
    try:
        prepare_folder(out)
    except FolderUnwritable as error:
        raise CannotStart(str(error)) from error


def run_watch(request: WatchRequest, out: Path, as_json: bool) -> int:
    """The command. Returns its exit code."""
    out = out.expanduser().resolve()
    prepare(out)
    settings = load_settings()
    errors: list[str] = []

    async def work(interrupts: Interrupts) -> int:
        with chosen_view(as_json) as view:
            outcome = await watch_with_stack(settings, request, out, view, interrupts)
        if outcome.error:
            errors.append(outcome.error)
        return outcome.code

    code = run_async(work)
    for error in errors:
        click.echo(error, err=True)
    return code
