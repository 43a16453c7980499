"""Writes events in the transaction that they tell of.

In: `tell(...)` from whatever changes a row. Out: rows of `events` as the last thing before the commit,
with the rows as they are then; whoever listens in this process is woken after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import event, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession, async_session
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from api.base import Base, StampingSession
from api.custom_fields import service as custom_fields
from api.events.kinds import Kind
from api.events.models import EventRow
from api.events.news import News
from streams.clock import Clock

BODY_BYTES_MAX = 64 * 1024
"""A highlight of two minutes with its evidence takes 20 kB. A webhook or a page that wants the hour of
evidence of a longer one asks for it; every listener would be sent it otherwise."""

LONG_FIELDS = ("evidence", "transcript", "reasons")
"""What is left out of a body that is too long; all of it can be read at the subject's own path."""

ORDER_LOCK = 0x68797065
"""Of PostgreSQL: one transaction at a time has events that are not committed. Numbers would else come out
of order, and a listener that has seen 6 would never be told of a 5 that was committed later."""

ROUNDS_MAX = 5
"""What follows an event may tell of more: a clip that gets ready comes into a feed. None goes further than
three steps; one that never ended would be a mistake of ours."""

_TOLD = "events_told"
_WRITTEN = "events_written"

Follower = Callable[[Session, Sequence[EventRow]], None]
_followers: list[Follower] = []


@dataclass(frozen=True)
class _Told:
    kind: Kind
    row: Base
    shape: type[BaseModel]
    workspace_id: str
    subject_id: str


def tell(
    session: AsyncSession | Session,
    kind: Kind,
    row: Base,
    shape: type[BaseModel],
    *,
    workspace_id: str | None = None,
    subject_id: str | None = None,
) -> None:
    """Say that something happened to a row; it is written when the transaction commits, or not at all.

    Args:
        session: that may write.
        kind: what happened.
        row: to what.
        shape: as what the API answers it.
        workspace_id: where, for a row that does not say.
        subject_id: its identity, where that is not the first column of its key.
    """
    where = workspace_id if workspace_id is not None else str(getattr(row, "workspace_id", ""))
    if subject_id is None:
        subject_id = str(getattr(row, inspect(type(row)).primary_key[0].name))
    session.info.setdefault(_TOLD, []).append(_Told(kind, row, shape, where, subject_id))


def told(session: Session) -> int:
    """How much was told that is not written yet."""
    return len(session.info.get(_TOLD, ()))


def untell(session: Session, count: int) -> None:
    """Forget what was told after that much: a savepoint was rolled back."""
    del session.info.get(_TOLD, [])[count:]


def followed_by(follow: Follower) -> Follower:
    """Let this see the events of each transaction before it commits, inside it. It may write, too."""
    if follow not in _followers:
        _followers.append(follow)
    return follow


@event.listens_for(StampingSession, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_TOLD):
        return
    session.flush()
    # Taken last and held until the commit only, so that nobody waits for rows while others wait for it.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ORDER_LOCK})
    clock: Clock = session.info["clock"]
    for _ in range(ROUNDS_MAX):
        told: list[_Told] = session.info.pop(_TOLD, [])
        if not told:
            return
        session.flush()
        _show_custom(session, told)
        rows = [_row(one, clock.now_ms()) for one in told]
        session.add_all(rows)
        session.flush()
        session.info.setdefault(_WRITTEN, set()).update(row.workspace_id for row in rows)
        for follow in _followers:
            follow(session, rows)
    raise RuntimeError(f"events were followed by events {ROUNDS_MAX} times over")


@event.listens_for(StampingSession, "after_commit")
def _wake(session: Session) -> None:
    news: News | None = session.info.get("news")
    if news is not None and not session.in_nested_transaction():
        news.wake(session.info.pop(_WRITTEN, ()))


def _show_custom(session: Session, told: Sequence[_Told]) -> None:
    """An event holds the values of the workspace's own fields, as an answer does."""
    whole = async_session(session)
    if whole is None:
        raise RuntimeError("events are written by sessions that await")
    for table in {type(one.row) for one in told}:
        await_only(custom_fields.show(whole, [one.row for one in told if type(one.row) is table]))


def _row(told: _Told, now_ms: int) -> EventRow:
    body, whole = _bounded(told.shape.model_validate(told.row))
    return EventRow(
        workspace_id=told.workspace_id,
        kind=told.kind.value,
        subject_id=told.subject_id,
        at_ms=now_ms,
        whole=whole,
        body=body,
    )


def _bounded(shape: BaseModel) -> tuple[dict[str, Any], bool]:
    if len(shape.model_dump_json().encode()) <= BODY_BYTES_MAX:
        return shape.model_dump(mode="json"), True
    return shape.model_dump(mode="json", exclude=set(LONG_FIELDS)), False
