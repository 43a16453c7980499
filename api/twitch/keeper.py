"""What goes on at Twitch beside requests.

In: the clock. Out: tokens are replaced before they end, those of no use are taken back at Twitch, names are
looked up anew, and what streamers do not want stays ended. All of it is in the database, so that it goes on
after a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from api.access.caller import NOBODY
from api.channels.models import ChannelRow
from api.database import Database
from api.problems import Problem
from api.seals import SealBroken, Seals
from api.twitch import flows, links, opt_outs, watching
from api.twitch.account import Twitch
from api.twitch.helix import IDS_MAX, TwitchUser
from api.twitch.models import LINKED, TwitchLinkRow, TwitchOptOutRow, TwitchRevocationRow
from api.twitch.tokens import REVOKED, LinkTokens
from api.watches.models import WatchRow
from api.workspaces.models import WorkspaceRow
from streams.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""Between two looks for what is due; an empty one reads three indexes."""

TROUBLE_WAIT_S = 15.0

BATCH = 50
"""Tokens that are replaced, or taken back, in one round: as many as Twitch answers in a few seconds."""

AT_ONCE = 4
"""Calls of Twitch at a time, so that people who wait for it are not held up by this."""

SWEEP_MS = 60_000
"""Between two looks for what is gone, and for what would be watched against a streamer's wish."""

NAMES_MS = 5 * 60_000
"""A streamer who has opted out and takes another name is watched under it for no longer than this."""

LINK_NAMES_MS = 60 * 60_000
"""Names of linked channels change rarely, and are but shown."""

LATE_CLIPS_MS = 2 * 3_600_000
"""A clip that was being made when its streamer opted out is ready, or given up, by then."""

REVOKE_TRIES_MAX = 12
REVOKE_WAIT_MS = 60_000
REVOKE_WAIT_MS_MAX = 2 * 3_600_000
"""Tried for most of a day; by then the access token has ended by itself."""


