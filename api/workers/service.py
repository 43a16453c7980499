"""What can be done with workers, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems import NotFound
from api.workers.models import WorkerRow
from api.workers.shapes import HeartbeatRequest, WorkerRequest, WorkerShape, WorkerState
from schemas.ids import new_id

GONE_AFTER_MS = 60_000
"""Four heartbeats that did not come: one may be late and one lost while the API restarts."""

FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60_000
"""A worker that has been gone for a week is not coming back under its name; who drained it has seen so."""


class UnknownWorker(NotFound):
    """The worker was forgotten, or never registered."""

    slug = "unknown-worker"
    title = "There is no such worker"


def is_gone(row: WorkerRow, now_ms: int) -> bool:
    """Whether it has been silent for too long."""
    return now_ms - row.last_seen_at_ms > GONE_AFTER_MS


def shown(row: WorkerRow, now_ms: int) -> WorkerShape:
    """The worker as the API shows it."""
    facts = {name: getattr(row, name) for name in WorkerShape.model_fields if name != "gone"}
    return WorkerShape(gone=is_gone(row, now_ms), **facts)


async def register(session: AsyncSession, request: WorkerRequest, now_ms: int) -> tuple[WorkerRow, bool]:
    """The worker of this node and kind, and whether it is a new one. A drain outlives a restart."""
    query = select(WorkerRow).where(WorkerRow.node == request.node, WorkerRow.kind == request.kind)
    known = await session.scalar(query.with_for_update())
    if known is None:
        row = WorkerRow(
            worker_id=new_id(now_ms),
            state=WorkerState.ACTIVE.value,
            busy=0,
            started_at_ms=now_ms,
            last_seen_at_ms=now_ms,
            **request.model_dump(),
        )
        session.add(row)
        await session.flush()
        return row, True
    for name, value in request.model_dump(exclude={"node", "kind"}).items():
        setattr(known, name, value)
    known.busy, known.started_at_ms, known.last_seen_at_ms = 0, now_ms, now_ms
    await session.flush()
    return known, False


async def beat(session: AsyncSession, worker_id: str, heard: HeartbeatRequest, now_ms: int) -> WorkerRow:
    """The worker, seen now. Its version stays: a sign of life is no change that an ETag tells of.

    Raises:
        UnknownWorker
    """
    values = heard.model_dump(exclude_none=True)
    changed = await session.execute(
        update(WorkerRow)
        .where(WorkerRow.worker_id == worker_id)
        .values(last_seen_at_ms=now_ms, **values)
        .execution_options(synchronize_session=False)
        .returning(WorkerRow.worker_id)
    )
    if changed.scalar_one_or_none() is None:
        raise UnknownWorker(
            f"there is no worker {worker_id} (any more)", "register again with POST /v1/workers"
        )
    return (await session.scalars(select(WorkerRow).where(WorkerRow.worker_id == worker_id))).one()


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Forget the workers that have been gone for long."""
    await session.execute(
        delete(WorkerRow)
        .where(WorkerRow.last_seen_at_ms < now_ms - FORGOTTEN_AFTER_MS)
        .execution_options(synchronize_session=False)
    )
