"""Makes and finds the test twin of a workspace, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Role
from api.problems import Conflict, NotFound
from api.workspaces import service as workspaces
from api.workspaces.models import SLUG_LENGTH, MembershipRow, WorkspaceRow

ENDING = "-test"


class TwinOfTwin(Conflict):
    """A test twin has none of its own."""

    slug = "twin-of-twin"
    title = "This is a test twin itself"


class NoTwin(NotFound):
    """The workspace has no test twin yet."""

    slug = "no-test-twin"
    title = "There is no test twin"


async def find(session: AsyncSession, workspace_id: str) -> WorkspaceRow | None:
    """The twin of a workspace; None where there is none."""
    found: WorkspaceRow | None = await session.scalar(
        select(WorkspaceRow).where(WorkspaceRow.test_of == workspace_id, WorkspaceRow.deleted_at_ms.is_(None))
    )
    return found


def missing(workspace_id: str) -> NoTwin:
    """What is said where there is none."""
    return NoTwin(
        f"workspace {workspace_id} has no test twin, or it is not yours to see",
        f"POST /v1/workspaces/{workspace_id}/twin makes one",
    )


async def make(session: AsyncSession, live: WorkspaceRow, now_ms: int) -> tuple[WorkspaceRow, bool]:
    """The twin, with the members of the workspace; and whether it was made just now. Raises TwinOfTwin.

    The workspace's row must be locked, so that two who ask at once get one.
    """
    if live.test_of is not None:
        raise TwinOfTwin("a test twin has no twin of its own", "ask for the one of its workspace")
    known = await find(session, live.workspace_id)
    if known is not None:
        return known, False
    await session.execute(  # one that was deleted is the twin no more
        update(WorkspaceRow)
        .where(WorkspaceRow.test_of == live.workspace_id)
        .values(test_of=None)
        .execution_options(synchronize_session=False)
    )
    slug = live.slug[: SLUG_LENGTH - len(ENDING)].rstrip("-") + ENDING
    taken = await session.scalar(select(WorkspaceRow.workspace_id).where(WorkspaceRow.slug == slug))
    name = f"{live.name[:90]} (test)"
    twin = await workspaces.create(session, name, "" if taken else slug, "", now_ms)
    twin.test_of = live.workspace_id
    members = select(MembershipRow).where(MembershipRow.workspace_id == live.workspace_id)
    for one in (await session.scalars(members)).all():
        session.add(workspaces.member(twin.workspace_id, one.user_id, Role(one.role), now_ms))
    await session.flush()
    return twin, True


async def delete_with(session: AsyncSession, live_id: str, now_ms: int) -> None:
    """A workspace goes, and its twin with it."""
    twin = await find(session, live_id)
    if twin is not None:
        twin.deleted_at_ms = now_ms
        members = select(MembershipRow).where(MembershipRow.workspace_id == twin.workspace_id)
        for member in (await session.scalars(members)).all():
            await session.delete(member)
