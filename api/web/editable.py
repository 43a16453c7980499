"""The tables that people change: by the shapes, the hooks and the rules with which the API changes them."""

from __future__ import annotations

from typing import Any

from api.access.routes import RULES as ACCESS_RULES
from api.assets.routes import ASSETS
from api.channels.routes import CHANNELS
from api.clips.routes import CLIPS
from api.custom_fields.routes import FIELDS
from api.feeds.routes import FEEDS
from api.highlights.routes import HIGHLIGHTS
from api.nouns import Noun
from api.rules.routes import RULES
from api.templates.routes import TEMPLATES
from api.workspaces.routes import MEMBERS, WORKSPACES

_ALL: tuple[Noun[Any], ...] = (
    WORKSPACES, MEMBERS, ACCESS_RULES, CHANNELS, TEMPLATES, ASSETS, HIGHLIGHTS, CLIPS, FEEDS, FIELDS,
    RULES,
)  # fmt: skip

NOUNS: dict[str, Noun[Any]] = {noun.table.__tablename__: noun for noun in _ALL}
