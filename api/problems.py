"""Problem details (RFC 9457): how the API says no.

In: an error raised anywhere in a request. Out: `application/problem+json` with a stable `type`, a
sentence, the fields that are wrong, and what to do about it. A problem is a class named after the
fact, beside the code that raises it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)

TYPE_PREFIX = "urn:hypecut:problem:"

RETRY_AFTER_S = 1
"""A busy database is free again after one transaction; a full disk is looked at again as cheaply."""

FIELD_ERRORS_MAX = 20
"""More would not be read; a batch of thousands could otherwise answer with more than it sent."""


class FieldError(BaseModel):
    """What is wrong with one field; `field` is its path, such as `evidence.seconds.3.fused`."""

    field: str
    message: str


class ProblemShape(BaseModel):
    """The body of every answer that is an error."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    errors: list[FieldError] = []


class Problem(HTTPException):
    """A request that is refused.

    Attributes:
        status: HTTP's.
        slug: the stable end of `type`.
        title: the kind of problem, the same for every occurrence.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be answered"

    def __init__(
        self,
        detail: str,
        remedy: str,
        fields: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(self.status, detail, headers)
        self.remedy = remedy
        self.fields = list(fields)

    def response(self) -> JSONResponse:
        """The problem as an answer."""
        body = ProblemShape(
            type=TYPE_PREFIX + self.slug,
            title=self.title,
            status=self.status,
            detail=str(self.detail),
            remedy=self.remedy,
            errors=self.fields,
        )
        return _response(body, self.headers)


class NotFound(Problem):
    """There is no such thing, or none that the caller may see."""

    status = 404
    slug = "not-found"
    title = "There is no such thing"


class Conflict(Problem):
    """The state does not allow it (any more)."""

    status = 409
    slug = "conflict"
    title = "The state does not allow this"


class Invalid(Problem):
    """The request is well formed, but cannot be meant."""

    status = 422
    slug = "invalid"
    title = "The request has fields that cannot be used"


class TooLarge(Problem):
    """More bytes than are taken."""

    status = 413
    slug = "too-large"
    title = "The request is too large"


class Unavailable(Problem):
    """Not now; nothing was changed, and the same request may be sent again."""

    status = 503
    slug = "unavailable"
    title = "The request cannot be handled now"

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(detail, remedy, headers={"Retry-After": str(RETRY_AFTER_S)})


class Bug(Problem):
    """An error that nobody foresaw."""

    status = 500
    slug = "bug"
    title = "The API made a mistake"


def _response(body: ProblemShape, headers: Mapping[str, str] | None) -> JSONResponse:
    return JSONResponse(
        body.model_dump(), body.status, headers=headers, media_type="application/problem+json"
    )


_PASSING = (
    ("database is locked", "another process writes to the database", "send the request again"),
    ("disk is full", "the disk of the database is full", "free some space; nothing was lost"),
    ("disk I/O error", "the disk of the database fails", "check the disk; nothing was lost"),
    ("readonly database", "the database cannot be written", "give the API's user the right to write it"),
    ("unable to open database", "the database cannot be opened", "check that its folder exists"),
    ("no space left", "the disk of the database is full", "free some space; nothing was lost"),
)
"""What a database says of a state that passes, with our sentence and the remedy."""


_PASSING_CODES = {
    "23505": "another request made the same thing at the same time",
    "40001": "another request changed the same rows at the same time",
    "40P01": "another request waited for the same rows",
    "53100": "the disk of the database is full",
    "53300": "all connections to the database are in use",
    "57P01": "the database is being stopped",
    "57P03": "the database is being started",
}
"""PostgreSQL's own codes for what passes."""

_UNFIT_CODES = frozenset({"22021", "22P05", "22001"})
"""PostgreSQL's codes for texts that it cannot hold: with the character 0, or longer than the column."""


def passing_fault(error: Exception) -> Unavailable | None:
    """The problem for a fault that is not the request's; None when it is a bug."""
    if isinstance(error, PoolExhausted):
        return Unavailable("all connections to the database are in use", "send the request again")
    if isinstance(error, StaleDataError):
        return Unavailable("another request changed the same row at the same time", "send the request again")
    return _passing_of_database(error) if isinstance(error, DBAPIError) else None


def _passing_of_database(error: DBAPIError) -> Unavailable | None:
    code = _PASSING_CODES.get(str(getattr(error.orig, "sqlstate", "") or ""))
    if code is not None:
        return Unavailable(code, "send the request again")
    text = str(error.orig).lower()
    for phrase, fact, remedy in _PASSING:
        if phrase.lower() in text:
            return Unavailable(fact, remedy)
    if error.connection_invalidated:
        return Unavailable("the database cannot be reached", "check that it runs; nothing was lost")
    return None


def _field(location: Sequence[int | str]) -> str:
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] in {"body", "query", "path"} else parts)


async def _problem(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Problem):
        raise error
    return error.response()


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    fields = [
        FieldError(field=_field(one["loc"]), message=str(one["msg"]).removeprefix("Value error, "))
        for one in found[:FIELD_ERRORS_MAX]
    ]
    detail = "; ".join(f"{one.field}: {one.message}" for one in fields[:3])
    if len(found) > 3:
        detail += f"; and {len(found) - 3} more"
    remedy = "mend the fields named in `errors`; /docs shows their shapes"
    kind = request.headers.get("content-type", "").partition(";")[0]
    if request.method != "GET" and not kind.endswith(("/json", "+json")):
        remedy = "send JSON with `Content-Type: application/json`"
    return Invalid(detail, remedy, fields).response()


async def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    slug = {404: "no-such-path", 405: "method-not-allowed"}.get(error.status_code, "bad-request")
    body = ProblemShape(
        type=TYPE_PREFIX + slug,
        title="The request cannot be answered",
        status=error.status_code,
        detail=str(error.detail),
        remedy="see /docs for the paths and what they take",
    )
    return _response(body, error.headers)


async def _database(_: Request, error: Exception) -> JSONResponse:
    if str(getattr(getattr(error, "orig", None), "sqlstate", "")) in _UNFIT_CODES:
        return Invalid(
            "a text holds a character that no database keeps, or is too long",
            "send visible text; U+0000 is none",
        ).response()
    problem = passing_fault(error)
    if problem is None:
        raise error
    log.warning("a request was put off: %s", problem.detail)
    return problem.response()


def add_problem_handlers(app: FastAPI) -> None:
    """Let the app answer every foreseen error as a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolExhausted, _database)
    app.add_exception_handler(StaleDataError, _database)
