"""What rules do: in, an action and what an event happened to; out, rows in the event's own transaction.

An action is checked when its rule is saved, and again when it is done: what it names may be gone by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession, async_session
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from api.access.caller import Caller, CallerKind
from api.base import Base
from api.clips.models import ClipRow
from api.clips.shapes import ClipAnswer
from api.custom_fields import service as custom_fields
from api.custom_fields.shapes import FieldName
from api.custom_fields.values import BadValue, checked
from api.events.kinds import Kind
from api.events.models import EventRow
from api.events.recorder import tell
from api.feeds import service as feeds
from api.feeds.models import FeedItemRow, FeedRow
from api.fields import Identity, Request
from api.highlights.models import HighlightRow
from api.highlights.shapes import HighlightAnswer
from api.problems import FieldError, Invalid
from api.renders import asking
from api.reviews.shapes import TAGS_MAX, Tags
from api.rules.subjects import SUBJECTS, RuleEvent
from api.sessions.models import SessionRow
from api.templates.models import TemplateRow
from api.watches import service as watches
from api.webhooks import queue
from api.webhooks.models import WebhookRow

ACTIONS_MAX = 10
"""Of one rule; more is another rule."""


class ActionRefused(Invalid):
    """A rule names an action that cannot be done here."""

    slug = "action-refused"
    title = "The action cannot be done"


class ActionFailed(Exception):
    """What an action needs is not there (any more); says what."""


class TagAction(Request):
    """Give the highlight or the clip tags, beside those that it has."""

    kind: Literal["tag"]
    tags: Annotated[Tags, Field(min_length=1)]


class SetFieldAction(Request):
    """Give one of the workspace's own fields a value."""

    kind: Literal["set_field"]
    name: FieldName
    value: Any


class PublishAction(Request):
    """Put the clip into a feed, unless somebody has taken it out of it."""

    kind: Literal["publish_to_feed"]
    feed_id: Identity


class NotifyAction(Request):
    """Tell a webhook, also one that does not ask for such events."""

    kind: Literal["notify_webhook"]
    webhook_id: Identity


class StopWatchAction(Request):
    """End the watch from which this comes."""

    kind: Literal["stop_watch"]


class RenderAction(Request):
    """Make another clip of the highlight with a template, unless there is one.

    A clip that a rule asked for leads to no further one.
    """

    kind: Literal["render_with_template"]
    template_id: Identity


Action = Annotated[
    TagAction | SetFieldAction | PublishAction | NotifyAction | StopWatchAction | RenderAction,
    Field(discriminator="kind"),
]
Actions = Annotated[list[Action], Field(min_length=1, max_length=ACTIONS_MAX)]

_NOUNS = {
    "tag": {"clip", "highlight"},
    "set_field": {"clip", "highlight"},
    "publish_to_feed": {"clip"},
    "notify_webhook": {"clip", "highlight", "session", "balance"},
    "stop_watch": {"clip", "highlight", "session"},
    "render_with_template": {"clip", "highlight"},
}

_REFERRED: dict[str, tuple[Any, str]] = {
    "publish_to_feed": (FeedRow, "feed"),
    "notify_webhook": (WebhookRow, "webhook"),
    "render_with_template": (TemplateRow, "template"),
}
"""What an action names: its table, and the name of the noun, whose identity is a field of the action."""


@dataclass(frozen=True)
class Firing:
    """A rule that fires.

    Attributes:
        event: at which. `row`: what it happened to, locked. `workspace_id`: of the rule.
        rule_id, rule_name: of the rule.
        now_ms: epoch time.
    """

    session: Session
    event: EventRow
    row: Base
    workspace_id: str
    rule_id: str
    rule_name: str
    now_ms: int

    @property
    def whole(self) -> AsyncSession:
        """The same session, for what awaits."""
        found = async_session(self.session)
        if found is None:
            raise RuntimeError("rules run in sessions that await")
        return found


async def check(
    session: AsyncSession, workspace_id: str, event: RuleEvent, actions: Sequence[Action]
) -> None:
    """Refuse what cannot be done at such an event in this workspace. Raises ActionRefused."""
    for number, action in enumerate(actions):
        name = f"actions.{number}"
        if event.noun not in _NOUNS[action.kind]:
            raise _refused(f"{name}.kind", f"{action.kind} cannot be done with a {event.noun}")
        if isinstance(action, RenderAction) and event is RuleEvent.HIGHLIGHT_OPENED:
            raise _refused(f"{name}.kind", "clips are made of final highlights; wait for highlight.final")
        await _check_named(session, workspace_id, event, action, name)


async def _check_named(
    session: AsyncSession, workspace_id: str, event: RuleEvent, action: Action, name: str
) -> None:
    if action.kind in _REFERRED:
        table, noun = _REFERRED[action.kind]
        row = await session.get(table, getattr(action, f"{noun}_id"))
        if not _of(row, workspace_id):
            raise _refused(f"{name}.{noun}_id", f"the workspace has no such {noun}")
    elif isinstance(action, SetFieldAction):
        table_name = SUBJECTS[event.noun].table.__tablename__
        fields = await custom_fields.fields_of(session, [workspace_id], table_name)
        field = next((one for one in fields if one.name == action.name), None)
        if field is None:
            raise _refused(f"{name}.name", f"{table_name} have no such field in this workspace")
        try:
            if action.value is not None:
                checked(field, action.value)
        except BadValue as error:
            raise _refused(f"{name}.value", str(error)) from error


