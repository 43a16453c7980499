"""`/v1/keys`: make, list and revoke API keys."""

from __future__ import annotations

import secrets

from fastapi import Request, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import BUILT_IN, Operation
from api.access.service import Forbidden
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.keys.models import ApiKeyRow
from api.keys.shapes import KeyQuery, KeyRequest, KeyShape, NewKeyShape
from api.nouns import Noun, default_workspace, router_of
from api.problems import FieldError, Invalid
from api.seals import digest_of
from api.services import ServicesOf, Writing, problems
from api.workspaces.models import WorkspaceRow
from schemas.ids import new_id

KEY_BYTES = 32
SHOWN = 12

KEYS: Noun[ApiKeyRow] = Noun(
    table=ApiKeyRow,
    name="key",
    tag="keys",
    path="/v1/keys",
    identity="key_id",
    shape=KeyShape,
    query=KeyQuery,
    operations=(Operation.LIST, Operation.VIEW),
)

router = router_of(KEYS)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=NewKeyShape,
    responses=problems(403, 422),
    summary="Make a key",
)
async def create_key(
    body: KeyRequest, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> NewKeyShape:
    """The key is in this answer and nowhere else; keep it where programs keep secrets.

    There is no `Idempotency-Key` here: an answer that was lost leaves a key that nobody knows, which
    the list shows and DELETE revokes.
    """
    if caller.scopes is not None:  # or a key could make itself one that may do more
        raise Forbidden("a key makes no keys", "sign in as an owner of the workspace")
    now_ms = services.clock.now_ms()
    _check_scopes(body.scopes)
    if body.expires_at_ms is not None and body.expires_at_ms <= now_ms:
        raise Invalid(
            "the key would have expired already",
            "send a time to come, or null",
            [FieldError(field="expires_at_ms", message="lies in the past")],
        )
    workspace_id = body.workspace_id or await default_workspace(work.session, caller)
    workspace = await work.session.get(WorkspaceRow, workspace_id)
    test = workspace is not None and workspace.test_of is not None
    secret = f"{'test_' if test else ''}hk_{secrets.token_urlsafe(KEY_BYTES)}"
    row = ApiKeyRow(
        key_id=new_id(now_ms),
        workspace_id=workspace_id,
        name=body.name,
        shown=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=sorted(set(body.scopes)),
        role=body.role.value,
        made_by=caller.caller_id,
        expires_at_ms=body.expires_at_ms,
        last_used_at_ms=None,
        revoked_at_ms=None,
    )
    await access.check(work.session, caller, Operation.CREATE, row)
    if workspace is None or workspace.deleted_at_ms is not None:
        raise Invalid(
            f"there is no workspace {workspace_id}",
            "GET /v1/workspaces lists yours",
            [FieldError(field="workspace_id", message="is not there")],
        )
    work.session.add(row)
    await work.session.flush()
    work.session.add(noted(caller, "key.made", now_ms, workspace_id, key_id=row.key_id, scopes=row.scopes))
    response.headers["Cache-Control"] = "no-store"
    return NewKeyShape(**KeyShape.model_validate(row).model_dump(), key=secret)


def _check_scopes(scopes: list[str]) -> None:
    """A scope that is misspelt would be noticed only by the program that has the key."""
    unknown = [one for one in scopes if one.partition(":")[0] not in {"*", *BUILT_IN}]
    if unknown:
        raise Invalid(
            f"there is no {unknown[0].partition(':')[0]} that a key could be for",
            "GET /v1/access-rules/built-in/all names the tables; `*` is all of them",
            [FieldError(field="scopes", message=f"{unknown[0]} is not known")],
        )


@router.delete(
    "/{row_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403, 404),
    summary="Revoke a key",
)
async def revoke_key(
    row_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf, request: Request
) -> None:
    """It opens nothing from now on. It stays in the list, so that what it did can be told."""
    row = await KEYS.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.DELETE, row)
    now_ms = services.clock.now_ms()
    if row.revoked_at_ms is None:
        row.revoked_at_ms = now_ms
        work.session.add(noted(caller, "key.revoked", now_ms, row.workspace_id, key_id=row.key_id))
