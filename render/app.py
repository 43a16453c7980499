"""Puts a renderer together: the tools of this machine, the door, the road, the object store.

In: settings. Out: a process that renders until it is told to stop.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from render.abilities import FFMPEG_REMEDY, missing_filter
from render.context import MEMORY_REMEDY, RenderContext, Tools
from render.encoders import NoEncoder, choose_encoder
from render.ffmpeg import Ffmpeg, FfmpegKilled, FfmpegMissing, default_ffmpeg
from render.job import RenderJob
from render.lineup import LINEUP
from render.renderer import Renderer
from render.settings import RenderSettings, cores
from render.typefaces import set_up_fonts
from render.workspace import Workspace
from streams.clock import SystemClock
from streams.consumer import RoadConsumer
from streams.door import Door, Heartbeat
from streams.heart import beating
from streams.process import CannotStart, CannotStartYet, mark_ready, refusal
from streams.producer import RoadProducer
from streams.stage import Stage, UnknownStage, load_stages
from streams.store import DirectoryStore
from streams.telemetry import Counters
from streams.topics import HIGHLIGHTS

log = logging.getLogger(__name__)


def find_tools(settings: RenderSettings, folder: Path) -> Tools:
    """An ffmpeg with the filters that clips need, an encoder that works, and fonts.

    Args:
        settings: say which, and how many clips at a time.
        folder: takes the font configuration.

    Raises:
        CannotStart: one of them is missing; says which, and the remedy.
        CannotStartYet: there is no room or no memory to find out.
    """
    try:
        fonts, environment = set_up_fonts(folder)
        ffmpeg = Ffmpeg(settings.ffmpeg or default_ffmpeg(), environment, settings.render_nice)
        unable = missing_filter(ffmpeg, fonts)
        if unable:
            raise CannotStart(f"{ffmpeg.program} cannot make clips: {unable}; {FFMPEG_REMEDY}")
        encoder, fallback = choose_encoder(ffmpeg, settings.render_encoder)
    except FfmpegMissing as error:
        raise CannotStart(f"{error}; point HYPECUT_FFMPEG at an ffmpeg with libass and libx264") from error
    except FfmpegKilled as error:
        raise CannotStartYet(f"ffmpeg could not be tried: {error}; {MEMORY_REMEDY}") from error
    except NoEncoder as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise _no_room(folder, error) from error
    threads = max(1, cores() // settings.slots(encoder.on_gpu))
    return Tools(ffmpeg, encoder, fallback, fonts, threads)


def lineup(settings: RenderSettings) -> tuple[Stage[RenderContext], ...]:
    """The stages to run. Raises CannotStart when the settings name one that is not there."""
    if not settings.render_lineup:
        return LINEUP
    try:
        return cast("tuple[Stage[RenderContext], ...]", load_stages(settings.render_lineup))
    except UnknownStage as error:
        raise CannotStart(f"HYPECUT_RENDER_LINEUP: {error}") from error


async def serve(settings: RenderSettings, stop: asyncio.Event) -> None:
    """Render until `stop` is set.

    Raises:
        CannotStart, CannotStartYet: as `find_tools`, or the work folder takes no files.
        DoorShut, RoadClosed: a service is away.
    """
    try:
        workspace = Workspace(settings.work_dir).__enter__()
    except OSError as error:
        raise _no_room(settings.work_dir, error) from error
    try:
        await _serve_in(workspace, settings, stop)
    finally:
        workspace.__exit__(None, None, None)


def _no_room(folder: Path, error: OSError) -> CannotStart | CannotStartYet:
    return refusal(
        error,
        f"cannot work in {folder}: {error.strerror or error}; "
        "free some space, or point HYPECUT_DATA at a folder that can be written",
    )


async def _serve_in(workspace: Workspace, settings: RenderSettings, stop: asyncio.Event) -> None:
    stages = lineup(settings)
    tools = await asyncio.to_thread(find_tools, settings, workspace.folder)
    slots = settings.slots(tools.encoder.on_gpu)
    log.info("%d slots, encoder %s, %d threads each", slots, tools.encoder.name, tools.threads)
    clock, counters = SystemClock(), Counters()
    store = DirectoryStore(settings.store_dir)
    async with (
        Door(settings.api_url, settings.token.get_secret_value()) as door,
        beating(door, settings, "render", (f"encoder:{tools.encoder.name}",), slots) as heart,
    ):
        if not await heart.called_up(stop, lambda: mark_ready(settings)):
            return
        async with (
            RoadProducer(settings, counters) as publisher,
            RoadConsumer(settings, (HIGHLIGHTS,), group="render", counters=counters) as heard,
        ):
            with ThreadPoolExecutor(max_workers=slots, thread_name_prefix="render") as executor:
                job = RenderJob(settings, store, tools, workspace, executor, stages, counters, clock)
                renderer = Renderer(job, door, publisher, store, clock, slots)
                heart.load = lambda: Heartbeat(busy=renderer.busy, slots=slots)
                heart.on_drain(heard.end)
                mark_ready(settings)
                await renderer.serve(heard, stop)
        if not stop.is_set():
            log.info("drained: all that was taken is finished")
