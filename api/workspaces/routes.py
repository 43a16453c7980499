"""`/v1/workspaces` and `/v1/memberships`: what belongs together, and who works in it."""

from __future__ import annotations

from sqlalchemy import func, select

from api.access.caller import CallerKind, Role
from api.access.service import Forbidden
from api.accounts.models import UserRow
from api.accounts.service import normal
from api.billing.benefits import check_room
from api.nouns import Making, Noun, Values, router_of
from api.problems import Conflict, FieldError, Invalid
from api.twins import service as twins
from api.workspaces import service
from api.workspaces.home import home_of, is_there
from api.workspaces.models import MembershipRow, WorkspaceRow
from api.workspaces.shapes import (
    MemberChange,
    MemberQuery,
    MemberRequest,
    MemberShape,
    WorkspaceChange,
    WorkspaceQuery,
    WorkspaceRequest,
    WorkspaceShape,
)


class AlreadyMember(Conflict):
    """This user is a member of the workspace already."""

    slug = "already-member"
    title = "They are a member already"


class HomeWorkspace(Conflict):
    """An installation needs the workspace that it began with."""

    slug = "home-workspace"
    title = "The home workspace stays"


async def _making_workspace(making: Making, body: WorkspaceRequest, values: Values) -> None:
    taken = select(WorkspaceRow.workspace_id).where(WorkspaceRow.slug == body.slug)
    if body.slug and await making.session.scalar(taken) is not None:
        raise service.SlugTaken(
            f"there is a workspace {body.slug} already",
            "choose another slug, or leave it out",
            [FieldError(field="slug", message="taken")],
        )
    values["slug"] = body.slug or service.free_slug(body.name)
    values["test_of"] = None


async def _following_workspace(making: Making, row: WorkspaceRow, values: Values) -> None:
    if making.caller.kind is CallerKind.USER:
        owner = service.member(row.workspace_id, making.caller.caller_id, Role.OWNER, making.now_ms)
        making.session.add(owner)
        await making.session.flush()


async def _deleting_workspace(making: Making, row: WorkspaceRow, values: Values) -> None:
    """Its members go, one by one, so that the history has each; what it held stays, hidden with it."""
    if row.workspace_id == await home_of(making.session):
        raise HomeWorkspace(
            "this workspace holds what is made without naming one", "rename it, or empty it, instead"
        )
    members = select(MembershipRow).where(MembershipRow.workspace_id == row.workspace_id)
    for member in (await making.session.scalars(members)).all():
        await making.session.delete(member)
    await twins.delete_with(making.session, row.workspace_id, making.now_ms)


async def _making_member(making: Making, body: MemberRequest, values: Values) -> None:
    owns = body.workspace_id in making.caller.workspaces(Role.OWNER) or making.caller.operator
    if not owns or not making.caller.in_scope(
        "memberships", writes=True
    ):  # before anything is said of what is there and who has an account
        raise Forbidden("only an owner adds members", "ask an owner of the workspace")
    if not await is_there(making.session, body.workspace_id):
        raise Invalid(
            f"there is no workspace {body.workspace_id}",
            "GET /v1/workspaces lists yours",
            [FieldError(field="workspace_id", message="is not there")],
        )
    user = await making.session.scalar(
        select(UserRow).where(UserRow.email == normal(body.email), UserRow.deleted_at_ms.is_(None))
    )
    if user is None:
        raise Invalid(
            f"nobody has an account with {normal(body.email)}",
            "ask them to sign up first",
            [FieldError(field="email", message="has no account")],
        )
    known = select(MembershipRow).where(
        MembershipRow.workspace_id == body.workspace_id, MembershipRow.user_id == user.user_id
    )
    if await making.session.scalar(known) is not None:
        raise AlreadyMember("this user is a member already", "change their role with PATCH instead")
    values["user_id"] = user.user_id


async def _following_member(making: Making, row: MembershipRow, values: Values) -> None:
    used = await making.session.scalar(
        select(func.count()).where(MembershipRow.workspace_id == row.workspace_id)
    )
    await check_room(making.session, row.workspace_id, "seats", used or 0)


async def _changing_member(making: Making, row: MembershipRow, values: Values) -> None:
    if values.get("role", row.role) != row.role:
        await service.keep_an_owner(making.session, row)


async def _deleting_member(making: Making, row: MembershipRow, values: Values) -> None:
    await service.keep_an_owner(making.session, row)


WORKSPACES: Noun[WorkspaceRow] = Noun(
    table=WorkspaceRow,
    name="workspace",
    tag="workspaces",
    path="/v1/workspaces",
    identity="workspace_id",
    shape=WorkspaceShape,
    query=WorkspaceQuery,
    create=WorkspaceRequest,
    change=WorkspaceChange,
    making=_making_workspace,
    following=_following_workspace,
    deleting=_deleting_workspace,
    owned=False,
)

MEMBERS: Noun[MembershipRow] = Noun(
    table=MembershipRow,
    name="membership",
    tag="memberships",
    path="/v1/memberships",
    identity="membership_id",
    shape=MemberShape,
    query=MemberQuery,
    create=MemberRequest,
    change=MemberChange,
    making=_making_member,
    following=_following_member,
    changing=_changing_member,
    deleting=_deleting_member,
)

router = router_of(WORKSPACES)
members_router = router_of(MEMBERS)
