"""Says things in chat, as Twitch allows: not too often, not too long, and in the thread of who asked.

In: a text. Out: lines in the chat, and what became of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque

import aiohttp
import twitchio

from monitors.twitch.door import Link
from monitors.twitch.wire import TwitchClient
from streams.clock import Clock

log = logging.getLogger(__name__)

LINE_CHARS_MAX = 500
"""Twitch's own bound."""

WINDOW_MS = 30_000
LINES_MAX = 4
"""Of one text; what is longer was never meant for a chat."""

WAIT_MS_MAX = 20_000
"""A line that would be said later than this answers nobody any more."""

SENT = "sent"

TOO_ALIKE = "msg_duplicate"
"""Twitch drops what an account said within the last 30 s: two people may well get the same answer."""

UNSEEN = "\N{COMBINING GRAPHEME JOINER}"
"""Shows nothing, and makes it another line."""

ALIKE_TRIES = 3
"""Of a line that Twitch calls too alike though we know of none: an earlier process may have said it."""

RECENT_MAX = 5000
"""Lines of the last 30 s that are remembered; of all channels."""

CHANNELS_MAX = 5000


class Bucket:
    """Lets `most` through in every window of 30 s."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._said_ms: deque[int] = deque()

    def wait_ms(self) -> int:
        """How long the next one has to wait; 0: it goes, and is counted."""
        now_ms = self._clock.monotonic_ms()
        while self._said_ms and self._said_ms[0] <= now_ms - WINDOW_MS:
            self._said_ms.popleft()
        if len(self._said_ms) < self._most:
            self._said_ms.append(now_ms)
            return 0
        return self._said_ms[0] + WINDOW_MS - now_ms


def lines_of(text: str) -> list[str]:
    """A text in lines that Twitch takes, broken between words where there are any."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < LINES_MAX:
        if len(rest) <= LINE_CHARS_MAX:
            lines.append(rest)
            break
        cut = rest.rfind(" ", 1, LINE_CHARS_MAX + 1)
        cut = LINE_CHARS_MAX if cut < 1 else cut
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines


class Voice:
    """Speaks for one account."""

    def __init__(self, client: TwitchClient, clock: Clock, per_30_s: int) -> None:
        self._client = client
        self._clock = clock
        self._per_30_s = per_30_s
        self._buckets: dict[str, Bucket] = {}
        self._banned: set[str] = set()
        self._recent: deque[tuple[int, str, str]] = deque(maxlen=RECENT_MAX)

    async def say(self, link: Link, speaker_id: str, text: str, reply_to: str) -> str:
        """Say something in a channel.

        Args:
            link: of the channel.
            speaker_id: Twitch's number of the account.
            text: said in several lines when it is long.
            reply_to: a message in whose thread it is said; empty: in none.

        Returns:
            `sent`, or why not; nothing is said twice, so that a line of which nobody knows whether it
            arrived counts as not sent.
        """
        outcome = SENT
        for line in lines_of(text):
            outcome = await self._say_anew(link, speaker_id, line, reply_to)
            if outcome != SENT:
                self._told(link, outcome)
                return outcome
        self._banned.discard(link.broadcaster_id)
        return outcome

    async def _say_anew(self, link: Link, speaker_id: str, line: str, reply_to: str) -> str:
        """Say a line unlike all that were said a moment ago: many people may get the same answer."""
        outcome = TOO_ALIKE
        for _ in range(ALIKE_TRIES):
            signs = self._said_lately(link.broadcaster_id, line)
            tail = f" {UNSEEN * signs}" if signs else ""
            text = f"{line[: LINE_CHARS_MAX - len(tail)]}{tail}"
            outcome = await self._say(link, speaker_id, text, reply_to)
            if TOO_ALIKE not in outcome:
                break
        return outcome

    def _said_lately(self, broadcaster_id: str, line: str) -> int:
        """How often it was said, or tried, in the last 30 s; and it is counted."""
        now_ms = self._clock.monotonic_ms()
        while self._recent and self._recent[0][0] <= now_ms - WINDOW_MS:
            self._recent.popleft()
        count = sum(1 for one in self._recent if one[1:] == (broadcaster_id, line))
        self._recent.append((now_ms, broadcaster_id, line))
        return count

    async def _say(self, link: Link, speaker_id: str, line: str, reply_to: str) -> str:
        if not await self._has_turn(link.broadcaster_id):
            return "too many lines were said in this channel"
        channel = self._client.create_partialuser(link.broadcaster_id)
        try:
            sent = await channel.send_message(
                line, sender=speaker_id, token_for=speaker_id, reply_to_message_id=reply_to or None
            )
        except twitchio.MessageRejectedError as error:
            return f"Twitch dropped it: {error.code} {error.message or ''}".strip()[:200]
        except twitchio.HTTPException as error:
            return f"Twitch refused it: {error.status} {error.extra.get('message', '')}"[:200]
        except (twitchio.InvalidTokenException, aiohttp.ClientError, TimeoutError) as error:
            return f"Twitch cannot be reached: {type(error).__name__}"
        return SENT if sent.sent else "Twitch dropped it, and does not say why"

    async def _has_turn(self, broadcaster_id: str) -> bool:
        bucket = self._buckets.pop(broadcaster_id, None) or Bucket(self._per_30_s, self._clock)
        self._buckets[broadcaster_id] = bucket
        if len(self._buckets) > CHANNELS_MAX:
            del self._buckets[next(iter(self._buckets))]
        waited_ms = 0
        while wait_ms := bucket.wait_ms():
            waited_ms += wait_ms
            if waited_ms > WAIT_MS_MAX:
                return False
            await asyncio.sleep(wait_ms / 1000)
        return True

    def _told(self, link: Link, outcome: str) -> None:
        """A ban, or an account that Twitch wants verified first, is said once, and not with every line."""
        if link.broadcaster_id not in self._banned:
            log.warning("the bot is not heard in channel %s: %s", link.channel_id, outcome)
        self._banned.add(link.broadcaster_id)
