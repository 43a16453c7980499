"""What can be done with workspaces, inside a transaction of the caller's."""

from __future__ import annotations

import re
import secrets
import unicodedata

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Role
from api.problems import Conflict, FieldError
from api.workspaces.models import SLUG_LENGTH, MembershipRow, WorkspaceRow
from schemas.ids import new_id


class SlugTaken(Conflict):
    """Another workspace has this name in addresses."""

    slug = "slug-taken"
    title = "The name is taken"


class LastOwner(Conflict):
    """A workspace without an owner could not be governed any more."""

    slug = "last-owner"
    title = "A workspace needs an owner"


def slug_of(name: str) -> str:
    """A name for addresses out of a name for people."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[: SLUG_LENGTH - 7] or "workspace"


def free_slug(name: str) -> str:
    """A slug that nobody has."""
    return f"{slug_of(name)}-{secrets.token_hex(3)}"


async def create(session: AsyncSession, name: str, slug: str, owner_id: str, now_ms: int) -> WorkspaceRow:
    """A workspace with its first owner. Without a slug it gets one that is free. Raises SlugTaken."""
    taken = select(WorkspaceRow.workspace_id).where(WorkspaceRow.slug == slug)
    if not slug:
        slug = free_slug(name)
    elif await session.scalar(taken) is not None:
        raise SlugTaken(
            f"there is a workspace {slug} already",
            "choose another slug, or leave it out",
            [FieldError(field="slug", message="taken")],
        )
    workspace = WorkspaceRow(
        workspace_id=new_id(now_ms), slug=slug, name=name, test_of=None, deleted_at_ms=None
    )
    session.add(workspace)
    await session.flush()
    if owner_id:
        session.add(member(workspace.workspace_id, owner_id, Role.OWNER, now_ms))
        await session.flush()
    return workspace


def member(workspace_id: str, user_id: str, role: Role, now_ms: int) -> MembershipRow:
    """A membership that is to be."""
    return MembershipRow(
        membership_id=new_id(now_ms), workspace_id=workspace_id, user_id=user_id, role=role.value
    )


async def keep_an_owner(session: AsyncSession, leaving: MembershipRow) -> None:
    """Before an owner leaves or becomes less: refuse it for the last one. Raises LastOwner."""
    if leaving.role != Role.OWNER.value:
        return
    # Locked: of two owners who leave at the same time, one must see that the other is gone.
    others = await session.scalars(
        select(MembershipRow.membership_id)
        .where(
            MembershipRow.workspace_id == leaving.workspace_id,
            MembershipRow.role == Role.OWNER.value,
            MembershipRow.membership_id != leaving.membership_id,
        )
        .with_for_update()
    )
    if not others.all():
        raise LastOwner(
            "this is the last owner of the workspace", "make somebody else an owner first, or delete it"
        )
