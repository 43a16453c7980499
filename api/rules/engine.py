"""Fires rules: in, the events of a transaction; out, what the rules do, in the same transaction.

Whatever a rule does wrong is recorded, and undone alone: the call that the event comes from goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import and_, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_session
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from api.access.caller import Caller, CallerKind
from api.base import StampingSession
from api.custom_fields import service as custom_fields
from api.events.models import EventRow
from api.events.recorder import followed_by, told, untell
from api.problems import Problem
from api.pruning import prune_oldest
from api.rules.actions import Action, ActionFailed, Firing, do
from api.rules.models import RuleRow, RuleRunRow, RuleVersionRow
from api.rules.subjects import SUBJECTS, RuleEvent, facts, fires
from api.workspaces.models import WorkspaceRow
from schemas.ids import new_id
from streams.clock import Clock

log = logging.getLogger(__name__)

RULES_MAX = 100
"""Of one workspace: each event of its kind is held against all of them."""

DEPTH_MAX = 2
"""A rule may lead to a rule that may lead to none: whoever needs more writes it into one rule. Below the
rounds that `api.events.recorder` bears."""

TIME_MS_MAX = 500
"""For the rules of one event. The call that it comes from has ten seconds, most of which are others'."""

KEPT_MS = 30 * 86_400_000
"""What rules did can be looked up for a month."""

_DEPTH = "rules_depth"
_KINDS = frozenset(one.value for one in RuleEvent)
_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


@followed_by
def follow(session: Session, events: Sequence[EventRow]) -> None:
    """See the events of a transaction; those that rules lead to come in the next round."""
    depth: int = session.info.get(_DEPTH, 0)
    session.info[_DEPTH] = depth + 1
    asked = [one for one in events if one.kind in _KINDS]
    if not asked:
        return
    rules = _live(session, asked)
    for one in asked:
        fitting = [
            (rule, name)
            for rule, name in rules
            if (rule.workspace_id, rule.event) == (one.workspace_id, one.kind)
        ]
        if fitting:
            on_event(session, one, fitting, depth)


@event.listens_for(StampingSession, "after_commit")
@event.listens_for(StampingSession, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():  # a savepoint of an action is no end
        session.info.pop(_DEPTH, None)


def _live(session: Session, events: Sequence[EventRow]) -> list[tuple[RuleVersionRow, str]]:
    live = and_(RuleRow.rule_id == RuleVersionRow.rule_id, RuleRow.published_number == RuleVersionRow.number)
    query = (
        select(RuleVersionRow, RuleRow.name)
        .join(RuleRow, live)
        .where(
            RuleRow.workspace_id.in_(sorted({one.workspace_id for one in events})),
            RuleVersionRow.event.in_(sorted({one.kind for one in events})),
            RuleRow.deleted_at_ms.is_(None),
        )
        .order_by(RuleVersionRow.rule_id)
    )
    return [(rule, name) for rule, name in session.execute(query)]


def on_event(
    session: Session, happened: EventRow, rules: Sequence[tuple[RuleVersionRow, str]], depth: int = 0
) -> None:
    """Fire those of the rules whose expression is true.

    Args:
        session: of the transaction of the event.
        happened: the event.
        rules: live versions for such events in its workspace, with their names.
        depth: how many rules in a chain led to the event.
    """
    clock: Clock = session.info["clock"]
    until_ms = clock.monotonic_ms() + TIME_MS_MAX
    subject = SUBJECTS[RuleEvent(happened.kind).noun]
    row = session.get(subject.table, happened.subject_id)
    workspace = session.get(WorkspaceRow, happened.workspace_id)
    if row is None or workspace is None:
        return
    await_only(custom_fields.show(_whole(session), [row]))
    body = subject.shape.model_validate(row).model_dump(mode="json")
    told_of = {"kind": happened.kind, "at_ms": happened.at_ms, "number": happened.number}
    read = facts(told_of, body, workspace)
    for rule, name in rules:
        late = clock.monotonic_ms() > until_ms
        if not late and not fires(rule.expression, read):
            continue
        run = _run(rule, happened, depth, clock.now_ms())
        if late or depth >= DEPTH_MAX:
            run.outcome = "out-of-time" if late else "too-deep"
        else:
            firing = Firing(session, happened, row, rule.workspace_id, rule.rule_id, name, clock.now_ms())
            run.results = [_done(firing, action) for action in rule.actions]
            run.outcome = "done" if all(one["done"] for one in run.results) else "failed"
        session.add(run)
        session.flush()


def _done(firing: Firing, action: object) -> dict[str, object]:
    session = firing.session
    before, caller = told(session), session.info.get("caller")
    kind = action.get("kind", "") if isinstance(action, dict) else ""
    session.info["caller"] = Caller(CallerKind.RULE, firing.rule_id)
    try:
        with session.begin_nested():
            sentence = do(_ACTION.validate_python(action), firing)
            session.flush()
    except Exception as error:  # the worker's call is not to fail for a rule of somebody's
        untell(session, before)
        session.refresh(firing.row)  # others go on with it, and may not be able to wait for it
        if not isinstance(error, (ActionFailed, Problem)):
            log.exception("rule %s could not %s", firing.rule_id, kind)
        reason = str(error.detail) if isinstance(error, Problem) else str(error) or type(error).__name__
        return {"kind": kind, "done": False, "sentence": reason[:500]}
    else:
        return {"kind": kind, "done": True, "sentence": sentence}
    finally:
        session.info["caller"] = caller


def _run(rule: RuleVersionRow, happened: EventRow, depth: int, now_ms: int) -> RuleRunRow:
    return RuleRunRow(
        run_id=new_id(now_ms),
        rule_id=rule.rule_id,
        workspace_id=rule.workspace_id,
        number=rule.number,
        event_number=happened.number,
        event=happened.kind,
        subject_id=happened.subject_id,
        depth=depth,
        outcome="done",
        results=[],
    )


def _whole(session: Session) -> AsyncSession:
    found = async_session(session)
    if found is None:
        raise RuntimeError("rules run in sessions that await")
    return found


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget the oldest runs that were kept long enough."""
    await prune_oldest(session, RuleRunRow, RuleRunRow.run_id, RuleRunRow.created_at_ms < now_ms - KEPT_MS)
