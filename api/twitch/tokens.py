"""The tokens of links: sealed in the database, replaced before they end, forgotten with the link.

In: a link. Out: an access token that is good for long enough; or the end of the link, where Twitch says so.
One process at a time replaces a token: Twitch may take a refresh token once only. Twitch is asked between two
transactions, never inside one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import NOBODY
from api.audit.recorder import noted
from api.database import Database, Work
from api.events.kinds import Kind
from api.events.recorder import tell
from api.problems import Problem
from api.seals import SealBroken, Seals, digest_of
from api.twitch import models, watching
from api.twitch.models import LINKED, TwitchLinkRow, TwitchRevocationRow
from api.twitch.oauth import Grant, GrantRefused, TokenUnknown, TwitchAway, TwitchOAuth
from api.twitch.scopes import known
from api.twitch.shapes import TwitchLinkShape
from schemas.ids import new_id
from streams.clock import Clock

log = logging.getLogger(__name__)

ACCESS, REFRESH, REVOKED = "twitch access token", "twitch refresh token", "twitch token to revoke"
"""What each seal is for."""

EARLY_MS = 75 * 60_000
"""How long before its end a token is replaced. TwitchIO asks for another one when an hour is left."""

JITTER_MS = 15 * 60_000
"""Links that were made together are not all replaced together."""

SOON_MS = 61 * 60_000
"""What is left of a token that a worker is given: it takes one that ends within the hour for used up."""

CLAIM_MS = 30_000
"""Longer than Twitch is waited for; a process that was killed meanwhile holds nobody up for longer."""

WAIT_S = 10.0
LOOK_S = 0.2
"""While another process replaces a token: two seconds are usual, and each look is one row."""

RETRY_MS = 60_000
RETRY_MS_MAX = 30 * 60_000
"""Between tries while Twitch is away: at first within what is left of the token, then less often."""


class LinkEnded(Problem):
    """There is no token of this link any more."""

    status = 409
    slug = "twitch-link-ended"
    title = "The link to Twitch has ended"


@dataclass(frozen=True)
class Held:
    """An access token of a link, and what is left of it."""

    access: str
    expires_at_ms: int
    scopes: tuple[str, ...]


def due_ms(link_id: str, issued_at_ms: int, expires_at_ms: int) -> int:
    """When a token is to be replaced: early, but not before a third of its life is over."""
    spread = int.from_bytes(hashlib.sha256(link_id.encode()).digest()[:4], "big") % JITTER_MS
    third = (expires_at_ms - issued_at_ms) // 3
    return max(issued_at_ms + third, expires_at_ms - EARLY_MS - spread)


def put(seals: Seals, row: TwitchLinkRow, grant: Grant, now_ms: int) -> None:
    """Write tokens into a link."""
    row.access_sealed = seals.seal(ACCESS, grant.access)
    row.refresh_sealed = seals.seal(REFRESH, grant.refresh)
    row.access_digest = digest_of(grant.access)
    row.issued_at_ms = now_ms
    row.expires_at_ms = now_ms + grant.expires_in_s * 1000
    row.refresh_due_ms = due_ms(row.link_id, now_ms, row.expires_at_ms)
    row.refreshing_until_ms = 0
    row.refresh_tries = 0
    if grant.scopes is not None:  # one that says nothing of them changes nothing of them (RFC 6749, 5.1)
        row.scopes = known(grant.scopes)


def forget(session: AsyncSession, seals: Seals, row: TwitchLinkRow, now_ms: int) -> None:
    """Take the tokens out of a link, and have Twitch told that they are of no use."""
    for purpose, sealed in ((ACCESS, row.access_sealed), (REFRESH, row.refresh_sealed)):
        if sealed is None:
            continue
        try:
            revoke_later(session, seals, seals.open(purpose, sealed), now_ms)
        except SealBroken:
            log.warning("a token of link %s cannot be read: it was sealed with another secret", row.link_id)
    row.access_sealed = row.refresh_sealed = row.access_digest = None
    row.expires_at_ms = row.refresh_due_ms = 0


def revoke_later(session: AsyncSession, seals: Seals, token: str, now_ms: int) -> None:
    """Have Twitch told that a token is of no use here; it is done beside requests, until it has heard."""
    if token:
        session.add(
            TwitchRevocationRow(
                revocation_id=new_id(now_ms),
                token_sealed=seals.seal(REVOKED, token),
                tries=0,
                due_at_ms=now_ms,
            )
        )


async def end_link(
    work: Work, seals: Seals, row: TwitchLinkRow, state: str, *, reason: str, now_ms: int
) -> list[str]:
    """A link is revoked or stopped: its tokens go, and what may be watched only with it. Which watches."""
    forget(work.session, seals, row, now_ms)
    row.state, row.reason = state, reason
    await work.session.flush()
    kind = Kind.TWITCH_REVOKED if state == models.REVOKED else Kind.TWITCH_STOPPED
    caller = work.session.info.get("caller", NOBODY)
    detail = {"link_id": row.link_id, "login": row.login, "reason": reason}
    work.session.add(noted(caller, kind.value, now_ms, row.workspace_id or None, **detail))
    tell(work.session, kind, row, TwitchLinkShape)
    return list(await watching.end_unproven(work.session, row, f"the link to Twitch has ended: {reason}"))


class LinkTokens:
    """Gives out access tokens.

    Args:
        database, seals, clock: of this process.
        oauth: Twitch's sign-in.
        announce: told which watches have changed.
    """

    def __init__(
        self,
        database: Database,
        seals: Seals,
        oauth: TwitchOAuth,
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._database = database
        self._seals = seals
        self._oauth = oauth
        self._clock = clock
        self._announce = announce
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    async def held(self, link_id: str, left_ms: int = 60_000) -> Held:
        """A token that is good for so long yet, as far as we know.

        Raises:
            LinkEnded, TwitchAway, TwitchWrong
        """
        row = await self._row(link_id)
        if row.expires_at_ms - self._clock.now_ms() > left_ms:
            return self._opened(row)
        return await self.replaced(link_id, row.access_digest)

    async def proven(self, link_id: str) -> Held:
        """A token of which Twitch says that it is good; whoever asks has seen one that was not.

        Raises:
            LinkEnded, TwitchAway, TwitchWrong
        """
        row = await self._row(link_id)
        if row.expires_at_ms - self._clock.now_ms() > SOON_MS:
            held = self._opened(row)
            try:
                await self._oauth.prove(held.access)
            except TokenUnknown:
                pass  # it was taken back before its end
            else:
                return held
        return await self.replaced(link_id, row.access_digest)

    async def replaced(self, link_id: str, instead_of: str | None) -> Held:
        """A token other than this one, which is used up: asked for, or got by somebody else meanwhile.

        Raises:
            LinkEnded, TwitchAway, TwitchWrong
        """
        lock = self._locks.setdefault(link_id, asyncio.Lock())
        async with lock:
            try:
                async with asyncio.timeout(WAIT_S + LOOK_S):
                    row = await self._claimed(link_id, instead_of)
            except TimeoutError:
                raise TwitchAway(
                    "another process has asked Twitch for this token and has no answer yet",
                    "send the request again",
                ) from None
            if row.access_digest != instead_of:
                return self._opened(row)
            return await self._refreshed(row)

    async def _row(self, link_id: str) -> TwitchLinkRow:
        async with self._database.reading() as session:
            row = await session.get(TwitchLinkRow, link_id)
        if row is None or row.state != LINKED or row.access_sealed is None:
            raise _ended(row)
        return row

    def _opened(self, row: TwitchLinkRow) -> Held:
        scopes = tuple(str(one) for one in row.scopes)
        return Held(self._unsealed(ACCESS, row), row.expires_at_ms, scopes)

    def _unsealed(self, purpose: str, row: TwitchLinkRow) -> str:
        sealed = row.access_sealed if purpose == ACCESS else row.refresh_sealed
        try:
            return self._seals.open(purpose, sealed or "")
        except SealBroken as error:
            raise LinkEnded(
                f"the tokens of link {row.link_id} were sealed with another HYPECUT_SECRET",
                "link the channel anew, or start the API with the secret of before",
            ) from error

    async def _claimed(self, link_id: str, instead_of: str | None) -> TwitchLinkRow:
        """The link, once nobody else replaces its token; claimed, unless it was replaced meanwhile."""
        while True:
            row = await self._row(link_id)
            if row.access_digest != instead_of:
                return row
            async with self._database.writing() as work:
                row = await work.session.get(TwitchLinkRow, link_id, with_for_update=True) or row
                now_ms = self._clock.now_ms()
                if row.refreshing_until_ms <= now_ms and row.state == LINKED:
                    row.refreshing_until_ms = now_ms + CLAIM_MS
                    return row
            await asyncio.sleep(LOOK_S)

    async def _refreshed(self, row: TwitchLinkRow) -> Held:
        try:
            grant = await self._oauth.refresh(self._unsealed(REFRESH, row))
        except GrantRefused as error:
            reason = f"Twitch does not renew its token: {error}"
            await self._revoked(row, reason)
            raise LinkEnded(reason, "link the channel anew") from None
        except BaseException:
            await self._put_off(row)
            raise
        return await self._stored(row, grant)

    async def _stored(self, seen: TwitchLinkRow, grant: Grant) -> Held:
        now_ms = self._clock.now_ms()
        async with self._database.writing() as work:
            row = await work.session.get(TwitchLinkRow, seen.link_id, with_for_update=True)
            current = None
            if row is None or row.state != LINKED:  # while Twitch was asked
                revoke_later(work.session, self._seals, grant.access, now_ms)
            # One that was replaced, or linked anew, meanwhile is left to end: to revoke this one could revoke
            # what stems from the same refresh token.
            elif row.access_digest == seen.access_digest:
                put(self._seals, row, grant, now_ms)
                current = row
        if current is None:
            return self._opened(await self._row(seen.link_id))
        return self._opened(current)

    async def _revoked(self, seen: TwitchLinkRow, reason: str) -> None:
        async with self._database.writing() as work:
            row = await work.session.get(TwitchLinkRow, seen.link_id, with_for_update=True)
            if row is None or row.state != LINKED or row.access_digest != seen.access_digest:
                return
            ended = await end_link(
                work, self._seals, row, models.REVOKED, reason=reason, now_ms=self._clock.now_ms()
            )
            for watch_id in ended:
                work.after_commit(partial(self._announce, watch_id))
        log.warning("link %s was revoked: %s", seen.link_id, reason)

    async def _put_off(self, seen: TwitchLinkRow) -> None:
        async with self._database.writing() as work:
            row = await work.session.get(TwitchLinkRow, seen.link_id, with_for_update=True)
            if row is None or row.access_digest != seen.access_digest:
                return
            row.refreshing_until_ms = 0
            wait_ms = min(RETRY_MS << min(row.refresh_tries, 10), RETRY_MS_MAX)
            row.refresh_tries += 1
            row.refresh_due_ms = self._clock.now_ms() + wait_ms


def _ended(row: TwitchLinkRow | None) -> LinkEnded:
    why = row.reason or row.state if row is not None else "it is not there"
    return LinkEnded(f"this link gives no tokens: {why}", "link the channel anew")
