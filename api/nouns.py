"""The five routes that every noun has: list, create, read, change, delete.

In: a table, its shapes and what is special about it. Out: a router in which access, paging, filters,
idempotency, ETags and soft deletion are the same as everywhere. A noun that needs more adds routes.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller, Role
from api.access.rules import Operation
from api.base import Deletable, Row
from api.custom_fields import service as custom_fields
from api.fields import IdentityInPath
from api.idempotency import service as idempotency
from api.idempotency.service import Asked, IdempotencyKey
from api.listing import ListQuery, Page, Rows, read_list
from api.problems import FieldError, Invalid, NotFound
from api.services import Reading, ServicesOf, Writing, problems
from api.versions import IfMatch, check_match, show_tag
from api.workspaces.home import home_of, is_there
from schemas.ids import new_id

R = TypeVar("R", bound=Row)

Values = dict[str, Any]

CUSTOM = "custom"
"""The column of `api.custom_fields.columns`."""


@dataclass(frozen=True)
class Making:
    """What a hook is told when a row is made or changed."""

    session: AsyncSession
    caller: Caller
    now_ms: int


MakeRow = Callable[[Making, Any, Values], Awaitable[None]]
ChangeRow = Callable[[Making, Any, Values], Awaitable[None]]


async def _nothing(making: Making, subject: Any, values: Values) -> None:
    """A hook that has nothing to add."""


@dataclass(frozen=True)
class Noun(Generic[R]):
    """What the routes of one table need to know.

    Attributes:
        table: has `identity` as its only key.
        name: in singular, for people. `tag`, `path`: of its routes.
        shape: of an answer. `create`, `change`: of the bodies; None: there is no such route.
        query: parameters of its list.
        making, changing, deleting: called before the row is written, with the body and the values, or
            with the row and the values; they may change the values and raise problems.
        following: called once the row is there, with the row and the values, for what refers to it.
        operations: the routes to make.
        plural: for people, where several nouns share a tag.
        owned: its rows belong to a workspace, that of the caller where the body names none.
    """

    table: type[R]
    name: str
    tag: str
    path: str
    identity: str
    shape: type[BaseModel]
    query: type[ListQuery]
    create: type[BaseModel] | None = None
    change: type[BaseModel] | None = None
    making: MakeRow = _nothing
    following: ChangeRow = _nothing
    changing: ChangeRow = _nothing
    deleting: ChangeRow = _nothing
    operations: Sequence[Operation] = tuple(Operation)
    owned: bool = True
    describes: dict[Operation, str] = field(default_factory=dict)
    plural: str = ""

    @property
    def many(self) -> str:
        """Its name in plural: that of its tag, where it has the tag for itself."""
        return self.plural or self.tag

    async def find(self, session: AsyncSession, row_id: str, caller: Caller, *, locked: bool = False) -> R:
        """One row that the caller may see. Raises NotFound."""
        row = await session.get(self.table, row_id, with_for_update=locked)
        if row is None or (isinstance(row, Deletable) and row.deleted_at_ms is not None):
            raise self.unknown(row_id)
        if not await access.allowed(session, caller, Operation.VIEW, row):
            if not caller.in_scope(self.table.__tablename__, writes=False):
                await access.check(session, caller, Operation.VIEW, row)
            raise self.unknown(row_id)
        await custom_fields.show(session, [row])
        return row

    def unknown(self, row_id: str) -> NotFound:
        """There is none, or none that the caller may know of: both look alike."""
        return _unknown_of(self.name)(
            f"there is no {self.name} {row_id}, or it is not yours to see", f"GET {self.path} lists yours"
        )

    async def listed(self, session: AsyncSession, caller: Caller, asked: ListQuery) -> Rows[R]:
        """A page of what the caller may see."""
        query = select(self.table)
        if issubclass(self.table, Deletable):
            query = query.where(self.table.deleted_at_ms.is_(None))
        query = await access.visible(session, caller, query, self.table, leads=not asked.narrow)
        if custom_fields.takes_fields(self.table):
            query = query.where(*await custom_fields.conditions(session, caller, self.table, asked))
        apart = access.whole_workspaces(caller, self.table) if self.owned else None
        rows = await read_list(session, query, self.table, asked, apart or ())
        await custom_fields.show(session, rows.rows)
        return rows


@functools.cache
def _unknown_of(name: str) -> type[NotFound]:
    """The problem of a noun that is not there; its `type` names the noun."""
    slug, title = f"unknown-{name.replace(' ', '-')}", f"There is no such {name}"
    return type("Unknown", (NotFound,), {"slug": slug, "title": title})


def router_of(noun: Noun[R]) -> APIRouter:
    """The routes of a noun."""
    router = APIRouter(prefix=noun.path, tags=[noun.tag])
    makers = {
        Operation.LIST: _add_list,
        Operation.CREATE: _add_create,
        Operation.VIEW: _add_read,
        Operation.UPDATE: _add_change,
        Operation.DELETE: _add_delete,
    }
    for operation, add in makers.items():
        if operation in noun.operations:
            add(router, noun)
    return router


def _add_list(router: APIRouter, noun: Noun[R]) -> None:
    async def list_rows(asked: Any, caller: CallerOf, session: Reading) -> object:
        return (await noun.listed(session, caller, asked)).page()

    _typed(list_rows, asked=Annotated[noun.query, Query()])
    router.get(
        "",
        response_model=Page[noun.shape],  # type: ignore[name-defined]
        responses=problems(403, 422),
        summary=f"List {noun.many}",
        name=f"list_{noun.many.replace(' ', '_')}",
        description=noun.describes.get(Operation.LIST, "What the caller may see, page by page."),
    )(list_rows)


def _add_create(router: APIRouter, noun: Noun[R]) -> None:
    async def create_row(
        *,
        body: Any,
        caller: CallerOf,
        work: Writing,
        services: ServicesOf,
        request: Request,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> object:
        row = await made(
            noun,
            Asked(caller, idempotency_key, request.url.path, body),
            work.session,
            services.clock.now_ms(),
        )
        show_tag(response, row)
        return row

    _typed(create_row, body=noun.create)
    router.post(
        "",
        status_code=status.HTTP_201_CREATED,
        response_model=noun.shape,
        responses=problems(403, 409, 422),
        summary=f"Make a {noun.name}",
        name=f"create_{noun.name}",
        description=noun.describes.get(
            Operation.CREATE, "With an `Idempotency-Key`, the same request again makes nothing new."
        ),
    )(create_row)


async def made(noun: Noun[R], asked: Asked, session: AsyncSession, now_ms: int) -> R:
    """The row that a request makes, or made before. Raises the problems of access and of the hook."""
    before = await idempotency.made_before(session, asked)
    if before is not None:
        return await noun.find(session, before, asked.caller)
    values: Values = asked.body.model_dump(mode="json")
    if noun.owned and not values.get("workspace_id"):
        values["workspace_id"] = await default_workspace(session, asked.caller)
    values[noun.identity] = new_id(now_ms)
    making = Making(session, asked.caller, now_ms)
    await noun.making(making, asked.body, values)
    known = {column.key for column in inspect(noun.table).column_attrs}
    row = noun.table(**{name: value for name, value in values.items() if name in known})
    if isinstance(row, Deletable):
        row.deleted_at_ms = None
    await access.check(session, asked.caller, Operation.CREATE, row)
    if noun.owned and values["workspace_id"] not in asked.caller.roles:
        await _check_workspace(session, values["workspace_id"])
    if custom_fields.takes_fields(noun.table):
        given = values.get("custom") or {}
        held = await custom_fields.written(session, row.__tablename__, values["workspace_id"], given)
        setattr(row, CUSTOM, held)
    session.add(row)
    await session.flush()
    await noun.following(making, row, values)
    await custom_fields.show(session, [row])
    idempotency.remember(session, asked, values[noun.identity])
    return row


async def _check_workspace(session: AsyncSession, workspace_id: str) -> None:
    if not await is_there(session, workspace_id):
        raise Invalid(
            f"there is no workspace {workspace_id}",
            "GET /v1/workspaces lists those there are",
            [FieldError(field="workspace_id", message="is not there")],
        )


async def default_workspace(session: AsyncSession, caller: Caller) -> str:
    """Where something is made by a caller who does not say where. Raises Invalid."""
    likely = caller.workspaces(Role.EDITOR) or caller.workspaces(Role.VIEWER)
    if len(likely) == 1:  # the rules say whether they may
        return likely[0]
    if not caller.roles:
        if caller.operator:
            return await home_of(session)
        raise access.Forbidden(
            f"this {caller.kind.value} is a member of no workspace", "send a token of an editor"
        )
    raise Invalid(
        "it is not clear in which workspace this is to be",
        "send `workspace_id`; GET /v1/auth/me lists yours",
        [FieldError(field="workspace_id", message="is needed")],
    )


def _add_read(router: APIRouter, noun: Noun[R]) -> None:
    async def read_row(
        row_id: IdentityInPath, caller: CallerOf, session: Reading, response: Response
    ) -> object:
        row = await noun.find(session, row_id, caller)
        show_tag(response, row)
        return row

    router.get(
        "/{row_id}",
        response_model=noun.shape,
        responses=problems(403, 404),
        summary=f"Read a {noun.name}",
        name=f"read_{noun.name}",
        description=noun.describes.get(
            Operation.VIEW, "With its `ETag`, for a change that must not be lost."
        ),
    )(read_row)


def _add_change(router: APIRouter, noun: Noun[R]) -> None:
    async def change_row(
        *,
        row_id: IdentityInPath,
        body: Any,
        caller: CallerOf,
        work: Writing,
        services: ServicesOf,
        response: Response,
        if_match: IfMatch = None,
    ) -> object:
        making = Making(work.session, caller, services.clock.now_ms())
        row = await changed(noun, making, row_id, body, if_match)
        show_tag(response, row)
        return row

    _typed(change_row, body=noun.change)
    router.patch(
        "/{row_id}",
        response_model=noun.shape,
        responses=problems(403, 404, 409, 412, 422),
        summary=f"Change a {noun.name}",
        name=f"change_{noun.name}",
        description=noun.describes.get(
            Operation.UPDATE, "Fields that are left out stay. With `If-Match`, 412 when somebody was faster."
        ),
    )(change_row)


async def changed(noun: Noun[R], making: Making, row_id: str, body: BaseModel, if_match: str | None) -> R:
    """The row with the change of a request in it. Raises the problems of access and of the hook."""
    session, caller = making.session, making.caller
    row = await noun.find(session, row_id, caller, locked=True)
    await access.check(session, caller, Operation.UPDATE, row)
    check_match(if_match, row)
    values: Values = body.model_dump(mode="json", exclude_unset=True)
    if CUSTOM in values and custom_fields.takes_fields(noun.table):
        workspace_id: str = getattr(row, "workspace_id", "")
        values[CUSTOM] = await custom_fields.written(
            session, row.__tablename__, workspace_id, values[CUSTOM] or {}, row
        )
    await noun.changing(making, row, values)
    for name, value in values.items():
        setattr(row, name, value)
    # The row as it is to be must be allowed too: nobody moves it to where they may do nothing.
    await access.check(session, caller, Operation.UPDATE, row)
    await session.flush()
    return row


def _add_delete(router: APIRouter, noun: Noun[R]) -> None:
    async def delete_row(
        row_id: IdentityInPath,
        caller: CallerOf,
        work: Writing,
        services: ServicesOf,
        if_match: IfMatch = None,
    ) -> None:
        row = await noun.find(work.session, row_id, caller, locked=True)
        await access.check(work.session, caller, Operation.DELETE, row)
        check_match(if_match, row)
        now_ms = services.clock.now_ms()
        await noun.deleting(Making(work.session, caller, now_ms), row, {})
        if isinstance(row, Deletable):
            row.deleted_at_ms = now_ms
        else:
            await work.session.delete(row)
        await work.session.flush()

    router.delete(
        "/{row_id}",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=problems(403, 404, 409, 412),
        summary=f"Delete a {noun.name}",
        name=f"delete_{noun.name}",
        description=noun.describes.get(Operation.DELETE, "It is hidden from then on."),
    )(delete_row)


def _typed(route: Callable[..., Any], **types: Any) -> None:
    """Tell FastAPI the types that are known only now."""
    route.__annotations__ = {**route.__annotations__, **types}
