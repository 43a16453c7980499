"""Whose money it is: in, a caller and a workspace; out, the workspace's customer at Stripe."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.caller import Caller
from api.access.rules import Operation
from api.billing.models import CustomerRow
from api.billing.till import Buyer, Till
from api.nouns import default_workspace
from api.problems import Conflict, NotFound
from api.services import Services
from api.upserts import get_or_add
from api.workspaces.models import WorkspaceRow

UNMADE = "-"
"""In place of Stripe's identity, in a row that is only shown to the rules."""


class UnknownWorkspace(NotFound):
    """There is no such workspace, or none that the caller may see."""

    slug = "unknown-workspace"
    title = "There is no such workspace"


class NothingSaved(Conflict):
    """The workspace has bought nothing yet, so that there is nobody to charge."""

    slug = "nothing-saved"
    title = "There is no payment method"


class TestTwin(Conflict):
    """The workspace is a test twin."""

    slug = "test-twin"
    title = "A test twin buys nothing"


def _fresh(workspace_id: str, stripe_customer_id: str) -> CustomerRow:
    return CustomerRow(
        workspace_id=workspace_id,
        stripe_customer_id=stripe_customer_id,
        top_up_active=False,
        top_up_threshold_credits=0,
        top_up_pack="",
        top_up_cap_cents=0,
        top_up_sequence=0,
        top_up_failures=0,
        top_up_not_before_ms=0,
        top_up_disabled_reason="",
    )


async def found_workspace(
    session: AsyncSession, caller: Caller, workspace_id: str | None, *, buys: bool = False
) -> str:
    """The workspace that is meant.

    Args:
        session: to look.
        caller: who must see it, and own it to buy for it.
        workspace_id: None for the only one of the caller.
        buys: money is to be spent for it.

    Raises:
        UnknownWorkspace, access.Forbidden, TestTwin.
    """
    where = workspace_id or await default_workspace(session, caller)
    workspace = await session.get(WorkspaceRow, where)
    unknown = UnknownWorkspace(
        f"there is no workspace {where}, or it is not yours to see", "GET /v1/workspaces lists yours"
    )
    if workspace is None or workspace.deleted_at_ms is not None:
        raise unknown
    if not await access.allowed(session, caller, Operation.VIEW, workspace):
        if not caller.in_scope("workspaces", writes=False):
            await access.check(session, caller, Operation.VIEW, workspace)
        raise unknown
    if buys:
        await access.check(session, caller, Operation.CREATE, _fresh(where, UNMADE))
        if workspace.test_of is not None:
            raise TestTwin("nothing in a test twin is charged", f"buy for the workspace {workspace.test_of}")
    return where


async def customer_of(session: AsyncSession, workspace_id: str, *, locked: bool = False) -> CustomerRow:
    """The customer of a workspace. Raises NothingSaved."""
    row = await session.get(CustomerRow, workspace_id, with_for_update=locked)
    if row is None:
        raise NothingSaved(
            "the workspace has bought nothing yet, so no payment method is saved",
            "buy something with POST /v1/billing/checkout first",
        )
    return row


async def buyer_of(services: Services, till: Till, workspace_id: str, caller: Caller) -> Buyer:
    """The customer of a workspace, made at Stripe where there is none."""
    async with services.database.reading() as session:
        row = await session.get(CustomerRow, workspace_id)
        if row is not None:
            return Buyer(workspace_id, row.stripe_customer_id)
        workspace = await session.get(WorkspaceRow, workspace_id)
        name = workspace.name if workspace is not None else workspace_id
    made = await till.create_customer(workspace_id, name)
    async with services.database.writing() as work:
        work.session.info["caller"] = caller
        row, _ = await get_or_add(work.session, CustomerRow, workspace_id, lambda: _fresh(workspace_id, made))
        return Buyer(workspace_id, row.stripe_customer_id)
