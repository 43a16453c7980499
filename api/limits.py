"""How often somebody may do something: in, a name and a limit; out, go on, or how long to wait.

Counted in Redis where one is configured, so that all API processes count together, else in this
process. A window is fixed: it begins with the first call, and the count is forgotten at its end.
"""

from __future__ import annotations

import ipaddress
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.problems import Problem
from streams.clock import Clock

NAMES_MAX = 100_000
"""Names counted in this process at a time; the oldest window is forgotten first."""

AWAY_MS = 5_000
"""A Redis that fails is left alone for so long: a call in hundreds waits for it, and not every one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most `count` in `window_s`."""

    name: str
    count: int
    window_s: int


def place_of(address: str) -> str:
    """Where an address is, for counting: whoever has one address of IPv6 has all of its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:  # how a socket that takes both shows the older kind
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


class TooMany(Problem):
    """The caller did this too often."""

    status = 429
    slug = "too-many-requests"
    title = "Too many requests"


class Counter(Protocol):
    """Counts calls by name.

    Attributes:
        shares: in how many shares who counts often takes the calls of a window.
    """

    shares: int

    async def add(self, name: str, window_s: int, by: int = 1) -> tuple[int, int]:
        """Count one, or so many; the count of the running window, and the seconds until it ends."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class LocalCounter:
    """Counts in this process."""

    shares = 1

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: OrderedDict[str, tuple[int, int]] = OrderedDict()

    async def add(self, name: str, window_s: int, by: int = 1) -> tuple[int, int]:
        """See `Counter.add`."""
        now_ms = self._clock.monotonic_ms()
        ends_ms, count = self._windows.get(name, (0, 0))
        if now_ms >= ends_ms:
            ends_ms, count = now_ms + window_s * 1000, 0
            self._windows.pop(name, None)
        self._windows[name] = (ends_ms, count + by)
        while len(self._windows) > NAMES_MAX:
            self._windows.popitem(last=False)
        return count + by, -(-(ends_ms - now_ms) // 1000)

    async def close(self) -> None:
        """See `Counter.close`."""


class RedisCounter:
    """Counts in Redis. While it is away, counts in this process."""

    shares = 50

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._instead = LocalCounter(clock)
        self._away_until_ms = 0

    async def add(self, name: str, window_s: int, by: int = 1) -> tuple[int, int]:
        """See `Counter.add`."""
        if self._clock.monotonic_ms() < self._away_until_ms:
            return await self._instead.add(name, window_s, by)
        key = f"hypecut:limit:{name}"
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(key, 0, ex=window_s, nx=True)
                pipe.incrby(key, by)
                pipe.ttl(key)
                _, count, left_s = await pipe.execute()
        except RedisError as error:
            log.warning("limits are counted without Redis for %d s: %s", AWAY_MS // 1000, error)
            self._away_until_ms = self._clock.monotonic_ms() + AWAY_MS
            return await self._instead.add(name, window_s, by)
        return int(count), max(1, int(left_s))

    async def close(self) -> None:
        """See `Counter.close`."""
        await self._redis.aclose()


class Limits:
    """Refuses what is done too often."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def close(self) -> None:
        """Let go of what it counts with."""
        await self._counter.close()

    async def take(self, limit: Limit, who: str) -> None:
        """Count one call. Raises TooMany, with how long to wait."""
        count, left_s = await self._counter.add(f"{limit.name}:{who}", limit.window_s)
        if count > limit.count:
            raise TooMany(
                f"more than {limit.count} calls of this kind in {limit.window_s} s",
                f"wait {left_s} s and send it again",
                headers={"Retry-After": str(left_s)},
            )
