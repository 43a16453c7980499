"""`python -m monitors.twitch`: listen to linked channels, and speak in them."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine
from typing import Any

import aiohttp
import twitchio

from monitors.chat.emotes import emotes_of
from monitors.chat.message import AuthorHash
from monitors.twitch.bot import Bot
from monitors.twitch.desk import Desk
from monitors.twitch.door import TwitchDoor
from monitors.twitch.onair import Streams
from monitors.twitch.settings import TwitchSettings
from monitors.twitch.voice import Voice
from monitors.twitch.wire import Frame, TwitchClient, point_at
from streams.clock import SystemClock
from streams.door import Heartbeat
from streams.heart import beating
from streams.process import CannotStart, CannotStartYet, mark_ready, run_process
from streams.producer import RoadProducer
from streams.telemetry import Counters

log = logging.getLogger("monitors.twitch")


async def serve(settings: TwitchSettings, stop: asyncio.Event) -> None:
    """Listen and speak until `stop` is set.

    Raises:
        CannotStart, CannotStartYet: there is no application, or its token cannot be had.
        DoorShut, RoadClosed: a service is away.
    """
    if not settings.twitch_client_id:
        raise CannotStart("HYPECUT_TWITCH_CLIENT_ID is empty; docs/twitch.md tells how to register hypecut")
    point_at(settings)
    logging.getLogger("twitchio").setLevel(logging.INFO)  # below it, lines of chat are logged, names and all
    clock, counters = SystemClock(), Counters()
    async with (
        TwitchDoor(settings.api_url, settings.token.get_secret_value()) as door,
        beating(door, settings, "twitch") as heart,
    ):
        if not await heart.called_up(stop, lambda: mark_ready(settings)):
            return
        heart.on_drain(stop.set)
        async with RoadProducer(settings, counters) as producer:
            heard: list[Desk] = []

            def hear(frame: Frame) -> None:
                heard[0].hear(frame)

            async with TwitchClient(settings, hear) as client:
                emotes = emotes_of(settings, clock)
                desk = Desk(client, door, producer, AuthorHash.of(settings.data), clock, emotes=emotes)
                heard.append(desk)
                await _log_in(client)
                voice = Voice(client, clock, settings.twitch_chat_per_30_s)
                bot, streams = Bot(desk, client, door, voice, clock), Streams(desk, client, door, clock)
                desk.lines, desk.streams = bot, streams
                heart.load = lambda: Heartbeat(busy=desk.busy)
                mark_ready(settings)
                try:
                    await _until(
                        stop,
                        desk.keep(settings.twitch_links_s),
                        desk.publish(),
                        bot.run(),
                        streams.tell(),
                        streams.look(settings.twitch_streams_s),
                    )
                finally:
                    await bot.close()
                    await emotes.close()


async def _log_in(client: TwitchClient) -> None:
    try:
        await client.login(load_tokens=False, save_tokens=False)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise CannotStartYet(f"no token of Twitch's can be had: {error}; it is tried again") from error
    except twitchio.HTTPException as error:
        sentence = f"the API gives no token of Twitch's: {error.status} {error.extra.get('message', '')}"
        raise CannotStartYet(
            f"{sentence}; check HYPECUT_TWITCH_CLIENT_ID and HYPECUT_TWITCH_CLIENT_SECRET of the API"
        ) from error


async def _until(stop: asyncio.Event, *work: Coroutine[Any, Any, None]) -> None:
    """Do all of it until `stop` is set; the first that fails ends the others."""
    tasks = [asyncio.create_task(one) for one in work]
    stopping = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for waiting in (stopping, *tasks):
            waiting.cancel()
        await asyncio.gather(stopping, *tasks, return_exceptions=True)


def main() -> int:
    """Run until stopped. Returns the exit status."""
    settings = TwitchSettings()
    return run_process("twitch", settings, lambda stop: serve(settings, stop))


if __name__ == "__main__":
    sys.exit(main())
