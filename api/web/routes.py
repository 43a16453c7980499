"""`/admin`: the tables for operators, with sign-in by cookie. Works without scripts."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from starlette.datastructures import FormData

from api.access import service as access
from api.access.authenticate import visitor_of
from api.access.rules import Operation
from api.access.service import Forbidden, Hidden
from api.accounts import service as accounts
from api.accounts.routes import FROM_ONE_PLACE, LOGINS
from api.audit.recorder import noted
from api.base import Base, Row
from api.custom_fields.service import show
from api.idempotency.service import Asked as AskedOnce
from api.limits import place_of
from api.nouns import Making, Noun, changed, made
from api.problems import Problem
from api.services import Services, ServicesOf
from api.versions import tag_of
from api.web import browsing, forms, visits
from api.web.editable import NOUNS
from api.web.pages import HERE, PageRoute, SignInNeeded, page
from api.web.visits import Visit
from api.workspaces.models import WorkspaceRow

router = APIRouter(prefix="/admin", include_in_schema=False, route_class=PageRoute)

FIELDS_MAX = 100
"""Of a form; the largest of ours has twenty."""

OFFERED_MAX = 200
"""Workspaces that a form offers; another one is typed in."""

STATIC = {path.name: path for path in (HERE / "static").iterdir() if path.suffix in {".css", ".js"}}

STATIC_S = 3600
"""Styles may be an hour old after an update; their names do not change with it."""


async def _operator(request: Request, services: ServicesOf) -> Visit:
    """Who is on the page. Raises SignInNeeded, Forbidden."""
    async with services.database.reading() as session:
        visit = await visits.find(session, request, services.clock.now_ms())
    if visit is None:
        raise SignInNeeded
    if not visit.caller.operator:
        raise Forbidden("these pages are for operators of this installation", "ask one of them")
    return visit


Operator = Annotated[Visit, Depends(_operator)]


async def _sent(request: Request, visit: Visit | None) -> FormData:
    """What a form holds. Raises Forbidden for one that no page of this visit has sent."""
    if not visits.from_here(request):
        raise Forbidden("the form was sent by another site", "open the page here, and send it again")
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    if visit is not None and not visits.fits(visit, form.get("csrf")):
        raise Forbidden("the form is not one of this visit", "open the page again, and send it from there")
    return form


@router.get("/static/{name}")
async def read_static(name: str) -> Response:
    """A style or a script."""
    if name not in STATIC:
        raise Hidden(f"there is no file {name}", "reload the page")
    return FileResponse(STATIC[name], headers={"Cache-Control": f"public, max-age={STATIC_S}"})


@router.get("/login")
async def show_login(services: ServicesOf) -> Response:
    """Where operators sign in."""
    return page("login.html", email="", error="", twitch=not services.twitch.note)


@router.post("/login")
async def log_in(request: Request, services: ServicesOf) -> Response:
    """Sign in with the account of the API."""
    form = await _sent(request, None)
    email, password = str(form.get("email", ""))[:254], str(form.get("password", ""))[:200]
    visitor = visitor_of(request)
    try:
        await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
        await services.limits.take(LOGINS, f"{place_of(visitor.address)}:{accounts.normal(email)}")
        async with services.database.reading() as session:
            known = await accounts.proven(session, email.replace("\x00", ""), password.replace("\x00", ""))
        if not known.operator:
            raise Forbidden("these pages are for operators of this installation", "ask one of them")
        now_ms = services.clock.now_ms()
        async with services.database.writing() as work:
            work.session.info["caller"] = visitor
            user = await accounts.log_in(work.session, known)
            work.session.add(noted(visitor, "page.signed_in", now_ms, user_id=user.user_id))
            secret = visits.begin(work.session, user, visitor.agent, now_ms)
    except Problem as problem:
        answer = page(
            "login.html",
            problem.status,
            email=email,
            error=str(problem.detail),
            twitch=not services.twitch.note,
        )
        answer.headers.update(problem.headers or {})
        return answer
    response = RedirectResponse("/admin", 303)
    visits.give(response, services, secret)
    return response


@router.post("/logout")
async def log_out(request: Request, visit: Operator, services: ServicesOf) -> Response:
    """End the visit."""
    await _sent(request, visit)
    async with services.database.writing() as work:
        work.session.info["caller"] = visit.caller
        await visits.end(work.session, request, services.clock.now_ms())
    response = RedirectResponse("/admin/login", 303)
    visits.take(response)
    return response


@router.get("")
async def list_tables(visit: Operator) -> Response:
    """All tables."""
    found = [
        (name, re.split(r"[.;\n]", table.__doc__ or "")[0], name in NOUNS)
        for name, table in browsing.tables().items()
    ]
    return page("tables.html", visit=visit, tables=found)


@router.get("/tables/{name}")
async def list_rows(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """A page of a table's rows: searched for `q`, in the order of `sort`, the one of `number`."""
    table = browsing.table_of(name)
    params = request.query_params
    asked = browsing.asked_of(table, params.get("q", ""), params.get("sort", ""), params.get("number", ""))
    async with services.database.reading() as session:
        listed = await browsing.read(session, visit.caller, table, asked)
    rows = [
        (_address(name, "row", row), [(column, getattr(row, column)) for column in listed.columns])
        for row in listed.rows
    ]
    return page(
        "table.html",
        visit=visit,
        name=name,
        asked=asked,
        rows=rows,
        more=listed.more,
        columns=[(column, *_sorting(name, asked, column)) for column in listed.columns],
        turned={turn: _turned(name, asked, turn) for turn in (-1, 1)},
        makes=name in NOUNS and NOUNS[name].create is not None,
        takes_fields=name in FIELD_TABLES,
    )


