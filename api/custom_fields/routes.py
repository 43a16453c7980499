"""`/v1/custom-fields`: the fields that workspaces add by themselves; and a workspace's own OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import func, inspect, select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.custom_fields.models import CustomFieldRow
from api.custom_fields.openapi import described
from api.custom_fields.service import FIELDS_MAX, KEPT_MS, table_of
from api.custom_fields.shapes import (
    FieldChange,
    FieldQuery,
    FieldRequest,
    FieldShape,
    RemovedFieldShape,
)
from api.custom_fields.values import BadValue, FieldKind, check_schema
from api.fields import IdentityInPath
from api.listing import Page, read_list
from api.nouns import Making, Noun, Values, router_of
from api.problems import Conflict, FieldError, Invalid
from api.services import Reading, ServicesOf, Writing, problems
from api.versions import show_tag
from api.workspaces.home import is_there
from api.workspaces.routes import WORKSPACES

RESERVED = frozenset(
    {
        "as", "break", "const", "continue", "custom", "else", "false", "for", "function", "if", "import",
        "in", "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
    }
)  # fmt: skip
"""Words of the language of rules, in which a field is `row.custom.NAME`."""


class FieldTaken(Conflict):
    """The table has a field or a column of this name."""

    slug = "field-taken"
    title = "The name is taken"


class TooManyFields(Conflict):
    """A workspace has as many fields on this table as it may."""

    slug = "too-many-fields"
    title = "There are too many fields"


class KeptNoMore(Conflict):
    """The field was removed too long ago, or was not removed."""

    slug = "field-not-removed"
    title = "There is nothing to restore"


def _wrong(field: str, why: str) -> Invalid:
    return Invalid(
        f"{field} {why}", "mend it; /docs shows what it takes", [FieldError(field=field, message=why)]
    )


def _check_type(kind: FieldKind, choices: list[str], schema: dict[str, Any] | None) -> None:
    if kind is FieldKind.CHOICE and not choices:
        raise _wrong("choices", "needs at least one for a field of kind choice")
    if kind is not FieldKind.CHOICE and choices:
        raise _wrong("choices", f"is for fields of kind choice, not of kind {kind.value}")
    if len(set(choices)) != len(choices):
        raise _wrong("choices", "names one of them twice")
    if schema is None:
        return
    if kind is not FieldKind.JSON:
        raise _wrong("json_schema", f"is for fields of kind json, not of kind {kind.value}")
    try:
        check_schema(schema)
    except BadValue as error:
        raise _wrong("json_schema", str(error)) from error


async def _making(making: Making, body: FieldRequest, values: Values) -> None:
    _check_type(body.kind, body.choices, body.json_schema)
    columns = {column.key for column in inspect(table_of(body.table_name)).column_attrs}
    if body.name in columns or body.name in RESERVED:
        raise FieldTaken(
            f"{body.table_name} have a column {body.name}, or it is a word of the language of rules",
            "choose another name",
            [FieldError(field="name", message="taken")],
        )
    if not await is_there(making.session, values["workspace_id"]):
        raise _wrong("workspace_id", "is no workspace that is there")
    values["label"] = body.label or body.name.replace("_", " ").capitalize()
    # Only an owner is told which names there are; others are refused before.
    row = CustomFieldRow(**values)
    await access.check(making.session, making.caller, Operation.CREATE, row)
    await _check_room(making, row)


async def _check_room(making: Making, row: CustomFieldRow) -> None:
    of_table = (
        CustomFieldRow.workspace_id == row.workspace_id,
        CustomFieldRow.table_name == row.table_name,
    )
    known = await making.session.scalar(
        select(CustomFieldRow).where(*of_table, CustomFieldRow.name == row.name)
    )
    if known is not None:
        removed = known.deleted_at_ms is not None
        raise FieldTaken(
            f"{row.table_name} have {'had' if removed else ''} a field {row.name} already",
            f"restore it with POST /v1/custom-fields/{known.field_id}/restore, or choose another name"
            if removed
            else "choose another name",
            [FieldError(field="name", message="taken")],
        )
    await _check_count(making, row)


async def _check_count(making: Making, row: CustomFieldRow) -> None:
    count = await making.session.scalar(
        select(func.count())
        .select_from(CustomFieldRow)
        .where(
            CustomFieldRow.workspace_id == row.workspace_id,
            CustomFieldRow.table_name == row.table_name,
            CustomFieldRow.deleted_at_ms.is_(None),
            CustomFieldRow.field_id != row.field_id,
        )
    )
    if (count or 0) >= FIELDS_MAX:
        raise TooManyFields(f"there are {count} fields on {row.table_name} already", "remove one of them")


async def _changing(making: Making, row: CustomFieldRow, values: Values) -> None:
    for name in [name for name, value in values.items() if value is None and name != "json_schema"]:
        del values[name]
    _check_type(
        FieldKind(row.kind), values.get("choices", row.choices), values.get("json_schema", row.json_schema)
    )


FIELDS: Noun[CustomFieldRow] = Noun(
    table=CustomFieldRow,
    name="custom field",
    tag="custom-fields",
    path="/v1/custom-fields",
    identity="field_id",
    shape=FieldShape,
    query=FieldQuery,
    create=FieldRequest,
    change=FieldChange,
    making=_making,
    changing=_changing,
    describes={
        Operation.CREATE: "For owners. From now on values of it are taken, checked, shown and filtered by "
        "in this workspace.",
        Operation.DELETE: "It is hidden, and its values with it. Both are kept for 30 days, in which "
        "POST /v1/custom-fields/{row_id}/restore brings them back.",
    },
)

router: APIRouter = router_of(FIELDS)
workspace_router = APIRouter(prefix="/v1/workspaces", tags=["workspaces"])


@router.get(
    "/removed/all",
    response_model=Page[RemovedFieldShape],
    responses=problems(403, 422),
    summary="List removed fields",
)
async def list_removed(asked: Annotated[FieldQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """Those that can be restored, with the time until which their values are kept."""
    query = select(CustomFieldRow).where(CustomFieldRow.deleted_at_ms.is_not(None))
    query = await access.visible(session, caller, query, CustomFieldRow)
    found = await read_list(session, query, CustomFieldRow, asked)
    items = [
        RemovedFieldShape(
            **FieldShape.model_validate(row).model_dump(),
            removed_at_ms=row.deleted_at_ms or 0,
            kept_until_ms=(row.deleted_at_ms or 0) + KEPT_MS,
        )
        for row in found.rows
    ]
    return Page[RemovedFieldShape](items=items, next_cursor=found.next_cursor, total=found.total)


@router.post(
    "/{row_id}/restore",
    response_model=FieldShape,
    responses=problems(403, 404, 409),
    summary="Restore a removed field",
)
async def restore_field(
    row_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> object:
    """It and its values are there again. One that was not removed stays as it is."""
    row = await work.session.get(CustomFieldRow, row_id, with_for_update=True)
    if row is None or not await access.allowed(work.session, caller, Operation.VIEW, row):
        raise FIELDS.unknown(row_id)
    await access.check(work.session, caller, Operation.UPDATE, row)
    now_ms = services.clock.now_ms()
    if row.deleted_at_ms is not None:
        if row.deleted_at_ms <= now_ms - KEPT_MS:
            raise KeptNoMore("the values of this field are kept no more", "make a new one")
        row.deleted_at_ms = None
        making = Making(work.session, caller, now_ms)
        await _check_count(making, row)
        work.session.add(noted(caller, "custom_field.restored", now_ms, row.workspace_id, field_id=row_id))
        await work.session.flush()
    show_tag(response, row)
    return row


@workspace_router.get(
    "/{row_id}/openapi.json",
    response_model=dict[str, Any],
    responses=problems(403, 404),
    summary="The OpenAPI document of a workspace",
)
async def read_openapi(
    row_id: IdentityInPath, caller: CallerOf, session: Reading, request: Request
) -> object:
    """The one of the installation, with the types of this workspace's own fields in it."""
    workspace = await WORKSPACES.find(session, row_id, caller)
    query = select(CustomFieldRow).where(
        CustomFieldRow.workspace_id == workspace.workspace_id, CustomFieldRow.deleted_at_ms.is_(None)
    )
    query = await access.visible(session, caller, query, CustomFieldRow)
    fields = (await session.scalars(query.order_by(CustomFieldRow.name))).all()
    return described(request.app.openapi(), workspace.name, fields)
