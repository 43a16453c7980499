"""Optimistic locking over HTTP: in, a row and `If-Match`; out, an `ETag`, or 412.

A row's version is its tag. Who changes what somebody else has changed meanwhile is told so.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Response

from api.base import Row
from api.problems import Problem

IfMatch = Annotated[
    str | None,
    Header(
        max_length=200,
        description="The `ETag` of the row that the change is meant for. Without it the last one wins.",
        examples=['"3"'],
    ),
]


class PreconditionFailed(Problem):
    """The row is not the one any more that the caller has seen."""

    status = 412
    slug = "precondition-failed"
    title = "Somebody else has changed it"


def tag_of(row: Row) -> str:
    """The `ETag` of a row."""
    return f'"{row.version}"'


def show_tag(response: Response, row: Row) -> None:
    """Put the row's tag on the answer."""
    response.headers["ETag"] = tag_of(row)


def check_match(if_match: str | None, row: Row) -> None:
    """Raises PreconditionFailed when the tag is another one than the row's."""
    if if_match is None or if_match.strip() == "*":
        return
    tags = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if tag_of(row) not in tags:
        raise PreconditionFailed(
            f"the row is in version {row.version} now", "read it again, and send the change with its new ETag"
        )
