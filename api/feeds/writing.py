"""Feeds as text: in, a feed and its clips; out, JSON Feed 1.1 or RSS 2.0.

Titles come from models and from strangers on the internet: what XML cannot hold, and what would turn the
text of a reader around, is left out of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

ATOM = "http://www.w3.org/2005/Atom"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS_TEXT = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change the direction of what stands behind them. Hebrew and Arabic need none to be read."""


@dataclass(frozen=True)
class Item:
    """A clip as a reader gets it. `url` is of its file."""

    clip_id: str
    url: str
    media_type: str
    bytes_count: int
    duration_ms: int
    title: str
    text: str
    published_at_ms: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A feed as a reader gets it. `url` is its own."""

    url: str
    home_url: str
    title: str
    description: str
    changed_at_ms: int
    items: Sequence[Item]


def plain(text: str) -> str:
    """The text without what XML cannot hold or what turns other text around."""
    return _TURNS_TEXT.sub("", _NOT_XML.sub("", text)).strip()


def _date(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def as_json(feed: Document) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(feed.title) or "Clips",
        "description": plain(feed.description),
        "feed_url": feed.url,
        "home_page_url": feed.home_url,
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, object]:
    return {
        "id": item.clip_id,
        "url": item.url,
        "title": _title(item),
        "content_text": plain(item.text),
        "date_published": _date(item.published_at_ms).isoformat(),
        "tags": list(item.tags),
        "attachments": [
            {
                "url": item.url,
                "mime_type": item.media_type,
                "size_in_bytes": item.bytes_count,
                "duration_in_seconds": item.duration_ms / 1000,
            }
        ],
    }


def _title(item: Item) -> str:
    return plain(item.title) or f"Clip of {_date(item.published_at_ms):%Y-%m-%d %H:%M}"


def as_rss(feed: Document) -> bytes:
    """RSS 2.0 (https://www.rssboard.org/rss-specification), with the clips as enclosures."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<rss xmlns:atom="{ATOM}" version="2.0"><channel>',
        _element("title", plain(feed.title) or "Clips"),
        _element("link", feed.home_url),
        _element("description", plain(feed.description) or plain(feed.title)),
        _element("lastBuildDate", format_datetime(_date(feed.changed_at_ms), usegmt=True)),
        f'<atom:link href="{escape(feed.url)}" rel="self" type="application/rss+xml" />',
        *(_rss_item(item) for item in feed.items),
        "</channel></rss>",
    ]
    return "".join(parts).encode()


def _rss_item(item: Item) -> str:
    title, url = _title(item), escape(item.url)
    parts = [
        "<item>",
        _element("title", title),
        f"<link>{url}</link>",
        _element("description", plain(item.text) or title),
        f'<guid isPermaLink="false">{escape(item.clip_id)}</guid>',
        _element("pubDate", format_datetime(_date(item.published_at_ms), usegmt=True)),
        *(_element("category", plain(tag)) for tag in item.tags),
        f'<enclosure url="{url}" length="{item.bytes_count}" type="{escape(item.media_type)}" />',
        "</item>",
    ]
    return "".join(parts)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