def _of(row: FeedRow | TemplateRow | WebhookRow | None, workspace_id: str) -> bool:
    return row is not None and row.workspace_id == workspace_id and row.deleted_at_ms is None


def _refused(field: str, why: str) -> ActionRefused:
    return ActionRefused(
        f"{field}: {why}", "docs/api/rules.md lists what can be done", [FieldError(field=field, message=why)]
    )


def do(action: Action, firing: Firing) -> str:
    """Do it; a sentence of what was done. Raises ActionFailed, and the problems of what it changes."""
    return _DOERS[action.kind](action, firing)


def _tag(action: Any, firing: Firing) -> str:
    row = _reviewed(firing)
    tags = list(dict.fromkeys([*row.tags, *action.tags]))
    if tags == row.tags:
        return "it has them"
    if len(tags) > TAGS_MAX:
        raise ActionFailed(f"it would have more than {TAGS_MAX} tags")
    row.tags = tags
    _tell(firing, row)
    return f"tagged {', '.join(action.tags)}"


def _set_field(action: Any, firing: Firing) -> str:
    row = _reviewed(firing)
    given = {action.name: action.value}
    held = await_only(custom_fields.written(firing.whole, row.__tablename__, firing.workspace_id, given, row))
    if held == row.custom:
        return "it has this value"
    row.custom = held
    _tell(firing, row)
    return f"set {action.name}"


def _reviewed(firing: Firing) -> ClipRow | HighlightRow:
    if not isinstance(firing.row, (ClipRow, HighlightRow)):
        raise ActionFailed("it is neither a highlight nor a clip")
    return firing.row


def _tell(firing: Firing, row: ClipRow | HighlightRow) -> None:
    if isinstance(row, ClipRow):
        tell(firing.session, Kind.CLIP_REVIEWED, row, ClipAnswer)
    else:
        tell(firing.session, Kind.HIGHLIGHT_REVIEWED, row, HighlightAnswer)


def _publish(action: Any, firing: Firing) -> str:
    feed = firing.session.get(FeedRow, action.feed_id)
    if feed is None or not _of(feed, firing.workspace_id):
        raise ActionFailed("the feed is gone")
    clip = firing.row
    if not isinstance(clip, ClipRow):
        raise ActionFailed("it is no clip")
    item = firing.session.get(FeedItemRow, (feed.feed_id, clip.clip_id))
    if item is not None:
        taken_out = item.unpublished_at_ms is not None
        return "somebody has taken it out of the feed" if taken_out else "it is in the feed"
    await_only(feeds.publish(firing.whole, feed, clip, firing.now_ms))
    return f"published to {feed.slug}"


def _notify(action: Any, firing: Firing) -> str:
    hook = firing.session.get(WebhookRow, action.webhook_id)
    if hook is None or not _of(hook, firing.workspace_id):
        raise ActionFailed("the webhook is gone")
    if not hook.active:
        raise ActionFailed("the webhook is switched off")
    firing.session.add(queue.of_rule(hook, firing.event, (firing.rule_id, firing.rule_name), firing.now_ms))
    return "the webhook is told"


def _stop_watch(_: Any, firing: Firing) -> str:
    session_id = cast(Any, firing.row).session_id
    session = firing.session.get(SessionRow, session_id)
    if session is None:
        raise ActionFailed("its session is gone")
    watch = await_only(watches.find(firing.whole, session.watch_id, for_change=True))
    # The announcer says again and again what is no longer wanted while somebody captures it.
    return "the watch ends" if watches.want(watch, wanted=False) else "the watch had ended"


def _render(action: Any, firing: Firing) -> str:
    template = firing.session.get(TemplateRow, action.template_id)
    if template is None or not _of(template, firing.workspace_id):
        raise ActionFailed("the template is gone")
    row = firing.row
    if isinstance(row, ClipRow) and await_only(asking.is_by_rule(firing.whole, row.clip_id)):
        return "a rule asked for this clip, which leads to no further one"
    highlight = firing.session.get(HighlightRow, cast(Any, row).highlight_id)
    if highlight is None:
        raise ActionFailed("its highlight is gone")
    by = Caller(CallerKind.RULE, firing.rule_id)
    asked = await_only(asking.ask(firing.whole, highlight, template, by, firing.now_ms))
    return f"clip {asked.clip.clip_id} {'is asked for' if asked.fresh else 'is there, or on its way'}"


_DOERS: dict[str, Callable[[Any, Firing], str]] = {
    "tag": _tag,
    "set_field": _set_field,
    "publish_to_feed": _publish,
    "notify_webhook": _notify,
    "stop_watch": _stop_watch,
    "render_with_template": _render,
}
