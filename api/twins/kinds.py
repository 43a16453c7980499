"""The kinds of things that are promoted: how each is told apart, read, and translated.

In: rows of the test twin. Out: the same as the workspace would write them, with its own identities in the
place of the twin's.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.assets.models import AssetRow
from api.channels.models import ChannelRow
from api.custom_fields.routes import FIELDS
from api.custom_fields.shapes import FieldChange, FieldRequest
from api.feeds.models import FeedRow
from api.feeds.routes import FEEDS
from api.feeds.shapes import FeedChange, FeedRequest
from api.nouns import Noun
from api.rules.models import RuleRow, RuleVersionRow
from api.rules.routes import CONTENTS, RULES
from api.rules.shapes import RuleChange, RuleRequest
from api.templates.models import TemplateRow
from api.templates.routes import TEMPLATES
from api.templates.shapes import TemplateChange, TemplateRequest
from api.twins.shapes import Promoted
from api.webhooks.models import WebhookRow

Values = dict[str, Any]

ROWS_MAX = 500
"""Of one kind in one workspace; every kind has a smaller bound of its own."""


class NotTranslated(Exception):
    """Something that is named has no counterpart in the workspace; says what."""


Translate = Callable[[AsyncSession, str, Values], Awaitable[Values]]


@dataclass(frozen=True)
class Kind:
    """What is promoted of one table.

    Attributes:
        key: the columns by which people tell rows apart; the same in the twin and in the workspace.
        contents: the other columns that are promoted. `fixed`: those that cannot change any more.
        translate: puts the workspace's own identities into the contents.
    """

    name: Promoted
    noun: Noun[Any]
    create: type[BaseModel]
    change: type[BaseModel]
    key: Sequence[str]
    contents: Sequence[str]
    fixed: Sequence[str]
    translate: Translate

    def name_of(self, row: Any) -> str:
        """How people call a row."""
        return "/".join(str(getattr(row, column)) for column in self.key)


async def rows(session: AsyncSession, kind: Kind, workspace_id: str) -> list[tuple[Any, Values]]:
    """The rows of a workspace with their contents; of rules, those that are live."""
    table = kind.noun.table
    query = select(table).where(table.workspace_id == workspace_id, table.deleted_at_ms.is_(None))
    found = []
    for row in (await session.scalars(query.order_by(table.created_at_ms).limit(ROWS_MAX))).all():
        contents: Any = row
        if isinstance(row, RuleRow):
            if row.published_number is None:
                continue
            contents = await session.get(RuleVersionRow, (row.rule_id, row.published_number))
        found.append((row, {name: copy.deepcopy(getattr(contents, name)) for name in kind.contents}))
    return found


async def _as_it_is(session: AsyncSession, live_id: str, values: Values) -> Values:
    return values


async def _template(session: AsyncSession, live_id: str, values: Values) -> Values:
    values["body"] = await _assets(session, live_id, values["body"])
    return values


async def _assets(session: AsyncSession, live_id: str, part: Any) -> Any:
    """The same with the workspace's own assets, which are known by what is in them."""
    if isinstance(part, Mapping):
        return {
            name: await _asset(session, live_id, value)
            if name.endswith("asset_id") and isinstance(value, str)
            else await _assets(session, live_id, value)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [await _assets(session, live_id, one) for one in part]
    return part


async def _asset(session: AsyncSession, live_id: str, asset_id: str) -> str:
    asset = await session.get(AssetRow, asset_id)
    if asset is None:
        raise NotTranslated("an asset that it names is gone")
    same = (AssetRow.kind == asset.kind, AssetRow.sha256 == asset.sha256)
    return await _counterpart(session, live_id, AssetRow, same, f"the {asset.kind} {asset.name}")


async def _feed(session: AsyncSession, live_id: str, values: Values) -> Values:
    if values["channel_id"] is not None:
        channel = await session.get(ChannelRow, values["channel_id"])
        if channel is None:
            raise NotTranslated("its channel is gone")
        same = (ChannelRow.platform == channel.platform, ChannelRow.name == channel.name)
        values["channel_id"] = await _counterpart(
            session, live_id, ChannelRow, same, f"the channel {channel.name}"
        )
    return values


async def _rule(session: AsyncSession, live_id: str, values: Values) -> Values:
    for action in values["actions"]:
        if "feed_id" in action:
            feed = await session.get(FeedRow, action["feed_id"])
            title = feed.title if feed is not None else ""
            action["feed_id"] = await _counterpart(
                session, live_id, FeedRow, (FeedRow.title == title,), f"the feed {title}"
            )
        if "template_id" in action:
            template = await session.get(TemplateRow, action["template_id"])
            name = template.name if template is not None else ""
            action["template_id"] = await _counterpart(
                session, live_id, TemplateRow, (TemplateRow.name == name,), f"the template {name}"
            )
        if "webhook_id" in action:
            hook = await session.get(WebhookRow, action["webhook_id"])
            url = hook.url if hook is not None else ""
            action["webhook_id"] = await _counterpart(
                session, live_id, WebhookRow, (WebhookRow.url == url,), f"the webhook {url}"
            )
    return values


async def _counterpart(
    session: AsyncSession, live_id: str, table: Any, same: Sequence[Any], what: str
) -> str:
    (key,) = table.__table__.primary_key.columns
    query = select(getattr(table, key.key)).where(
        table.workspace_id == live_id, table.deleted_at_ms.is_(None), *same
    )
    found = (await session.scalars(query.limit(2))).all()
    if len(found) != 1:
        raise NotTranslated(f"the workspace has {'no' if not found else 'more than one'} {what[4:]}")
    return str(found[0])


KINDS: tuple[Kind, ...] = (
    Kind(
        Promoted.CUSTOM_FIELDS, FIELDS, FieldRequest, FieldChange, ("table_name", "name"),
        ("kind", "label", "choices", "json_schema", "required"), ("kind",), _as_it_is,
    ),
    Kind(
        Promoted.TEMPLATES, TEMPLATES, TemplateRequest, TemplateChange, ("name",),
        ("body", "is_default"), (), _template,
    ),
    Kind(
        Promoted.FEEDS, FEEDS, FeedRequest, FeedChange, ("title",),
        (
            "description", "visibility", "automatic", "channel_id", "score_min", "tags", "highlight_state",
            "review", "items_max",
        ),
        (), _feed,
    ),
    Kind(Promoted.RULES, RULES, RuleRequest, RuleChange, ("name",), CONTENTS, (), _rule),
)  # fmt: skip
"""In the order in which they are promoted."""
