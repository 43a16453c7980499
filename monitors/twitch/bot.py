"""The bot: hands lines to the door, and says what the door answers.

In: lines that begin with the channel's prefix, and answers that are due. Out: replies in threads, moments
that are wanted, clips of Twitch's own. The door decides everything, and knows each line by its identity:
whatever is heard or asked twice, nothing is said twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import aiohttp
import twitchio

from monitors.chat.message import Heard
from monitors.twitch.desk import Desk
from monitors.twitch.door import BotAnswer, BotReply, BotRequest, DoorOfTwitch, Link
from monitors.twitch.voice import Voice
from monitors.twitch.wanted import EDIT_CLIPS, speaker_of
from monitors.twitch.wire import TwitchClient
from schemas.chat import ChatEvent, ChatEventKind, ChatMessage
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut, Fenced

log = logging.getLogger(__name__)

AT_ONCE_MAX = 200
"""Lines that are being answered; beyond that it is a flood, and the newest are left out."""

STALE_MS = 30_000
"""Nobody waits longer for a bot."""

LOOK_S = 0.5
"""Between two looks for answers that are due: one question for all channels."""

TROUBLE_WAIT_S = 5.0


class Bot:
    """Answers in all channels."""

    def __init__(
        self, desk: Desk, client: TwitchClient, door: DoorOfTwitch, voice: Voice, clock: Clock
    ) -> None:
        self.dropped_count = 0
        self._desk = desk
        self._client = client
        self._door = door
        self._voice = voice
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, link: Link, message: ChatMessage) -> None:
        """See `TakesLines.take`."""
        if link.channel_id is None or not message.message_id:
            return
        if len(self._tasks) >= AT_ONCE_MAX:
            self.dropped_count += 1
            return
        self._begin(self._answer(link, message))

    async def run(self) -> None:
        """Say what is due, until cancelled."""
        trouble = ""
        while True:
            wait_s = LOOK_S
            try:
                for answer in await self._door.due_answers():
                    await self._say_due(answer)
                trouble = ""
            except (DoorShut, DoorRefused) as error:
                if not trouble:
                    log.warning("answers wait: %s", error)
                trouble, wait_s = str(error), TROUBLE_WAIT_S
            except Exception:
                log.exception("an answer could not be said; the others go on")
                wait_s = TROUBLE_WAIT_S
            await asyncio.sleep(wait_s)

    async def close(self) -> None:
        """Leave what is not answered yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, link: Link, message: ChatMessage) -> None:
        request = BotRequest(
            message_id=message.message_id,
            channel_id=str(link.channel_id),
            at_ms=message.at_ms,
            author=message.author,
            role=message.role,
            text=message.text,
        )
        try:
            reply = await self._door.bot_request(request)
        except (DoorShut, DoorRefused) as error:
            log.warning("a line for the bot in channel %s was not answered: %s", link.channel_id, error)
            return
        # Also of a line that was heard before: its answer may have been lost on the way.
        if reply.wanted_centi:
            self._want(link, message, reply)
        if not reply.fresh:
            return
        if reply.reply and self._clock.now_ms() - message.at_ms < STALE_MS:
            await self._say(link, reply.reply, message.message_id)
        if reply.twitch_clip:
            await self._clip(link)

    def _want(self, link: Link, message: ChatMessage, reply: BotReply) -> None:
        feed = self._desk.feed_of(link.broadcaster_id)
        if feed is not None:
            wanted = ChatEvent(
                event_id=message.message_id,
                at_ms=message.at_ms,
                kind=ChatEventKind.WANTED,
                author=message.author,
                role=message.role,
                amount=reply.wanted_centi,
            )
            feed.add(Heard(None, (wanted,)))

    async def _clip(self, link: Link) -> None:
        """Twitch's own clip beside ours, where somebody has allowed it."""
        bot = self._desk.bot
        maker = next(
            (one.user_id for one in (bot, link) if one is not None and EDIT_CLIPS in one.scopes), None
        )
        if maker is None:
            return
        channel = self._client.create_partialuser(link.broadcaster_id)
        try:
            made = await channel.create_clip(token_for=maker)
        except (twitchio.HTTPException, twitchio.InvalidTokenException, aiohttp.ClientError) as error:
            log.warning("Twitch made no clip in channel %s: %s", link.channel_id, type(error).__name__)
            return
        log.info("Twitch makes its own clip %s in channel %s", made.id, link.channel_id)

    async def _say_due(self, answer: BotAnswer) -> None:
        link = next((one for one in self._desk.links if one.channel_id == answer.channel_id), None)
        if link is None:  # unlinked since, or linked to another process's Twitch
            return
        try:
            await self._door.claim_answer(answer.answer_id)
        except Fenced:
            return
        self._begin(self._say_claimed(link, answer))

    async def _say_claimed(self, link: Link, answer: BotAnswer) -> None:
        outcome = await self._say(link, answer.text, answer.reply_to)
        try:
            await self._door.said_answer(answer.answer_id, outcome)
        except (DoorShut, DoorRefused) as error:
            log.warning("what became of answer %s was not told: %s", answer.answer_id, error)

    async def _say(self, link: Link, text: str, reply_to: str) -> str:
        speaker_id = speaker_of(link, self._desk.bot)
        if speaker_id is None:
            return "nobody has allowed the bot to speak here"
        return await self._voice.say(link, speaker_id, text, reply_to)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a line could not be answered", exc_info=task.exception())
