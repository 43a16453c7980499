"""Asks whether a request was answered before, inside the transaction of the request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.idempotency.models import KEY_LENGTH, IdempotencyKeyRow
from api.problems import Invalid

KEPT_MS = 24 * 3_600_000
"""Who repeats a request does so within minutes; a day is what others promise."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=KEY_LENGTH,
        description="Any text of the caller's making. The same one again within a day makes nothing new.",
    ),
]


class KeyReused(Invalid):
    """One Idempotency-Key came with two different requests."""

    slug = "idempotency-key-reused"
    title = "This Idempotency-Key belongs to another request"


@dataclass(frozen=True)
class Asked:
    """A request that may have been sent before. `key` is None where none came with it."""

    caller: Caller
    key: str | None
    path: str
    body: BaseModel

    @property
    def digest(self) -> str:
        """Of what was asked."""
        return hashlib.sha256(self.body.model_dump_json().encode()).hexdigest()


async def made_before(session: AsyncSession, asked: Asked) -> str | None:
    """The identity of what the same request made before. Raises KeyReused."""
    if asked.key is None:
        return None
    known = await session.get(IdempotencyKeyRow, (asked.caller.caller_id, asked.key))
    if known is None:
        return None
    if (known.path, known.digest) != (asked.path, asked.digest):
        raise KeyReused(
            "another request came with this Idempotency-Key before",
            "make a fresh key for each thing that is asked for",
        )
    return known.row_id


def remember(session: AsyncSession, asked: Asked, row_id: str) -> None:
    """What the request has made."""
    if asked.key is not None:
        session.add(
            IdempotencyKeyRow(
                caller_id=asked.caller.caller_id,
                key=asked.key,
                path=asked.path,
                digest=asked.digest,
                row_id=row_id,
            )
        )


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Forget the keys that nobody repeats any more."""
    await session.execute(
        delete(IdempotencyKeyRow)
        .where(IdempotencyKeyRow.created_at_ms < now_ms - KEPT_MS)
        .execution_options(synchronize_session=False)
    )
