"""Promotes from a test twin to its workspace: in, both; out, the differences, which are none afterwards.

A thing is written as the API writes it, with its checks, its rights and its revisions. A preview writes
everything as well, and takes it back: so it finds whatever would stand in the way.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.events.recorder import told, untell
from api.feeds import service as feeds
from api.feeds.models import FeedRow
from api.idempotency.service import Asked
from api.nouns import Making, changed, made
from api.problems import Conflict, FieldError, Problem
from api.rules.models import RuleRow
from api.twins.kinds import KINDS, Kind, NotTranslated, Values, rows
from api.twins.shapes import PartShape, Promoted, TwinDifferenceShape

_IN_THE_WAY = frozenset({404, 409, 422})
"""What the workspace says of a thing that does not fit into it; a lack of rights is the caller's to hear."""


class PromotionRefused(Conflict):
    """Something of the test twin does not fit into the workspace; nothing was promoted."""

    slug = "promotion-conflict"
    title = "Not everything can be promoted"


class PreviewStale(Conflict):
    """Something has changed since the preview."""

    slug = "promotion-changed"
    title = "The preview is out of date"


@dataclass(frozen=True)
class Promotion:
    """From where to where, and who asks."""

    session: AsyncSession
    caller: Caller
    now_ms: int
    twin_id: str
    live_id: str

    @property
    def making(self) -> Making:
        """What the hooks of nouns are told."""
        return Making(self.session, self.caller, self.now_ms)


@dataclass(frozen=True)
class Outcome:
    """What is different. `digest` is another one as soon as either side is."""

    differences: list[TwinDifferenceShape]
    digest: str


async def preview(promotion: Promotion, kinds: Sequence[Promoted]) -> Outcome:
    """What would change; nothing does."""
    session = promotion.session
    before = told(session.sync_session)
    trial = await session.begin_nested()
    try:
        return await _promote(promotion, kinds)
    finally:
        await trial.rollback()
        untell(session.sync_session, before)


async def promote(promotion: Promotion, kinds: Sequence[Promoted], digest: str | None) -> Outcome:
    """Promote all of it, or nothing. Raises PromotionRefused, PreviewStale."""
    outcome = await _promote(promotion, kinds)
    conflicts = [one for one in outcome.differences if one.change == "conflict"]
    if conflicts:
        raise PromotionRefused(
            "; ".join(f"{one.kind.value} {one.name}: {one.why}" for one in conflicts[:3]),
            "mend them in the test twin or in the workspace, or leave their kind out; nothing was promoted",
            [FieldError(field=f"{one.kind.value}/{one.name}", message=one.why) for one in conflicts],
        )
    if digest is not None and digest != outcome.digest:
        raise PreviewStale(
            "something has changed since the preview", "look at a new preview, and send its digest"
        )
    return outcome


async def _promote(promotion: Promotion, kinds: Sequence[Promoted]) -> Outcome:
    differences: list[TwinDifferenceShape] = []
    seen = hashlib.sha256()
    for kind in KINDS:
        if kind.name in kinds:
            there = await rows(promotion.session, kind, promotion.live_id)
            coming = await rows(promotion.session, kind, promotion.twin_id)
            # As it stands on both sides: what a preview makes has another identity each time.
            seen.update(json.dumps([kind.name, *_plain(kind, there), *_plain(kind, coming)]).encode())
            differences += await _of_kind(promotion, kind, coming, there)
    return Outcome(differences, seen.hexdigest())


def _plain(kind: Kind, found: Sequence[tuple[Any, Values]]) -> list[list[Any]]:
    return [[kind.name_of(row), values] for row, values in found]


async def _of_kind(
    promotion: Promotion,
    kind: Kind,
    coming: Sequence[tuple[Any, Values]],
    there: Sequence[tuple[Any, Values]],
) -> list[TwinDifferenceShape]:
    by_name = {kind.name_of(row): (row, values) for row, values in there}
    counts = Counter(kind.name_of(row) for row, _ in coming)
    several = {name for name, count in counts.items() if count > 1}
    several |= {name for name, count in Counter(kind.name_of(row) for row, _ in there).items() if count > 1}
    why = "more than one has this name, and nobody can tell which is meant"
    differences = [
        TwinDifferenceShape(kind=kind.name, name=name, change="conflict", why=why)
        for name in sorted(several & counts.keys())
    ]
    for row, values in coming:
        name = kind.name_of(row)
        if name not in several:
            live = by_name.get(name, (None, {}))
            differences.append(await _one(promotion, kind, (row, values), live))
    return differences


async def _one(
    promotion: Promotion, kind: Kind, coming: tuple[Any, Values], there: tuple[Any, Values]
) -> TwinDifferenceShape:
    (row, values), (live, before) = coming, there
    told_of = TwinDifferenceShape(kind=kind.name, name=kind.name_of(row), change="same")
    try:
        values = await kind.translate(promotion.session, promotion.live_id, values)
        told_of.parts = [
            PartShape(field=name, before=before.get(name), after=value)
            for name, value in values.items()
            if live is None or before[name] != value
        ]
        if told_of.parts:
            told_of.change = "create" if live is None else "change"
            async with promotion.session.begin_nested():
                await _write(promotion, kind, (row, values), (live, [one.field for one in told_of.parts]))
    except NotTranslated as error:
        return told_of.model_copy(update={"change": "conflict", "why": str(error)})
    except ValidationError as error:
        return told_of.model_copy(update={"change": "conflict", "why": str(error.errors()[0]["msg"])})
    except Problem as problem:
        if problem.status not in _IN_THE_WAY:
            raise
        return told_of.model_copy(update={"change": "conflict", "why": str(problem.detail)})
    return told_of


async def _write(
    promotion: Promotion, kind: Kind, coming: tuple[Any, Values], there: tuple[Any, list[str]]
) -> None:
    (row, values), (live, parts) = coming, there
    session = promotion.session
    if live is None:
        named = {column: getattr(row, column) for column in kind.key}
        body = kind.create.model_validate(values | named | {"workspace_id": promotion.live_id})
        asked = Asked(promotion.caller, None, kind.noun.path, body)
        live = await made(kind.noun, asked, session, promotion.now_ms)
        if isinstance(live, FeedRow):
            await feeds.fill(session, live)
    else:
        stuck = [name for name in parts if name in kind.fixed]
        if stuck:
            raise NotTranslated(f"{', '.join(stuck)} of one that is there cannot be changed")
        change = kind.change.model_validate({name: values[name] for name in parts})
        row_id = getattr(live, kind.noun.identity)
        live = await changed(kind.noun, promotion.making, row_id, change, None)
    if isinstance(live, RuleRow):
        live.published_number = live.newest_number
        await session.flush()
