"""`/v1/rules`: write rules, try them on what was recorded, publish them, and see what they did."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.listing import Page, read_list
from api.nouns import Making, Noun, Values, router_of
from api.problems import Conflict, FieldError, NotFound
from api.rules import actions as doing
from api.rules import subjects, trial
from api.rules.actions import Actions
from api.rules.engine import RULES_MAX
from api.rules.models import RuleRow, RuleRunRow, RuleVersionRow
from api.rules.shapes import (
    DifferenceShape,
    DiffQuery,
    PublishRequest,
    RollBackRequest,
    RuleChange,
    RuleQuery,
    RuleRequest,
    RuleShape,
    RunQuery,
    RunShape,
    TryRequest,
    TryShape,
    VersionQuery,
    VersionShape,
)
from api.rules.subjects import RuleEvent
from api.services import Reading, ServicesOf, Writing, problems
from api.versions import IfMatch, check_match, show_tag

CONTENTS = ("event", "expression", "actions", "note")
"""What a version holds."""

_ACTIONS: TypeAdapter[Any] = TypeAdapter(Actions)


class TooManyRules(Conflict):
    """The workspace has as many rules as it may."""

    slug = "too-many-rules"
    title = "There are too many rules"


class UnknownVersion(NotFound):
    """The rule has no version of this number."""

    slug = "unknown-rule-version"
    title = "There is no such version"


class NotEarlier(Conflict):
    """The version is not one from before the one that is live."""

    slug = "version-not-earlier"
    title = "There is nothing to roll back to"


async def _check(session: AsyncSession, workspace_id: str, values: Values) -> None:
    event = RuleEvent(values["event"])
    if values["expression"]:
        subjects.check(values["expression"], event)
    await doing.check(session, workspace_id, event, _ACTIONS.validate_python(values["actions"]))


def _version(row: RuleRow, values: Values, number: int, made_by: str) -> RuleVersionRow:
    return RuleVersionRow(
        rule_id=row.rule_id,
        number=number,
        workspace_id=row.workspace_id,
        made_by=made_by,
        **{name: values[name] for name in CONTENTS},
    )


async def _making(making: Making, body: RuleRequest, values: Values) -> None:
    values |= {"newest_number": 1, "published_number": None}
    row = RuleRow(**values, deleted_at_ms=None)
    # What a workspace has is told to nobody who may not write rules in it.
    await access.check(making.session, making.caller, Operation.CREATE, row)
    await _check(making.session, values["workspace_id"], values)
    count = await making.session.scalar(
        select(func.count())
        .select_from(RuleRow)
        .where(RuleRow.workspace_id == row.workspace_id, RuleRow.deleted_at_ms.is_(None))
    )
    if (count or 0) >= RULES_MAX:
        raise TooManyRules(f"the workspace has {count} rules already", "delete one that is not needed")
    making.session.add(_version(row, values, 1, making.caller.caller_id))


async def _changing(making: Making, row: RuleRow, values: Values) -> None:
    for name in [name for name, value in values.items() if value is None]:
        del values[name]
    contents = {name: values.get(name, getattr(row, name)) for name in CONTENTS}
    if all(contents[name] == getattr(row, name) for name in CONTENTS):
        return
    await _check(making.session, row.workspace_id, contents)
    values["newest_number"] = row.newest_number + 1
    making.session.add(_version(row, contents, values["newest_number"], making.caller.caller_id))


RULES: Noun[RuleRow] = Noun(
    table=RuleRow,
    name="rule",
    tag="rules",
    path="/v1/rules",
    identity="rule_id",
    shape=RuleShape,
    query=RuleQuery,
    create=RuleRequest,
    change=RuleChange,
    making=_making,
    changing=_changing,
    describes={
        Operation.CREATE: "A draft: it does nothing until POST /v1/rules/{row_id}/publish.",
        Operation.UPDATE: "Makes a new version, which is a draft; the one that is live stays so.",
        Operation.DELETE: "It does nothing from then on.",
    },
)

router: APIRouter = router_of(RULES)
runs_router = APIRouter(prefix="/v1/rule-runs", tags=["rules"])


async def _find_version(session: AsyncSession, row: RuleRow, number: int | None) -> RuleVersionRow:
    found = await session.get(RuleVersionRow, (row.rule_id, number or row.newest_number))
    if found is None:
        raise UnknownVersion(
            f"rule {row.rule_id} has no version {number}", f"GET /v1/rules/{row.rule_id}/versions lists them"
        )
    return found


@router.get(
    "/{row_id}/versions",
    response_model=Page[VersionShape],
    responses=problems(403, 404, 422),
    summary="List the versions of a rule",
)
async def list_versions(
    row_id: IdentityInPath, asked: Annotated[VersionQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """Newest first, each with its author."""
    rule = await RULES.find(session, row_id, caller)
    query = select(RuleVersionRow).where(RuleVersionRow.rule_id == rule.rule_id)
    return (await read_list(session, query, RuleVersionRow, asked)).page()


@router.get(
    "/{row_id}/diff",
    response_model=list[DifferenceShape],
    responses=problems(403, 404, 422),
    summary="Compare two versions of a rule",
)
async def compare(
    row_id: IdentityInPath, asked: Annotated[DiffQuery, Query()], caller: CallerOf, session: Reading
) -> object:
    """What differs between them."""
    rule = await RULES.find(session, row_id, caller)
    before = await _find_version(session, rule, asked.before)
    after = await _find_version(session, rule, asked.after)
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in CONTENTS)
    return [DifferenceShape(field=name, before=old, after=new) for name, old, new in pairs if old != new]


@router.post(
    "/{row_id}/try",
    response_model=TryShape,
    responses=problems(403, 404, 422),
    summary="Try a rule on what was recorded",
)
async def try_rule(
    row_id: IdentityInPath, body: TryRequest, caller: CallerOf, session: Reading, services: ServicesOf
) -> TryShape:
    """What would have fired, with the rows. Nothing is done."""
    rule = await RULES.find(session, row_id, caller)
    version = await _find_version(session, rule, body.number)
    number, actions = version.number, list(version.actions)
    recorded = trial.Recorded(body.session_ids, body.from_ms, body.until_ms)
    outcome = await trial.run(session, caller, version, recorded, services.clock.now_ms())
    return TryShape(
        number=number,
        looked_at=outcome.looked_at,
        fired=outcome.fired,
        more=outcome.more,
        actions=actions,
        rows=outcome.rows,
    )


async def _set_live(
    row: RuleRow, number: int | None, making: Making, response: Response, action: str
) -> RuleRow:
    row.published_number = number
    await making.session.flush()
    making.session.add(
        noted(making.caller, action, making.now_ms, row.workspace_id, rule_id=row.rule_id, number=number)
    )
    show_tag(response, row)
    return row


async def _to_change(work: Writing, caller: CallerOf, row_id: str, if_match: str | None) -> RuleRow:
    row = await RULES.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, row)
    check_match(if_match, row)
    return row


@router.post(
    "/{row_id}/publish",
    response_model=RuleShape,
    responses=problems(403, 404, 412, 422),
    summary="Publish a rule",
)
async def publish(
    *,
    row_id: IdentityInPath,
    body: PublishRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """From now on this version is live, and no other."""
    row = await _to_change(work, caller, row_id, if_match)
    version = await _find_version(work.session, row, body.number)
    # What it names was there when it was written, and may be gone.
    await _check(work.session, row.workspace_id, {name: getattr(version, name) for name in CONTENTS})
    making = Making(work.session, caller, services.clock.now_ms())
    return await _set_live(row, version.number, making, response, "rule.published")


@router.post(
    "/{row_id}/roll-back",
    response_model=RuleShape,
    responses=problems(403, 404, 409, 412, 422),
    summary="Roll a rule back",
)
async def roll_back(
    *,
    row_id: IdentityInPath,
    body: RollBackRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """An earlier version is live again; those after it stay, as drafts."""
    row = await _to_change(work, caller, row_id, if_match)
    version = await _find_version(work.session, row, body.number)
    if row.published_number is None or version.number >= row.published_number:
        raise NotEarlier(
            f"version {version.number} is not from before the one that is live",
            "name an earlier one, or publish it",
            [FieldError(field="number", message="is not earlier")],
        )
    await _check(work.session, row.workspace_id, {name: getattr(version, name) for name in CONTENTS})
    making = Making(work.session, caller, services.clock.now_ms())
    return await _set_live(row, version.number, making, response, "rule.rolled_back")


@router.post(
    "/{row_id}/pause", response_model=RuleShape, responses=problems(403, 404, 412), summary="Pause a rule"
)
async def pause(
    *,
    row_id: IdentityInPath,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """No version of it is live from now on."""
    row = await _to_change(work, caller, row_id, if_match)
    making = Making(work.session, caller, services.clock.now_ms())
    return await _set_live(row, None, making, response, "rule.paused")


@runs_router.get(
    "", response_model=Page[RunShape], responses=problems(403, 422), summary="List what rules did"
)
async def list_runs(asked: Annotated[RunQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """Newest first, for a month: at what each fired, what was done, and what failed."""
    query = await access.visible(session, caller, select(RuleRunRow), RuleRunRow)
    return (await read_list(session, query, RuleRunRow, asked)).page()
