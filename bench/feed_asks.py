"""What `bench.feeds` asks: in, a filled database and its API; out, requests by name, and the same by hand.

Workspaces by size: number 0 is the largest, with a sixth of all clips; 20 has a hundredth; 199 some
hundreds of a million.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.clips.models import ClipRow
from bench.feed_client import Answer, Ask, Client
from bench.feed_databases import Filled, as_json
from bench.feed_rows import FEEDS, WORKSPACES, columns_of, key_of, slug_of

LARGEST, MIDDLE, SMALLEST = 0, 20, 199
# All 600 take more than `api.feeds.bodies.BYTES_MAX`: asked in turn, each is written anew.
READ_FEEDS = (*range(0, 20), *range(20, 200, 9))
"""Workspaces whose feeds are read: 40 of 200, so that 120 feeds are asked in turn."""

DEPTHS = (100, 10_000, 100_000)
PAGE = 100
OPERATOR = "bench-operator"
CLIPS = "/v1/clips"


@dataclass(frozen=True)
class Named:
    """Requests of one kind. `status`: of each answer. `whole`: a round asks each of them once at least."""

    name: str
    asks: Sequence[Ask]
    status: int = 200
    whole: bool = False


def by_key(workspace: int) -> tuple[tuple[str, str], ...]:
    """As a program of this workspace."""
    return (("Authorization", f"Bearer {key_of(workspace)}"),)


AS_OPERATOR = (("Authorization", f"Bearer {OPERATOR}"),)


def cursor_of(sort: str, value: Any, identity: str) -> str:
    """A cursor as the API makes it, for any place."""
    return base64.urlsafe_b64encode(json.dumps([sort, value, identity]).encode()).decode().rstrip("=")


class Questions:
    """Makes the requests.

    Args:
        filled: the database.
        port: of its API.
    """

    def __init__(self, filled: Filled, port: int) -> None:
        self._filled = filled
        self._client = Client(port)
        self._names = columns_of(ClipRow)

    def _get(self, path: str) -> Answer:
        answer = self._client.get(Ask(path, AS_OPERATOR).raw())
        assert answer.status == 200, f"{path}: {answer.status} {answer.body[:300]!r}"
        return answer

    def _links(self, kind: str) -> list[str]:
        slugs = [slug_of(workspace, one) for workspace in READ_FEEDS for one in FEEDS]
        found: list[str] = []
        for slug in slugs:
            (feed,) = json.loads(self._get(f"/v1/feeds?slug={slug}").body)["items"]
            link = json.loads(self._get(f"/v1/feeds/{feed['feed_id']}/link").body)
            found.append("/v1/" + link[f"{kind}_url"].partition("/v1/")[2])
        return found

    def member(self) -> tuple[tuple[str, str], ...]:
        """Somebody who has just signed up, and is a member of a large, a middle and a small workspace."""
        email = f"bench-{time.time_ns()}@example.com"
        made = self._post("/v1/auth/sign-up", (), email=email, password=f"the password of {email}")
        for workspace in (LARGEST, MIDDLE, SMALLEST):
            member = {"workspace_id": self.workspace_id(workspace), "email": email, "role": "viewer"}
            self._post("/v1/memberships", AS_OPERATOR, **member)
        return (("Authorization", f"Bearer {made['access_token']}"),)

    def _post(self, path: str, headers: tuple[tuple[str, str], ...], **body: str) -> Any:
        answer = self._client.get(Ask(path, headers, json.dumps(body)).raw())
        assert answer.status == 201, f"{path}: {answer.status} {answer.body[:300]!r}"
        return json.loads(answer.body)

    def feeds(self) -> list[Named]:
        """Feeds by link and by key, the first time and again, and pages of entries."""
        plain = [Ask(path) for path in self._links("json")]
        rss = [Ask(path) for path in self._links("rss")]
        again = [
            Ask(ask.path, (("If-None-Match", self._client.get(ask.raw()).headers["etag"]),)) for ask in plain
        ]
        keyed = [
            Ask(f"/v1/feeds/{slug_of(workspace, kind)}.json", by_key(workspace))
            for workspace in READ_FEEDS
            for kind in FEEDS
        ]
        every = [
            Ask(f"/v1/feeds/{slug_of(workspace, kind)}.json", by_key(workspace))
            for workspace in range(WORKSPACES)
            for kind in FEEDS
        ]
        (feed,) = json.loads(self._get(f"/v1/feeds?slug={slug_of(LARGEST, 'tag')}").body)["items"]
        entries = f"/v1/feeds/{feed['feed_id']}/entries?limit={PAGE}"
        after = self.entry(feed["feed_id"], 20_000)
        cursor = base64.urlsafe_b64encode(json.dumps(after).encode()).decode().rstrip("=")
        return [
            Named("feed json, by link", plain),
            Named("feed rss, by link", rss),
            Named("feed json, 304", again, 304),
            Named("feed json, by key", keyed),
            Named("feed json, by key, written anew", every, whole=True),
            Named("entries, first page", [Ask(entries, by_key(LARGEST))]),
            Named("entries, deep cursor", [Ask(f"{entries}&cursor={cursor}", by_key(LARGEST))]),
        ]

    def entry(self, feed_id: str, depth: int) -> list[Any]:
        """Where the entries of a feed stand at a depth, or at their end."""
        (count,) = self._filled.read("SELECT count(*) FROM feed_items WHERE feed_id = ?", [feed_id])[0]
        rows = self._filled.read(
            "SELECT published_at_ms, clip_id FROM feed_items WHERE feed_id = ? "
            f"ORDER BY published_at_ms DESC, clip_id DESC LIMIT 1 OFFSET {min(depth, count // 2)}",
            [feed_id],
        )
        return list(rows[0])

    def clips(self) -> list[Named]:
        """Lists of clips by each order and filter, and single ones."""
        workspace_id = self.workspace_id(LARGEST)
        some = self._filled.read(
            "SELECT session_id, highlight_id FROM clips WHERE workspace_id = ? LIMIT 1", [workspace_id]
        )
        session_id, highlight_id = tuple(some[0])
        filters = {
            "": "",
            "sort=start_ms": "sort=start_ms",
            "sort=-start_ms": "sort=-start_ms",
            "sort=created_at_ms": "sort=created_at_ms",
            "channel_id": f"channel_id={self.channel(LARGEST)}",
            "channel_id, sort=start_ms": f"channel_id={self.channel(LARGEST)}&sort=start_ms",
            "session_id": f"session_id={session_id}",
            "highlight_id": f"highlight_id={highlight_id}",
            "state=failed": "state=failed",
            "state=rendering": "state=rendering",
            "review=rejected": "review=rejected",
            "tag=ruled": "tag=ruled",
            "tag=guest 7": "tag=guest%207",
            "tag=nobody has it": "tag=nobody",
            "duration_ms_min=80000": "duration_ms_min=80000",
            "duration_ms_min=95000 (none)": "duration_ms_min=95000",
            "custom.priority=3": "custom.priority=3",
            "custom.sponsor=other (none)": "custom.sponsor=other",
            "total": "total=true",
        }
        # First, since the token of somebody who has signed in is good for a quarter of an hour.
        named = [Named("clips newest, member of three and their own", [Ask(CLIPS, self.member())])]
        for name, query in filters.items():
            shown = name or "newest"
            named.append(Named(f"clips {shown}, key of largest", [Ask(f"{CLIPS}?{query}", by_key(LARGEST))]))
            named.append(Named(f"clips {shown}, operator", [Ask(f"{CLIPS}?{query}", AS_OPERATOR)]))
        for size, workspace in (("middle", MIDDLE), ("smallest", SMALLEST)):
            named.append(Named(f"clips newest, key of {size}", [Ask(CLIPS, by_key(workspace))]))
            named.append(
                Named(
                    f"clips sort=start_ms, key of {size}", [Ask(f"{CLIPS}?sort=start_ms", by_key(workspace))]
                )
            )
        for depth in self.depths(workspace_id):
            path = f"{CLIPS}?cursor={cursor_of('-created_at_ms', *self.place(workspace_id, depth))}"
            named.append(Named(f"clips cursor at {depth}", [Ask(path, by_key(LARGEST))]))
        mine = self._filled.read(
            "SELECT clip_id FROM clips WHERE workspace_id = ? LIMIT 2000", [workspace_id]
        )
        asks = [Ask(f"{CLIPS}/{one[0]}", by_key(LARGEST)) for one in mine]
        named.append(Named("one clip, by key", asks))
        return named

    def workspace_id(self, workspace: int) -> str:
        """Of a workspace's number."""
        rows = self._filled.read("SELECT workspace_id FROM workspaces WHERE slug = ?", [f"bench-{workspace}"])
        return str(rows[0][0])

    def channel(self, workspace: int) -> str:
        """A channel of a workspace."""
        rows = self._filled.read(
            "SELECT channel_id FROM channels WHERE workspace_id = ? AND name = ?",
            [self.workspace_id(workspace), f"channel_{workspace}_0"],
        )
        return str(rows[0][0])

    def place(self, workspace_id: str, depth: int) -> tuple[int, str]:
        """The last row before a page that begins at a depth."""
        rows = self._filled.read(
            "SELECT created_at_ms, clip_id FROM clips WHERE workspace_id = ? "
            f"ORDER BY created_at_ms DESC, clip_id DESC LIMIT 1 OFFSET {depth - 1}",
            [workspace_id],
        )
        return rows[0][0], rows[0][1]

    def depths(self, workspace_id: str) -> list[int]:
        """Those of `DEPTHS` that the workspace has."""
        rows = self._filled.read("SELECT count(*) FROM clips WHERE workspace_id = ?", [workspace_id])
        return [depth for depth in DEPTHS if depth < rows[0][0]]

    def by_hand(self) -> dict[str, Callable[[], object]]:
        """The same by statements that somebody wrote for it, and JSON of the rows, without HTTP."""
        workspace_id = self.workspace_id(LARGEST)
        names = ", ".join(f"c.{name}" for name in self._names)
        slugs = ",".join(f"'{slug_of(one, kind)}'" for one in READ_FEEDS for kind in FEEDS)
        feed_ids = [row[0] for row in self._filled.read(f"SELECT feed_id FROM feeds WHERE slug IN ({slugs})")]
        turn = iter(range(10**9))

        def feed() -> bytes:
            rows = self._filled.read(
                f"SELECT {names} FROM feed_items i JOIN clips c ON c.clip_id = i.clip_id WHERE i.feed_id = ? "
                "AND i.unpublished_at_ms IS NULL AND c.state = 'ready' AND c.taken_down_at_ms IS NULL "
                "ORDER BY i.published_at_ms DESC, i.clip_id DESC LIMIT 50",
                [feed_ids[next(turn) % len(feed_ids)]],
            )
            return as_json(rows, self._names)

        def page(where: str = "", values: Sequence[Any] = (), offset: int = 0) -> bytes:
            rows = self._filled.read(
                f"SELECT {names} FROM clips c WHERE c.workspace_id = ? {where} "
                f"ORDER BY c.created_at_ms DESC, c.clip_id DESC LIMIT {PAGE + 1} OFFSET {offset}",
                [workspace_id, *values],
            )
            return as_json(rows, self._names)

        def deep(depth: int) -> dict[str, Callable[[], object]]:
            after = self.place(workspace_id, depth)
            return {
                f"cursor at {depth}": lambda: page("AND (c.created_at_ms, c.clip_id) < (?, ?)", after),
                f"offset at {depth}": lambda: page(offset=depth),
            }

        asked: dict[str, Callable[[], object]] = {"feed": feed, "clips newest": page}
        for depth in self.depths(workspace_id):
            asked |= deep(depth)
        return asked
