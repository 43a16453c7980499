"""Writes a revision for each row that a transaction makes, changes or deletes.

In: what SQLAlchemy is about to write, and the caller in `session.info`. Out: rows of `revisions` in the
same transaction, so that no change is without one. Tables that workers write all the time are left out:
their rows carry who wrote them, and a revision for each report would be most of the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState

from api.access.caller import NOBODY, Caller
from api.audit.models import AuditRow, RevisionRow
from api.base import Row, StampingSession
from streams.clock import Clock

LEFT_OUT = frozenset(
    {
        "memories", "settings", "sessions", "gaps", "highlights", "refresh_tokens", "signing_keys",
        "workers", "renders", "idempotency_keys", "webhook_deliveries", "rule_runs", "signals_minutes",
        "purchases", "top_ups", "stripe_events", "stream_events", "bot_requests", "bot_answers",
        "wishes", "twitch_flows", "twitch_revocations",
    }
)  # fmt: skip

BY_PEOPLE = {"highlights": frozenset({"custom", "tags", "review", "note"})}
"""Columns of such tables that people write: a change of theirs has a revision all the same."""

SECRETS = frozenset(
    {
        "password_hash", "digest", "private_key", "secret", "old_secret",
        "access_sealed", "refresh_sealed", "access_digest",
        "verifier_sealed", "secret_digest", "token_sealed",
    }
)  # fmt: skip
"""Columns that no revision holds."""

QUIET = frozenset({"updated_at_ms", "version", "last_used_at_ms", "last_seen_at_ms", "progress", "stage"})
"""A change of nothing but these is no news."""

QUIET_OF = {
    "twitch_links": frozenset(
        {"issued_at_ms", "expires_at_ms", "refresh_due_ms", "refreshing_until_ms", "refresh_tries"}
    )
}
"""Such columns of a single table, whose names mean more in others."""

VALUE_BYTES_MAX = 16 * 1024
"""A longer value is told by its length: the history is for people."""


@event.listens_for(StampingSession, "before_flush")
def _record(session: StampingSession, *_: object) -> None:
    changes = [
        *((row, "create") for row in session.new),
        *((row, "update") for row in session.dirty if session.is_modified(row)),
        *((row, "delete") for row in session.deleted),
    ]
    for row, operation in changes:
        if not isinstance(row, Row):
            continue
        if row.__tablename__ in LEFT_OUT and not _by_people(row, operation):
            continue
        revision = _revision(session, row, operation)
        if revision is not None:
            session.add(revision)


def _revision(session: StampingSession, row: Row, operation: str) -> RevisionRow | None:
    caller: Caller = session.info.get("caller", NOBODY)
    clock: Clock = session.info["clock"]
    state: InstanceState[Any] = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    unsaid = SECRETS | QUIET | QUIET_OF.get(row.__tablename__, frozenset())
    for column in state.mapper.column_attrs:
        if column.key in unsaid:
            continue
        history = state.attrs[column.key].history
        if operation == "create":
            if history.added:
                after[column.key] = _shown(history.added[0])
        elif operation == "delete":
            before[column.key] = _shown(getattr(row, column.key))
        elif history.has_changes():
            before[column.key] = _shown(history.deleted[0] if history.deleted else None)
            after[column.key] = _shown(history.added[0] if history.added else None)
    if operation == "update" and not after:
        return None
    if operation == "update" and before.get("deleted_at_ms", 0) is None and after.get("deleted_at_ms"):
        operation = "delete"
    return RevisionRow(
        at_ms=clock.now_ms(),
        table_name=row.__tablename__,
        row_id=identity_of(row),
        workspace_id=getattr(row, "workspace_id", None),
        operation=operation,
        caller_kind=caller.kind.value,
        caller_id=caller.caller_id,
        address=caller.address,
        before=before,
        after=after,
    )


def _by_people(row: Row, operation: str) -> bool:
    state: InstanceState[Any] = inspect(row)
    written = BY_PEOPLE.get(row.__tablename__, frozenset())
    return operation == "update" and any(state.attrs[name].history.has_changes() for name in written)


def identity_of(row: Row) -> str:
    """The primary key as one text."""
    mapper = inspect(type(row))
    return "/".join(str(getattr(row, column.key)) for column in _keys(mapper))


def _keys(mapper: Any) -> Iterable[Any]:
    return (mapper.get_property_by_column(column) for column in mapper.primary_key)


def _shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, (dict, list, str)) and len(json.dumps(value)) > VALUE_BYTES_MAX:
        return f"{len(json.dumps(value))} bytes, too long to be kept here"
    return value


def noted(
    caller: Caller, action: str, now_ms: int, workspace_id: str | None = None, **detail: Any
) -> AuditRow:
    """An entry of the audit log, to be added to the transaction.

    Args:
        caller: who did it.
        action: what, as `noun.verb`.
        now_ms: epoch time.
        workspace_id: where, if anywhere.
        **detail: plain values; no secrets.
    """
    return AuditRow(
        at_ms=now_ms,
        action=action,
        workspace_id=workspace_id,
        caller_kind=caller.kind.value,
        caller_id=caller.caller_id,
        address=caller.address,
        agent=caller.agent[:500],
        detail=detail,
    )
