"""What is to be sent: in, events of a transaction, or a wish; out, rows of `webhook_deliveries`.

An event's deliveries are written in its own transaction, so that none is lost and none is made up.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from api.events.models import EventRow
from api.events.recorder import followed_by
from api.events.shapes import EventShape
from api.pruning import prune_oldest
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.shapes import DeliveryState
from schemas.ids import new_id

WEBHOOKS_MAX = 20
"""Of one workspace: each event is sent to all of them."""

KEPT_MS = 30 * 86_400_000
"""The log of deliveries reaches back a month."""

PING = "webhook.ping"
RULE_FIRED = "rule.fired"


@followed_by
def _enqueue(session: Session, events: Sequence[EventRow]) -> None:
    workspaces = {event.workspace_id for event in events}
    hooks = session.scalars(
        select(WebhookRow).where(
            WebhookRow.workspace_id.in_(sorted(workspaces)),
            WebhookRow.active.is_(True),
            WebhookRow.deleted_at_ms.is_(None),
        )
    ).all()
    for event in events:
        wanting = [
            hook
            for hook in hooks
            if hook.workspace_id == event.workspace_id and (not hook.kinds or event.kind in hook.kinds)
        ]
        if wanting:
            payload = EventShape.model_validate(event).model_dump_json()
            session.add_all(
                _delivery(hook, event.kind, payload, event.at_ms, event.number) for hook in wanting
            )


def _delivery(
    hook: WebhookRow, kind: str, payload: str, now_ms: int, number: int | None = None
) -> DeliveryRow:
    return DeliveryRow(
        delivery_id=new_id(now_ms),
        workspace_id=hook.workspace_id,
        webhook_id=hook.webhook_id,
        event_number=number,
        kind=kind,
        payload=payload,
        state=DeliveryState.WAITING.value,
        tries=0,
        due_at_ms=now_ms,
        claim="",
        status=None,
        duration_ms=None,
        answer="",
        error="",
        ended_at_ms=None,
        replay_of=None,
    )


def ping(hook: WebhookRow, now_ms: int) -> DeliveryRow:
    """A delivery that tells of nothing, to see whether it arrives."""
    told = EventShape(
        number=0,
        workspace_id=hook.workspace_id,
        kind=PING,
        subject_id=hook.webhook_id,
        at_ms=now_ms,
        whole=True,
        body={"webhook_id": hook.webhook_id},
    )
    return _delivery(hook, PING, told.model_dump_json(), now_ms)


def of_rule(hook: WebhookRow, event: EventRow, rule: tuple[str, str], now_ms: int) -> DeliveryRow:
    """A delivery that a rule asks for: the event, and the identity and the name of the rule."""
    told = EventShape.model_validate(event)
    body = {"rule_id": rule[0], "rule_name": rule[1], "event": told.model_dump(mode="json")}
    fired = told.model_copy(update={"kind": RULE_FIRED, "body": body})
    return _delivery(hook, RULE_FIRED, fired.model_dump_json(), now_ms, event.number)


def again(hook: WebhookRow, before: DeliveryRow, now_ms: int) -> DeliveryRow:
    """The same once more."""
    made = _delivery(hook, before.kind, before.payload, now_ms, before.event_number)
    made.replay_of = before.delivery_id
    return made


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget the oldest deliveries that were kept long enough, whatever became of them."""
    await prune_oldest(
        session, DeliveryRow, DeliveryRow.delivery_id, DeliveryRow.created_at_ms < now_ms - KEPT_MS
    )
