"""What can be done with memories, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.memories.models import MemoryRow
from api.memories.shapes import MemoryShape
from api.problems import Conflict, Invalid, NotFound, TooLarge
from api.sessions.models import SessionRow

BODY_BYTES_MAX = 1024 * 1024
"""A judge's memory is a few kB; one that grows without end should be noticed before the disk is full."""

KEPT_MS = 60 * 60_000
"""How long a memory outlives its session: judges finish within minutes, also those that lag."""

KEYS_AT_A_TIME = 400
"""Two values each; SQLite takes at least 999 in one statement, whichever its version."""


class UnknownMemory(NotFound):
    """The judge has saved nothing of this session."""

    slug = "unknown-memory"
    title = "Nothing is remembered"


class MemoryTooLarge(TooLarge):
    """One memory is larger than a memory can sensibly be."""

    slug = "memory-too-large"
    title = "The memory is too large"


class MemoryOvertaken(Conflict):
    """Another process has heard more of the session already."""

    slug = "memory-overtaken"
    title = "Another process remembers more"


class MemoryTwice(Invalid):
    """One batch holds two memories of the same judge and session."""

    slug = "memory-twice"
    title = "The batch holds a memory twice"


async def save(session: AsyncSession, memories: Sequence[MemoryShape], now_ms: int) -> int:
    """Store a batch, all of it or nothing; how many were newer than what was stored.

    Raises:
        MemoryTooLarge, MemoryTwice
        MemoryOvertaken: a lower position than stored; whoever sends it has lost the session.
    """
    _check(memories)
    stored = await _positions(session, [(memory.session_id, memory.judge) for memory in memories])
    fresh: list[dict[str, Any]] = []
    newer: list[dict[str, Any]] = []
    for memory in memories:
        known = stored.get((memory.session_id, memory.judge))
        if known is None:
            values = {"position": memory.position, "body": memory.body}
            keys = {"session_id": memory.session_id, "judge": memory.judge}
            fresh.append(keys | values | {"created_at_ms": now_ms, "updated_at_ms": now_ms, "version": 1})
        elif memory.position < known:
            raise MemoryOvertaken(
                f"the {memory.judge} memory of session {memory.session_id} is at position {known}; "
                f"{memory.position} came before it",
                "stop judging this session; the process that took it over goes on",
            )
        elif memory.position > known:
            newer.append(
                {
                    "of_session": memory.session_id,
                    "of_judge": memory.judge,
                    "new_position": memory.position,
                    "new_body": memory.body,
                    "now_ms": now_ms,
                }
            )
    connection = await session.connection()
    if fresh:
        await connection.execute(insert(MemoryRow.__table__), fresh)  # type: ignore[arg-type]
    if newer:
        await connection.execute(_NEWER, newer)
    return len(fresh) + len(newer)


_TABLE = MemoryRow.__table__.c

_NEWER = (
    update(MemoryRow.__table__)  # type: ignore[arg-type]
    .where(_TABLE.session_id == bindparam("of_session"), _TABLE.judge == bindparam("of_judge"))
    .values(
        position=bindparam("new_position"),
        body=bindparam("new_body"),
        updated_at_ms=bindparam("now_ms"),
        version=_TABLE.version + 1,
    )
)


def _check(memories: Sequence[MemoryShape]) -> None:
    seen: set[tuple[str, str]] = set()
    for memory in memories:
        whose = f"the {memory.judge} memory of session {memory.session_id}"
        if len(memory.body) > BODY_BYTES_MAX:
            raise MemoryTooLarge(
                f"{whose} has {len(memory.body)} bytes; {BODY_BYTES_MAX} is the most",
                "forget more: a judge keeps baselines, not history",
            )
        if (memory.session_id, memory.judge) in seen:
            raise MemoryTwice(f"{whose} is in the batch twice", "send only the newest of each")
        seen.add((memory.session_id, memory.judge))


async def _positions(session: AsyncSession, keys: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for begin in range(0, len(keys), KEYS_AT_A_TIME):
        rows = await session.execute(
            select(MemoryRow.session_id, MemoryRow.judge, MemoryRow.position)
            .where(tuple_(MemoryRow.session_id, MemoryRow.judge).in_(keys[begin : begin + KEYS_AT_A_TIME]))
            .with_for_update()
        )
        found.update({(session_id, judge): position for session_id, judge, position in rows})
    return found


async def find(session: AsyncSession, judge: str, session_id: str) -> MemoryRow:
    """One memory. Raises UnknownMemory."""
    found = await session.get(MemoryRow, (session_id, judge))
    if found is None:
        raise UnknownMemory(
            f"the {judge} judge has saved nothing of session {session_id}", "begin with an empty memory"
        )
    return found


async def sweep(session: AsyncSession, now_ms: int) -> int:
    """Delete what nobody needs: untouched for an hour, of sessions over for as long. How many."""
    before_ms = now_ms - KEPT_MS
    needed = exists().where(
        SessionRow.session_id == MemoryRow.session_id,
        or_(SessionRow.closed_at_ms.is_(None), SessionRow.closed_at_ms >= before_ms),
    )
    swept = await session.execute(
        delete(MemoryRow)
        .where(MemoryRow.updated_at_ms < before_ms, ~needed)
        .execution_options(synchronize_session=False)
    )
    return int(swept.rowcount)  # type: ignore[attr-defined]


async def forget_positions(session: AsyncSession) -> None:
    """The offsets that memories stand at mean nothing any more: their broker began anew."""
    await session.execute(update(MemoryRow).values(position=-1).execution_options(synchronize_session=False))
