"""The home workspace: where things are that nobody said a workspace for, on a machine of one's own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems import Unavailable
from api.starts.models import SettingRow
from api.workspaces.models import WorkspaceRow

HOME = "home_workspace"


async def home_of(session: AsyncSession) -> str:
    """Its identity. Raises Unavailable before the first start has made it."""
    known = await session.get(SettingRow, HOME)
    if known is None:
        raise Unavailable("there is no workspace yet", "start the API once to its end")
    return known.value


async def is_there(session: AsyncSession, workspace_id: str) -> bool:
    """Whether a workspace of this identity is there."""
    found = await session.scalar(
        select(WorkspaceRow.workspace_id).where(
            WorkspaceRow.workspace_id == workspace_id, WorkspaceRow.deleted_at_ms.is_(None)
        )
    )
    return found is not None