FIELD_TABLES = frozenset({"channels", "clips", "highlights", "templates"})


def _sorting(name: str, asked: browsing.Asked, column: str) -> tuple[str, str]:
    """Where a click on a column leads, and which way it is sorted now."""
    down = asked.sort == f"-{column}"
    up = asked.sort == column
    query = {"q": asked.search, "sort": column if down else f"-{column}"}
    return f"/admin/tables/{name}?{urlencode(query)}", "descending" if down else "ascending" if up else "none"


def _turned(name: str, asked: browsing.Asked, turn: int) -> str:
    query = {"q": asked.search, "sort": asked.sort, "number": asked.page + turn}
    return f"/admin/tables/{name}?{urlencode(query)}"


def _address(name: str, verb: str, row: Base) -> str:
    query = urlencode([("id", part) for part in browsing.identity_of(row)])
    return f"/admin/tables/{name}/{verb}?{query}"


async def _found(services: Services, visit: Visit, name: str, request: Request) -> Base:
    table = browsing.table_of(name)
    async with services.database.reading() as session:
        row = await browsing.find(session, visit.caller, table, request.query_params.getlist("id"))
        await show(session, [row])
    return row


def _gone(row: Base) -> bool:
    return getattr(row, "deleted_at_ms", None) is not None


@router.get("/tables/{name}/row")
async def read_row(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """One row, with what was changed of it."""
    row = await _found(services, visit, name, request)
    async with services.database.reading() as session:
        revisions = await browsing.history(session, visit.caller, row)
        changes = NOUNS[name].change is not None if name in NOUNS else False
        changes = changes and await access.allowed(session, visit.caller, Operation.UPDATE, row)
    return page(
        "row.html",
        visit=visit,
        name=name,
        identity=" / ".join(browsing.identity_of(row)),
        values=browsing.values_of(row),
        edit=_address(name, "edit", row) if changes and not _gone(row) else "",
        revisions=[(one, _differences(one.before, one.after)) for one in revisions],
    )


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def _noun(name: str, *, makes: bool) -> Noun[Any]:
    noun = NOUNS.get(name)
    if noun is None or (noun.create if makes else noun.change) is None:
        raise Hidden(f"rows of {name} are not written by people", "the page of the table shows them")
    return noun


@router.get("/tables/{name}/edit")
async def show_edit(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """The form of a row."""
    noun = _noun(name, makes=False)
    row = await _found(services, visit, name, request)
    fields = forms.fields_of(noun.change, _values(row))  # type: ignore[arg-type]
    return _form(visit, f"Change a {noun.name}", fields, row)


@router.post("/tables/{name}/edit")
async def edit(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """Change a row, as PATCH does."""
    form = await _sent(request, visit)
    noun = _noun(name, makes=False)
    row = await _found(services, visit, name, request)
    there = _values(row)
    fields = forms.fields_of(noun.change, there)  # type: ignore[arg-type]
    forms.fill(fields, form)
    body = _parsed(noun.change, fields, there)
    title = f"Change a {noun.name}"
    if body is None:
        return _form(visit, title, fields, row, status=422)
    (row_id,) = browsing.identity_of(row)
    try:
        async with services.database.writing() as work:
            work.session.info["caller"] = visit.caller
            making = Making(work.session, visit.caller, services.clock.now_ms())
            await changed(noun, making, row_id, body, str(form.get("match", "")))
    except Problem as problem:
        return _form(visit, title, fields, row, problem=problem, status=problem.status)
    return RedirectResponse(_address(name, "row", row), 303)


@router.get("/tables/{name}/new")
async def show_new(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """The form of a row that is to be."""
    noun = _noun(name, makes=True)
    fields = forms.fields_of(noun.create, dict(request.query_params))  # type: ignore[arg-type]
    query = select(WorkspaceRow).where(WorkspaceRow.deleted_at_ms.is_(None)).order_by(WorkspaceRow.name)
    async with services.database.reading() as session:
        found = (await session.scalars(query.limit(OFFERED_MAX))).all()
    return _form(
        visit, f"Make a {noun.name}", fields, workspaces=[(row.workspace_id, row.name) for row in found]
    )


@router.post("/tables/{name}/new")
async def make(name: str, visit: Operator, services: ServicesOf, request: Request) -> Response:
    """Make a row, as POST does."""
    form = await _sent(request, visit)
    noun = _noun(name, makes=True)
    fields = forms.fields_of(noun.create, {})  # type: ignore[arg-type]
    forms.fill(fields, form)
    body = _parsed(noun.create, fields, None)
    title = f"Make a {noun.name}"
    if body is None:
        return _form(visit, title, fields, status=422)
    try:
        async with services.database.writing() as work:
            work.session.info["caller"] = visit.caller
            asked = AskedOnce(visit.caller, None, noun.path, body)
            row = await made(noun, asked, work.session, services.clock.now_ms())
    except Problem as problem:
        return _form(visit, title, fields, problem=problem, status=problem.status)
    return RedirectResponse(_address(name, "row", row), 303)


def _values(row: Base) -> dict[str, Any]:
    values = browsing.values_of(row)
    if "custom" in values:
        values["custom"] = getattr(row, "shown_custom", {})
    return values


def _parsed(shape: Any, fields: list[forms.Field], there: dict[str, Any] | None) -> Any:
    """The body that was typed; None where a field has an error."""
    values = forms.typed(fields, there)
    if any(one.error for one in fields):
        return None
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        left = forms.put_errors(fields, forms.errors_of(error))
        if left:
            fields[0].error = "; ".join([fields[0].error, *left]).strip("; ")
        return None


def _form(
    visit: Visit,
    title: str,
    fields: list[forms.Field],
    row: Base | None = None,
    *,
    problem: Problem | None = None,
    status: int = 200,
    workspaces: Sequence[tuple[str, str]] = (),
) -> Response:
    message = ""
    if problem is not None:
        left = forms.put_errors(fields, problem.fields)
        message = f"{problem.detail}; {problem.remedy}" if not problem.fields else "; ".join(left)
    return page(
        "form.html",
        status,
        visit=visit,
        title=title,
        fields=[dataclasses.asdict(one) for one in fields],
        match=tag_of(row) if isinstance(row, Row) else "",
        message=message,
        workspaces=workspaces,
        back=_address(row.__tablename__, "row", row) if row is not None else "/admin",
    )
