"""Nothing of a test twin goes out: what its webhooks would send is written down, and held.

Its feeds answer to its own people alone; `api.feeds.reading` sees to that.
"""

from __future__ import annotations

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from api.base import StampingSession
from api.webhooks.models import DeliveryRow
from api.webhooks.shapes import DeliveryState
from api.workspaces.models import WorkspaceRow
from streams.clock import Clock

HELD = "a test twin sends nothing outside"


@event.listens_for(StampingSession, "before_flush")
def _hold(session: Session, *_: object) -> None:
    made = [row for row in session.new if isinstance(row, DeliveryRow)]
    if not made:
        return
    query = select(WorkspaceRow.workspace_id).where(
        WorkspaceRow.workspace_id.in_(sorted({row.workspace_id for row in made})),
        WorkspaceRow.test_of.is_not(None),
    )
    twins = set(session.scalars(query))
    clock: Clock = session.info["clock"]
    for row in made:
        if row.workspace_id in twins:
            row.state, row.error = DeliveryState.HELD.value, HELD
            row.ended_at_ms = clock.now_ms()