class Keeper:
    """Keeps until cancelled."""

    def __init__(
        self,
        *,
        database: Database,
        twitch: Twitch,
        tokens: LinkTokens,
        seals: Seals,
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._database = database
        self._twitch = twitch
        self._tokens = tokens
        self._seals = seals
        self._clock = clock
        self._announce = announce
        self._swept_ms = self._links_named_ms = -LINK_NAMES_MS

    async def run(self) -> None:
        """Do what is due, whenever there is something."""
        woken = self._twitch.woken
        while True:
            woken.clear()
            wait_s = LOOK_S
            try:
                await self.work()
            except (SQLAlchemyError, Problem) as error:
                log.warning("what is due at Twitch is put off: %s", error)
                wait_s = TROUBLE_WAIT_S
            except Exception:
                log.exception("what is due at Twitch is put off by an error")
                wait_s = TROUBLE_WAIT_S
            try:
                # `wait_for` would lose a cancellation that comes with the news.
                async with asyncio.timeout(wait_s):
                    await woken.wait()
            except TimeoutError:
                continue

    async def work(self) -> None:
        """Do once what is due now."""
        now_ms = self._clock.now_ms()
        if now_ms - self._swept_ms >= SWEEP_MS:
            self._swept_ms = now_ms
            await self.sweep()
        if self._twitch.note:
            return
        await self.replace_due()
        await self.revoke_due()
        await self.name_opted_out()
        if now_ms - self._links_named_ms >= LINK_NAMES_MS:
            self._links_named_ms = now_ms
            await self.name_links()

    async def sweep(self) -> None:
        """Unlink what is gone, forget who did not come back, and end again what streamers do not want."""
        now_ms = self._clock.now_ms()
        gone = (
            select(TwitchLinkRow.link_id)
            .join(WorkspaceRow, WorkspaceRow.workspace_id == TwitchLinkRow.workspace_id)
            .join(ChannelRow, ChannelRow.channel_id == TwitchLinkRow.channel_id)
            .where(or_(WorkspaceRow.deleted_at_ms.is_not(None), ChannelRow.deleted_at_ms.is_not(None)))
            .limit(BATCH)
        )
        async with self._database.reading() as session:
            orphans = list(await session.scalars(gone))
        async with self._database.writing() as work:
            await flows.sweep(work.session, now_ms)
            for link_id in orphans:
                row = await work.session.get(TwitchLinkRow, link_id, with_for_update=True)
                if row is not None:
                    await links.unlink(work, self._seals, row, NOBODY, now_ms)
        for opt_out_id in await self._undone(now_ms):
            await self._carry_out(opt_out_id)

    async def _undone(self, now_ms: int) -> list[str]:
        """Wishes that something goes against: a watch that came beside, or a clip that was being made."""
        out = select(TwitchOptOutRow).where(TwitchOptOutRow.deleted_at_ms.is_(None))
        watched = select(WatchRow.source, WatchRow.chat).where(WatchRow.wanted.is_(True))
        async with self._database.reading() as session:
            rows = (await session.scalars(out)).all()
            places = [place for pair in await session.execute(watched) for place in pair] if rows else []
        logins = {watching.login_of(place) for place in places}
        return [
            row.opt_out_id
            for row in rows
            if row.login in logins or (row.clips and row.created_at_ms > now_ms - LATE_CLIPS_MS)
        ]

    async def replace_due(self) -> None:
        """Replace the tokens that end soon."""
        now_ms = self._clock.now_ms()
        due = (
            select(TwitchLinkRow.link_id, TwitchLinkRow.access_digest)
            .where(TwitchLinkRow.state == LINKED, TwitchLinkRow.refresh_due_ms <= now_ms)
            .where(TwitchLinkRow.refreshing_until_ms <= now_ms)
            .order_by(TwitchLinkRow.refresh_due_ms)
            .limit(BATCH)
        )
        async with self._database.reading() as session:
            rows = list(await session.execute(due))
        at_once = asyncio.Semaphore(AT_ONCE)

        async def replace(link_id: str, digest: str | None) -> None:
            async with at_once:
                try:
                    await self._tokens.replaced(link_id, digest)
                except Problem as problem:
                    log.warning("the token of link %s is not replaced: %s", link_id, problem.detail)

        await asyncio.gather(*(replace(row.link_id, row.access_digest) for row in rows))

    async def revoke_due(self) -> None:
        """Tell Twitch of the tokens that are of no use."""
        now_ms = self._clock.now_ms()
        due = (
            select(TwitchRevocationRow)
            .where(TwitchRevocationRow.due_at_ms <= now_ms)
            .order_by(TwitchRevocationRow.due_at_ms)
            .limit(BATCH)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(due)).all()
        for row in rows:
            await self._revoke(row, now_ms)

    async def _revoke(self, row: TwitchRevocationRow, now_ms: int) -> None:
        done = True
        try:
            await self._twitch.oauth.revoke(self._seals.open(REVOKED, row.token_sealed))
        except SealBroken:
            log.warning("a token that is to be revoked was sealed with another secret; it is left to end")
        except Problem as problem:
            done = row.tries + 1 >= REVOKE_TRIES_MAX
            log.warning("Twitch is not told of a token of no use: %s", problem.detail)
        async with self._database.writing() as work:
            now = await work.session.get(TwitchRevocationRow, row.revocation_id, with_for_update=True)
            if now is None:
                return
            if done:
                await work.session.delete(now)
                return
            now.tries += 1
            now.due_at_ms = now_ms + min(REVOKE_WAIT_MS << row.tries, REVOKE_WAIT_MS_MAX)

    async def name_opted_out(self) -> None:
        """Look up what opted-out channels are called now, and end what is watched under a new name."""
        now_ms = self._clock.now_ms()
        due = (
            select(TwitchOptOutRow)
            .where(TwitchOptOutRow.deleted_at_ms.is_(None), TwitchOptOutRow.looked_up_ms <= now_ms - NAMES_MS)
            .order_by(TwitchOptOutRow.looked_up_ms)
            .limit(IDS_MAX)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(due)).all()
        if not rows:
            return
        users = await self._users(rows)
        for row in rows:
            same = (one for one in users if one.user_id == row.broadcaster_id)
            named = (one for one in users if not row.broadcaster_id and one.login == row.login)
            await self._carry_out(row.opt_out_id, next(same, next(named, None)), looked_up=True)

    async def _users(self, rows: Sequence[TwitchOptOutRow]) -> list[TwitchUser]:
        ids = [row.broadcaster_id for row in rows if row.broadcaster_id]
        logins = [row.login for row in rows if not row.broadcaster_id]
        found = await self._twitch.helix.users(ids=ids) if ids else []
        return found + (await self._twitch.helix.users(logins=logins) if logins else [])

    async def _carry_out(
        self, opt_out_id: str, user: TwitchUser | None = None, *, looked_up: bool = False
    ) -> None:
        now_ms = self._clock.now_ms()
        async with self._database.writing() as work:
            row = await work.session.get(TwitchOptOutRow, opt_out_id, with_for_update=True)
            if row is None or row.deleted_at_ms is not None:
                return
            if looked_up:
                row.looked_up_ms = now_ms
            if user is not None:
                row.broadcaster_id, row.login = user.user_id, user.login
            for watch_id in await opt_outs.carry_out(work, self._seals, row, NOBODY, now_ms):
                work.after_commit(partial(self._announce, watch_id))

    async def name_links(self) -> None:
        """Look up what linked channels are called now."""
        async with self._database.reading() as session:
            ids = sorted(set(await session.scalars(select(TwitchLinkRow.broadcaster_id))))
        for at in range(0, len(ids), IDS_MAX):
            for user in await self._twitch.helix.users(ids=ids[at : at + IDS_MAX]):
                await self._rename(user)

    async def _rename(self, user: TwitchUser) -> None:
        query = select(TwitchLinkRow).where(
            TwitchLinkRow.broadcaster_id == user.user_id, TwitchLinkRow.login != user.login
        )
        async with self._database.reading() as session:
            if await session.scalar(query.limit(1)) is None:
                return
        async with self._database.writing() as work:
            for row in (await work.session.scalars(query.with_for_update())).all():
                if row.user_id == row.broadcaster_id:
                    row.user_login = user.login
                row.login = user.login
