"""`/v1/revisions` and `/v1/audit-log`: what was changed and done, by whom, when and from where.

There are only routes that read: neither can be changed through the API.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.audit.models import AuditRow, RevisionRow
from api.audit.shapes import AuditQuery, AuditShape, RevisionQuery, RevisionShape
from api.listing import Page, read_list
from api.services import Reading, problems

router = APIRouter(prefix="/v1", tags=["governance"])


@router.get(
    "/revisions", response_model=Page[RevisionShape], responses=problems(403, 422), summary="List changes"
)
async def list_revisions(
    asked: Annotated[RevisionQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """Newest first. Filter by `table_name` and `row_id` for the history of one row."""
    query = await access.visible(session, caller, select(RevisionRow), RevisionRow)
    return (await read_list(session, query, RevisionRow, asked)).page()


@router.get(
    "/audit-log", response_model=Page[AuditShape], responses=problems(403, 422), summary="List what was done"
)
async def list_audit_log(asked: Annotated[AuditQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """Newest first: sign-ins, keys that were made, tokens that came twice."""
    query = await access.visible(session, caller, select(AuditRow), AuditRow)
    return (await read_list(session, query, AuditRow, asked)).page()
