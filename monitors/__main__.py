"""`python -m monitors`: capture what is wanted. `python -m monitors extract`: a recording on a pipe."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import click

import monitors.threads  # noqa: F401 - sets bounds before a numeric library is loaded
from monitors.channel import Means
from monitors.chat.choose import ChatMeans
from monitors.chat.message import AuthorHash
from monitors.chat.recorded import ChatFileMissing, RecordedChat
from monitors.extract import extract
from monitors.janitor import Janitor
from monitors.salvage import Salvager
from monitors.settings import MonitorSettings
from monitors.sources.base import SourceLost, SourceUnusable
from monitors.supervisor import Supervisor
from streams.clock import SystemClock
from streams.consumer import RoadConsumer
from streams.door import Door, Heartbeat
from streams.heart import beating
from streams.process import UNUSABLE, mark_ready, run_process
from streams.producer import RoadProducer
from streams.store import DirectoryStore
from streams.telemetry import Counters, set_up_logging
from streams.topics import WATCH_STATE

log = logging.getLogger("monitors")

GROUP = "monitors"


async def _monitor(settings: MonitorSettings, stop: asyncio.Event) -> None:
    counters = Counters()
    clock = SystemClock()
    store = DirectoryStore(settings.store_dir)
    async with (
        Door(settings.api_url, settings.token.get_secret_value()) as door,
        beating(door, settings, "monitors", slots=settings.channels_max) as heart,
    ):
        # What is too old goes while it is drained, too: nobody else looks after this store, perhaps.
        janitor = asyncio.create_task(Janitor(store, door, clock, settings.dvr_ms).run(), name="janitor")
        try:
            if not await heart.called_up(stop, lambda: mark_ready(settings)):
                return
            async with (
                RoadProducer(settings, counters) as producer,
                RoadConsumer(settings, [WATCH_STATE], GROUP, rewind=True, counters=counters) as consumer,
            ):
                salvager = Salvager(settings.data, store, door, producer)
                await salvager.salvage()
                mark_ready(settings)
                later = asyncio.create_task(salvager.run(), name="salvage")
                chats = ChatMeans.of(settings, clock)
                supervisor = Supervisor(Means(settings, door, producer, store, clock, chats))
                heart.load = lambda: Heartbeat(busy=supervisor.busy, slots=settings.channels_max)
                # A drain is a stop: sessions stay open, and whoever gets the partitions goes on with them.
                heart.on_drain(stop.set)
                try:
                    await supervisor.run(consumer, stop)
                finally:
                    await chats.close()
                    later.cancel()
                    await asyncio.gather(later, return_exceptions=True)
        finally:
            janitor.cancel()
            await asyncio.gather(janitor, return_exceptions=True)


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Capture the watches that are wanted, until stopped."""
    if context.invoked_subcommand is None:
        settings = MonitorSettings()
        sys.exit(run_process("monitors", settings, lambda stop: _monitor(settings, stop)))


@main.command("extract")
@click.argument("media", required=False)
@click.option("--chat", "chat_file", type=click.Path(path_type=Path), help="A .jsonl chat, plain or gzip.")
@click.option("--until", "until_s", type=float, help="End after so many seconds of media.")
@click.option("--out", default="-", help="A file, or - for standard output.")
def extract_command(media: str | None, chat_file: Path | None, until_s: float | None, out: str) -> None:
    """Write a recording's events on a pipe, as fast as they can be made. MEDIA may be -."""
    settings = MonitorSettings()
    set_up_logging("monitors", settings.log_level)
    if media is None and chat_file is None:
        raise click.UsageError("name a media file, a --chat file, or both")
    until_ms = None if until_s is None else round(until_s * 1000)
    try:
        chat = None if chat_file is None else RecordedChat(chat_file, AuthorHash.of(settings.data))
        if out == "-":
            extract(media, chat, until_ms, sys.stdout.buffer)
        else:
            with Path(out).open("wb") as target:
                extract(media, chat, until_ms, target)
    except (SourceUnusable, SourceLost, ChatFileMissing) as error:
        log.error("%s", error)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        # Whoever listened has heard enough; the interpreter must not complain at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main(prog_name="python -m monitors")
