"""The emotes that 7TV, BetterTTV and FrankerFaceZ add to a channel's own.

In: a channel's number at Twitch. Out: names and ids, out of a cache that fills itself in the
background: nobody waits for it, and a chat without them is only told apart a little less well.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import msgspec

from monitors.chat.irc import EMOTES_MAX, ID_CHARS_MAX
from schemas.chat import ChatMessage
from streams.clock import Clock
from streams.settings import ProcessSettings, Switch

log = logging.getLogger(__name__)

FETCH_TIMEOUT_S = 10.0
BODY_BYTES_MAX = 4 * 1024 * 1024
"""A set of 1000 emotes with all its details is 1.5 MB at 7TV."""
EMOTES_OF_CHANNEL_MAX = 5000
NAME_CHARS_MAX = 100
CHANNELS_MAX = 500
"""Channels that are remembered; more than a process watches."""
KEEP_MS = 3_600_000
"""Emotes come and go by the day; an hour later is soon enough."""
RETRY_MS = 300_000
"""After a failure: services that are down are left in peace."""
FETCHES_AT_ONCE = 4
"""Fifty channels that begin together make no storm."""

Emotes = Mapping[str, str]


class ChannelEmotes(Protocol):
    """Knows a channel's emotes by name."""

    def known(self, broadcaster_id: str) -> Emotes:
        """Ids by name, as far as they are known now; never waits."""
        ...

    async def close(self) -> None:
        """Give up what is under way."""
        ...


class NoEmotes:
    """Asks nobody."""

    def known(self, broadcaster_id: str) -> Emotes:
        """None."""
        return {}

    async def close(self) -> None:
        """Nothing to do."""


NO_EMOTES: ChannelEmotes = NoEmotes()


@dataclass(frozen=True)
class Provider:
    """Who adds emotes: `url` has `{id}` for the channel; `read` takes names and ids out of an answer."""

    name: str
    url: str
    read: Callable[[Any], Emotes]


@dataclass
class _Known:
    emotes: Emotes
    due_ms: int
    fetching: asyncio.Task[None] | None = None


class FetchedEmotes:
    """Asks the providers, each channel once an hour.

    Args:
        providers: who is asked; those of the world where none are given.
    """

    def __init__(self, clock: Clock, providers: tuple[Provider, ...] | None = None) -> None:
        self._clock = clock
        self._providers = PROVIDERS if providers is None else providers
        self._known: dict[str, _Known] = {}
        self._turns = asyncio.Semaphore(FETCHES_AT_ONCE)
        self._http: aiohttp.ClientSession | None = None

    def known(self, broadcaster_id: str) -> Emotes:
        """See `ChannelEmotes.known`. Has to be called in an event loop."""
        if not broadcaster_id.isascii() or not broadcaster_id.isdigit() or len(broadcaster_id) > ID_CHARS_MAX:
            return {}
        now_ms = self._clock.monotonic_ms()
        known = self._known.get(broadcaster_id)
        if known is None:
            if len(self._known) >= CHANNELS_MAX:
                self._forget(next(iter(self._known)))
            known = self._known[broadcaster_id] = _Known({}, now_ms)
        if known.fetching is None and now_ms >= known.due_ms:
            known.fetching = asyncio.create_task(self._fetch(broadcaster_id, known), name="channel-emotes")
        return known.emotes

    async def close(self) -> None:
        """See `ChannelEmotes.close`."""
        tasks = [known.fetching for known in self._known.values() if known.fetching is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def _forget(self, broadcaster_id: str) -> None:
        known = self._known.pop(broadcaster_id)
        if known.fetching is not None:
            known.fetching.cancel()

    async def _fetch(self, broadcaster_id: str, known: _Known) -> None:
        found: dict[str, str] = {}
        failed = False
        try:
            async with self._turns:
                for provider in self._providers:
                    emotes = await self._ask(provider, broadcaster_id)
                    failed = failed or emotes is None
                    for name, emote_id in (emotes or {}).items():
                        if len(found) < EMOTES_OF_CHANNEL_MAX:
                            found.setdefault(name, f"{provider.name}:{emote_id}"[:ID_CHARS_MAX])
            # Who failed keeps what it said before; the others are renewed.
            known.emotes = {**known.emotes, **found} if failed else found
        finally:
            known.due_ms = self._clock.monotonic_ms() + (RETRY_MS if failed else KEEP_MS)
            known.fetching = None

    async def _ask(self, provider: Provider, broadcaster_id: str) -> Emotes | None:
        """What a provider says; None where it fails. A channel that it does not know has none."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH_TIMEOUT_S))
        try:
            async with self._http.get(
                provider.url.format(id=broadcaster_id), allow_redirects=False
            ) as answer:
                if answer.status == 404:
                    return {}
                if answer.status != 200:
                    log.info("the emotes of a channel: %s answers %d", provider.name, answer.status)
                    return None
                body = await answer.content.readexactly(BODY_BYTES_MAX)
        except asyncio.IncompleteReadError as whole:
            body = whole.partial
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("the emotes of a channel: %s: %s", provider.name, type(error).__name__)
            return None
        else:
            log.info("the emotes of a channel: %s says more than is read", provider.name)
            return None
        try:
            return provider.read(msgspec.json.decode(body))
        except (msgspec.DecodeError, AttributeError, TypeError) as error:
            log.info("the emotes of a channel: %s is not understood: %s", provider.name, error)
            return None


def with_emotes(message: ChatMessage, known: Emotes) -> ChatMessage:
    """The line with the known emotes among its words, behind Twitch's own."""
    if not known:
        return message
    found = [word for word in message.text.split() if word in known and word not in message.emotes]
    if not found:
        return message
    del found[EMOTES_MAX:]
    return msgspec.structs.replace(
        message,
        emotes=(*message.emotes, *found),
        emote_ids=(*message.emote_ids, *(known[name] for name in found)),
    )


def _named(listed: Any, name_key: str) -> dict[str, str]:
    return {
        one[name_key]: str(one.get("id", ""))
        for one in listed or ()
        if isinstance(one.get(name_key), str) and 0 < len(one[name_key]) <= NAME_CHARS_MAX
    }


def _read_7tv(answer: Any) -> Emotes:
    return _named((answer.get("emote_set") or {}).get("emotes"), "name")


def _read_bttv(answer: Any) -> Emotes:
    return {**_named(answer.get("sharedEmotes"), "code"), **_named(answer.get("channelEmotes"), "code")}


def _read_ffz(answer: Any) -> Emotes:
    found: dict[str, str] = {}
    for one in (answer.get("sets") or {}).values():
        found.update(_named(one.get("emoticons"), "name"))
    return found


READERS: dict[str, Callable[[Any], Emotes]] = {"7tv": _read_7tv, "bttv": _read_bttv, "ffz": _read_ffz}
PROVIDERS = (
    Provider("7tv", "https://7tv.io/v3/users/twitch/{id}", _read_7tv),
    Provider("bttv", "https://api.betterttv.net/3/cached/users/twitch/{id}", _read_bttv),
    Provider("ffz", "https://api.frankerfacez.com/v1/room/id/{id}", _read_ffz),
)


def emotes_of(settings: ProcessSettings, clock: Clock) -> ChannelEmotes:
    """As the settings say: asked for, or none."""
    return FetchedEmotes(clock) if settings.channel_emotes is Switch.ON else NO_EMOTES
