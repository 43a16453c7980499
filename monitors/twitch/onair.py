"""Who is on air: told by Twitch as it happens, and looked at for what was said while nobody listened.

In: notifications about streams, and Helix. Out: stream states at the door, in order, none lost.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import dataclass

import aiohttp
import twitchio

from monitors.twitch.desk import Desk
from monitors.twitch.door import DoorOfTwitch, Link, StreamChange
from monitors.twitch.wire import Frame, TwitchClient
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut

log = logging.getLogger(__name__)

IDS_MAX = 100
"""That Helix takes in one question."""

WAITING_MAX = 2000
TROUBLE_WAIT_S = 3.0


@dataclass(frozen=True)
class _News:
    link: Link
    change: StreamChange


class Streams:
    """Tells the door of streams."""

    def __init__(self, desk: Desk, client: TwitchClient, door: DoorOfTwitch, clock: Clock) -> None:
        self._desk = desk
        self._client = client
        self._door = door
        self._clock = clock
        self._news: asyncio.Queue[_News] = asyncio.Queue(WAITING_MAX)
        self._on_air: dict[str, str] = {}

    def take(self, link: Link, kind: str, event: Frame, event_id: str, at_ms: int) -> None:
        """See `TakesStreams.take`."""
        match kind:
            case "stream.online":
                self._on_air[link.broadcaster_id] = str(event.get("id", ""))
                self._put(link, StreamChange(event_id=event_id, kind="online", at_ms=at_ms))
            case "stream.offline":
                self._on_air[link.broadcaster_id] = ""
                self._put(link, StreamChange(event_id=event_id, kind="offline", at_ms=at_ms))
            case "channel.raid":
                self._put(link, StreamChange(event_id=event_id, kind="raided_out", at_ms=at_ms))
            case "channel.update":
                change = StreamChange(
                    event_id=event_id,
                    kind="changed",
                    at_ms=at_ms,
                    title=str(event.get("title", "")),
                    category_id=str(event.get("category_id", "")),
                    category=str(event.get("category_name", "")),
                    language=str(event.get("language", "")),
                )
                self._put(link, change)

    def _put(self, link: Link, change: StreamChange) -> None:
        if link.channel_id is None:
            return
        try:
            self._news.put_nowait(_News(link, change))
        except asyncio.QueueFull:  # the next look at who is on air makes it good
            log.error("too many changes of streams wait for the API; one is left out")

    async def tell(self) -> None:
        """Tell the door, one after another, until cancelled; what it does not take now is told again."""
        while True:
            news = await self._news.get()
            for wait_s in itertools.repeat(TROUBLE_WAIT_S):
                if await self._told(news):
                    break
                await asyncio.sleep(wait_s)

    async def _told(self, news: _News) -> bool:
        change = news.change
        if change.kind == "online" and not change.title:
            change = await self._with_title(news.link, change)
        try:
            await self._door.stream_changed(str(news.link.channel_id), change)
        except DoorShut as shut:
            log.warning("a change of a stream waits: %s", shut)
            return False
        except DoorRefused as refused:
            log.warning("the API takes no change of channel %s: %s", news.link.channel_id, refused)
        return True

    async def _with_title(self, link: Link, change: StreamChange) -> StreamChange:
        """Twitch says that a stream begins, and not what it is."""
        try:
            found = await self._client.fetch_channel(link.broadcaster_id)
        except (twitchio.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            log.warning("the title of channel %s is not known: %s", link.channel_id, type(error).__name__)
            return change
        if found is None:
            return change
        return StreamChange(
            event_id=change.event_id,
            kind=change.kind,
            at_ms=change.at_ms,
            title=found.title,
            category_id=found.game_id or "",
            category=found.game_name or "",
            language=found.language or "",
        )

    async def look(self, wait_s: float) -> None:
        """Look at who is on air, again and again, until cancelled."""
        await self._desk.followed.wait()
        while True:
            try:
                await self.look_once()
            except (twitchio.HTTPException, aiohttp.ClientError, TimeoutError) as error:
                log.warning("who is on air cannot be asked: %s", type(error).__name__)
            except Exception:
                log.exception("looking at who is on air failed; it is done again")
            await asyncio.sleep(wait_s)

    async def look_once(self) -> None:
        """Tell the door of those whose state is another one than was told last."""
        links = {link.broadcaster_id: link for link in self._desk.links}
        ids = list(links)
        for at in range(0, len(ids), IDS_MAX):
            some = ids[at : at + IDS_MAX]
            asked_ms = self._clock.now_ms()
            known = {one: self._on_air.get(one) for one in some}
            found = {
                str(stream.user.id): stream
                async for stream in self._client.fetch_streams(user_ids=list(some), first=IDS_MAX)
            }
            for broadcaster_id in some:
                if self._on_air.get(broadcaster_id) != known[broadcaster_id]:
                    continue  # Twitch has told of it while we asked
                stream = found.get(broadcaster_id)
                now = "" if stream is None else str(stream.id)
                if known[broadcaster_id] == now:
                    continue
                self._on_air[broadcaster_id] = now
                link = links[broadcaster_id]
                if stream is None:
                    change = StreamChange(
                        event_id=f"look-{broadcaster_id}-{asked_ms}", kind="offline", at_ms=asked_ms
                    )
                else:
                    change = StreamChange(
                        event_id=f"look-{now}",
                        kind="online",
                        at_ms=asked_ms,
                        title=stream.title,
                        category_id=stream.game_id or "",
                        category=stream.game_name or "",
                        language=stream.language or "",
                    )
                self._put(link, change)
