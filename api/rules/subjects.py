"""What rules are about: in, an event or a recorded row; out, the facts that an expression reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lark import Tree
from pydantic import BaseModel

from api.access.expressions import BadExpression, holds, parse
from api.base import Row
from api.clips.models import ClipRow
from api.clips.shapes import ClipAnswer
from api.credits.models import CreditAccountRow
from api.credits.shapes import AccountShape
from api.events.kinds import Kind
from api.highlights.models import HighlightRow
from api.highlights.shapes import HighlightAnswer
from api.problems import FieldError
from api.sessions.models import SessionRow
from api.sessions.shapes import SessionShape
from api.workspaces.models import WorkspaceRow

NAMES = frozenset({"event", "row", "workspace"})

EVENT_FACTS = frozenset({"kind", "at_ms", "number"})
WORKSPACE_FACTS = frozenset({"id", "slug", "name"})


class RuleEvent(StrEnum):
    """What a rule may wait for."""

    HIGHLIGHT_OPENED = Kind.HIGHLIGHT_OPENED.value
    HIGHLIGHT_FINAL = Kind.HIGHLIGHT_FINAL.value
    HIGHLIGHT_REVIEWED = Kind.HIGHLIGHT_REVIEWED.value
    CLIP_READY = Kind.CLIP_READY.value
    CLIP_REVIEWED = Kind.CLIP_REVIEWED.value
    SESSION_STARTED = Kind.SESSION_STARTED.value
    SESSION_ENDED = Kind.SESSION_ENDED.value
    BALANCE_LOW = Kind.BALANCE_LOW.value
    BALANCE_EMPTY = Kind.BALANCE_EMPTY.value

    @property
    def noun(self) -> str:
        """What it happens to: `highlight`, `clip`, `session` or `balance`."""
        return self.value.partition(".")[0]


@dataclass(frozen=True)
class Subject:
    """A kind of thing that rules are about."""

    table: type[Row]
    shape: type[BaseModel]


SUBJECTS: Mapping[str, Subject] = {
    "highlight": Subject(HighlightRow, HighlightAnswer),
    "clip": Subject(ClipRow, ClipAnswer),
    "session": Subject(SessionRow, SessionShape),
    "balance": Subject(CreditAccountRow, AccountShape),
}


def check(expression: str, event: RuleEvent) -> None:
    """Raises BadExpression for one that cannot be read, or that reads what is not there."""
    known = {
        "row": frozenset(SUBJECTS[event.noun].shape.model_fields),
        "event": EVENT_FACTS,
        "workspace": WORKSPACE_FACTS,
    }
    try:
        tree = parse(expression, NAMES)
    except BadExpression as error:
        raise _refused(str(error.detail)) from error
    for node in tree.find_data("member_dot"):
        base, name = node.children
        variable = _variable(base)
        if variable in known and str(name) not in known[variable]:
            raise _refused(f"{variable} has no {name} at {event.value}")


def _refused(why: str) -> BadExpression:
    return BadExpression(
        why,
        "write a Common Expression Language expression over `event`, `row` and `workspace`, such as "
        '`row.score > 3.0 && row.title.contains("ace")`',
        [FieldError(field="expression", message=why)],
    )


def _variable(node: Any) -> str:
    while isinstance(node, Tree) and node.data != "ident" and len(node.children) == 1:
        node = node.children[0]
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "ident" else ""


def facts(
    event: Mapping[str, object], row: Mapping[str, object], workspace: WorkspaceRow
) -> dict[str, object]:
    """What an expression reads."""
    where = {"id": workspace.workspace_id, "slug": workspace.slug, "name": workspace.name}
    return {"event": dict(event), "row": dict(row), "workspace": where}


def fires(expression: str, read: Mapping[str, object]) -> bool:
    """Whether a rule's expression is true of these facts; one without an expression always is."""
    return not expression or holds(expression, read, NAMES)
