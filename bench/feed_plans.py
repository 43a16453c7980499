"""How the databases of `bench.feeds` answer: `python -m bench.feed_plans --folder DIR [--kind KIND]`.

In: the databases that `bench.feeds --folder` has left. Out: for each thing that is asked of them, the plan of
every statement that the API's own code sends for it: EXPLAIN QUERY PLAN of SQLite, EXPLAIN ANALYZE of
PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller, CallerKind, Role
from api.clips.routes import CLIPS
from api.clips.shapes import ClipQuery
from api.database import Database
from api.feeds import service
from api.feeds.models import FeedRow
from api.settings import ApiSettings
from api.workspaces.models import WorkspaceRow
from bench.feed_databases import filled
from bench.feed_rows import slug_of
from bench.feeds import KINDS
from streams.clock import SystemClock

Ask = Callable[[AsyncSession], Awaitable[object]]
Heard = tuple[str, Any]


async def _asks(session: AsyncSession) -> dict[str, Ask]:
    """What is asked, by name."""
    feed = (await session.scalars(select(FeedRow).where(FeedRow.slug == slug_of(0, "tag")))).one()
    slugs = [f"bench-{number}" for number in (0, 20, 199)]
    found = await session.scalars(select(WorkspaceRow.workspace_id).where(WorkspaceRow.slug.in_(slugs)))
    workspaces = list(found)
    one = Caller(CallerKind.KEY, "key", {feed.workspace_id: Role.VIEWER}, frozenset({"*:read"}))
    three = Caller(CallerKind.USER, "user", dict.fromkeys(workspaces, Role.VIEWER))
    operator = Caller(CallerKind.KEY, "operator", operator=True)

    def listed(caller: Caller, **query: Any) -> Ask:
        return lambda session: CLIPS.listed(session, caller, ClipQuery(**query))

    page = await CLIPS.listed(session, one, ClipQuery())
    return {
        "the mark of a feed": lambda session: service.mark_of(session, feed),
        "the clips of a feed": lambda session: service.shown(session, feed),
        "clips, newest, of one workspace": listed(one),
        "the next page": listed(one, cursor=page.next_cursor),
        "clips, newest, of three workspaces": listed(three),
        "clips, newest, of all": listed(operator),
        "clips by start_ms, of one workspace": listed(one, sort="start_ms"),
        "clips with a rare tag": listed(one, tag="guest 7"),
        "clips with a common tag": listed(one, tag="ruled"),
        "clips that failed": listed(one, state="failed"),
        "clips that were rejected": listed(one, review="rejected"),
        "clips of a channel": listed(one, channel_id=page.rows[0].channel_id),
        "clips of a session": listed(one, session_id=page.rows[0].session_id),
        "clips of at least 80 s": listed(one, duration_ms_min=80_000),
    }


async def _plans(url: str, kind: str) -> None:
    database = Database(ApiSettings(database_url=url).database, SystemClock())
    heard: list[Heard] = []

    def hear(_c: object, _cursor: object, statement: str, values: Any, _x: object, _many: bool) -> None:
        if re.search(r"FROM (clips|feed_items|clip_tags)\b", statement):
            heard.append((statement, values))

    engine = database.engine.sync_engine
    await database.open()
    try:
        async with database.reading() as session:
            for name, ask in (await _asks(session)).items():
                heard.clear()
                event.listen(engine, "before_cursor_execute", hear)
                await ask(session)
                event.remove(engine, "before_cursor_execute", hear)
                print(f"-- {kind}: {name}")
                for statement, values in heard:
                    await _explain(database, kind, statement, values)
    finally:
        await database.close()


async def _explain(database: Database, kind: str, statement: str, values: Any) -> None:
    explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) "
    async with database.engine.connect() as connection:
        for row in await connection.exec_driver_sql(explain + statement, values):
            print(f"   {row[-1]}")


def main(arguments: list[str]) -> int:
    """Print the plans of each kind of database."""
    parser = argparse.ArgumentParser(prog="python -m bench.feed_plans")
    parser.add_argument("--clips", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--kind", choices=KINDS)
    options = parser.parse_args(arguments)
    for kind in (options.kind,) if options.kind else KINDS:
        with filled(kind, options.folder, options.clips) as database:
            asyncio.run(_plans(database.url, kind))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
