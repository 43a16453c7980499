"""How often one caller may call in a minute: in, a caller; out, how many calls are left, or a refusal.

Every request is counted, so counting must cost next to nothing: a process takes a share of a caller's
calls from the counter at once, and gives them out by itself. Alone it takes all of them, and together with
others, through Redis, a fiftieth at a time. What a process has taken and not given out is lost to the
others for the rest of the minute: a caller who goes to many processes may be refused that much early.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from api.access.caller import Caller, CallerKind
from api.limits import NAMES_MAX, Counter, TooMany, place_of
from streams.clock import Clock

WINDOW_S = 60


@dataclass(frozen=True)
class Standing:
    """Where a caller stands: `left` of `count` calls, until the window ends in `resets_s`."""

    count: int
    left: int
    resets_s: int

    def headers(self) -> dict[str, str]:
        """As answers carry it (draft-ietf-httpapi-ratelimit-headers-10)."""
        return {
            "RateLimit-Policy": f'"calls";q={self.count};w={WINDOW_S}',
            "RateLimit": f'"calls";r={self.left};t={self.resets_s}',
        }


@dataclass
class _Purse:
    """The calls of one caller that this process may still give out.

    Attributes:
        left: to give out. `spare`: left with the counter, as of the last look.
        ends_ms: of the window, by the monotonic clock.
    """

    ends_ms: int = 0
    left: int = 0
    spare: int = 0
    filling: asyncio.Lock = field(default_factory=asyncio.Lock)


class CallMeter:
    """Counts the calls of everybody but this installation's own processes.

    Args:
        per_minute: how many calls a caller has; 0: nobody is counted.
    """

    def __init__(self, counter: Counter, clock: Clock, per_minute: int) -> None:
        self._counter = counter
        self._clock = clock
        self._count = per_minute
        self._share = max(1, per_minute // counter.shares)
        self._purses: OrderedDict[str, _Purse] = OrderedDict()

    async def take(self, caller: Caller) -> Standing | None:
        """Count one call. None for who is not counted. Raises TooMany, with how long to wait."""
        name = _name_of(caller)
        if name is None or not self._count:
            return None
        purse = self._purse(name)
        if self._is_empty(purse):
            async with purse.filling:
                if self._is_empty(purse):  # else another call has filled it meanwhile
                    await self._fill(purse, name)
        standing = self._standing(purse)
        if not purse.left:
            raise TooMany(
                f"more than {self._count} calls in {WINDOW_S} s",
                f"wait {standing.resets_s} s and send it again; the header RateLimit of every answer says "
                "how many are left, and a list gives 500 rows a page",
                headers={"Retry-After": str(standing.resets_s), **standing.headers()},
            )
        purse.left -= 1
        return Standing(self._count, standing.left - 1, standing.resets_s)

    def _purse(self, name: str) -> _Purse:
        purse = self._purses.get(name)
        if purse is None:
            purse = self._purses[name] = _Purse()
            while len(self._purses) > NAMES_MAX:
                self._purses.popitem(last=False)
        return purse

    def _is_empty(self, purse: _Purse) -> bool:
        """Whether the counter must be asked; it is not asked again by who has used up the minute."""
        over = self._clock.monotonic_ms() >= purse.ends_ms
        return over or (purse.left == 0 and purse.spare > 0)

    async def _fill(self, purse: _Purse, name: str) -> None:
        count, left_s = await self._counter.add(f"calls:{name}", WINDOW_S, self._share)
        before = count - self._share
        purse.left = max(0, min(self._share, self._count - before))
        purse.spare = max(0, self._count - count)
        purse.ends_ms = self._clock.monotonic_ms() + left_s * 1000

    def _standing(self, purse: _Purse) -> Standing:
        left_ms = purse.ends_ms - self._clock.monotonic_ms()
        return Standing(self._count, purse.left + purse.spare, max(1, -(-left_ms // 1000)))


def _name_of(caller: Caller) -> str | None:
    """Under which a caller is counted; None for our own workers and the command on this machine."""
    if caller.kind is CallerKind.WORKER or (caller.kind is CallerKind.KEY and caller.operator):
        return None
    if caller.kind is CallerKind.ANONYMOUS:
        return f"address:{place_of(caller.address)}"
    return f"{caller.kind.value}:{caller.caller_id}"
