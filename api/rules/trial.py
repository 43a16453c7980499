"""The test environment: in, a version of a rule and recorded sessions; out, what it would have done.

It only reads: the rows are held against the expression as if their event happened now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.caller import Caller
from api.clips.models import ClipRow
from api.custom_fields import service as custom_fields
from api.highlights.models import HighlightRow
from api.reviews.columns import ReviewState
from api.rules.models import RuleVersionRow
from api.rules.subjects import SUBJECTS, RuleEvent, facts, fires
from api.sessions.models import SessionRow
from api.workspaces.models import WorkspaceRow
from schemas.judging import HighlightState
from schemas.rendering import ClipState

ROWS_MAX = 2_000
"""Looked at in one trial: a long evening of several channels."""

SHOWN_MAX = 100
"""Rows that a trial shows; it counts the others."""

BATCH_ROWS = 200
"""Read at a time: highlights are kBs each with their evidence."""


@dataclass(frozen=True)
class Recorded:
    """Which sessions: some by identity, or those that began in a stretch of epoch time."""

    session_ids: Sequence[str] = ()
    from_ms: int | None = None
    until_ms: int | None = None


@dataclass
class Outcome:
    """What came of a trial. `more`: there were more rows than one trial looks at."""

    looked_at: int = 0
    fired: int = 0
    more: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)


_HAPPENED: dict[RuleEvent, tuple[ColumnElement[bool], ...]] = {
    RuleEvent.HIGHLIGHT_OPENED: (HighlightRow.near_miss.is_(False),),
    RuleEvent.HIGHLIGHT_FINAL: (
        HighlightRow.state == HighlightState.FINAL.value,
        HighlightRow.near_miss.is_(False),
    ),
    RuleEvent.HIGHLIGHT_REVIEWED: (HighlightRow.review != ReviewState.PENDING.value,),
    RuleEvent.CLIP_READY: (ClipRow.state == ClipState.READY.value,),
    RuleEvent.CLIP_REVIEWED: (ClipRow.review != ReviewState.PENDING.value,),
    RuleEvent.SESSION_STARTED: (),
    RuleEvent.SESSION_ENDED: (SessionRow.ended_at_ms.is_not(None),),
    RuleEvent.BALANCE_LOW: (),
    RuleEvent.BALANCE_EMPTY: (),
}
"""Of which rows such an event can be told."""


async def run(
    session: AsyncSession, caller: Caller, rule: RuleVersionRow, recorded: Recorded, now_ms: int
) -> Outcome:
    """Hold the rows of recorded sessions against a version of a rule. Raises Forbidden."""
    event = RuleEvent(rule.event)
    subject = SUBJECTS[event.noun]
    table: Any = subject.table
    workspace = await session.get(WorkspaceRow, rule.workspace_id)
    outcome = Outcome()
    if workspace is None:
        return outcome
    key = getattr(table, "account_id" if event.noun == "balance" else f"{event.noun}_id")
    query = select(table).where(table.workspace_id == rule.workspace_id, *_HAPPENED[event])
    if event.noun != "balance":  # the balance belongs to no session: it is looked at as it is now
        query = query.where(*_of(table, recorded, rule.workspace_id))
    query = (await access.visible(session, caller, query, table)).order_by(key)
    after = ""
    while outcome.looked_at < ROWS_MAX:
        rows = (await session.scalars(query.where(key > after).limit(BATCH_ROWS))).all()
        await custom_fields.show(session, rows)
        for row in rows:
            after = str(getattr(row, key.key))
            body = subject.shape.model_validate(row).model_dump(mode="json")
            outcome.looked_at += 1
            if fires(rule.expression, facts(_event(event, now_ms), body, workspace)):
                outcome.fired += 1
                if len(outcome.rows) < SHOWN_MAX:
                    outcome.rows.append(body)
        session.expunge_all()  # a trial of thousands of rows must not hold them all
        if len(rows) < BATCH_ROWS:
            return outcome
    outcome.more = True
    return outcome


def _event(event: RuleEvent, now_ms: int) -> dict[str, object]:
    return {"kind": event.value, "at_ms": now_ms, "number": 0}


def _of(table: Any, recorded: Recorded, workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    if recorded.session_ids:
        return (table.session_id.in_(recorded.session_ids),)
    within = select(SessionRow.session_id).where(SessionRow.workspace_id == workspace_id)
    if recorded.from_ms is not None:
        within = within.where(SessionRow.started_at_ms >= recorded.from_ms)
    if recorded.until_ms is not None:
        within = within.where(SessionRow.started_at_ms < recorded.until_ms)
    return (table.session_id.in_(within),)
