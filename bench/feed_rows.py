"""A database as a large installation has it after two years: workspaces, channels, clips, feeds.

In: how many clips. Out: rows by table, in the order in which they came to be, the same each time. 200
workspaces share the clips very unevenly: the largest has about a sixth of them, the smallest some
hundred in a million. Each has three feeds that grew by their filters.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from api.access.models import AccessRuleRow
from api.base import Base
from api.channels.models import ChannelRow
from api.clips.models import ClipRow
from api.clips.tags import ClipTagRow
from api.custom_fields.models import CustomFieldRow
from api.feeds.models import FeedItemRow, FeedRow
from api.highlights.models import HighlightRow
from api.keys.models import ApiKeyRow
from api.rules.models import RuleRow
from api.sessions.models import SessionRow
from api.watches.models import WatchRow
from api.workspaces.models import WorkspaceRow

WORKSPACES = 200
CHANNELS = 5
SESSION_CLIPS = 20
BEGUN_MS, ENDED_MS = 1_700_000_000_000, 1_763_000_000_000
FILES = 500
"""Files in the store; a million of them would measure the file system."""

FEEDS = ("channel", "tag", "review")
FEED_ITEMS_MAX = 50
TAKEN_DOWN, UNPUBLISHED, RULED = 0.01, 0.02, 0.2
RARE_TAGS = 2000
"""Of the whole database; each is on some 50 clips in a million."""

SAID = (
    "and then he just walks in there with no armour at all and I cannot believe it no way that works "
    "chat did you see that oh my god what a shot play it again that was the best one of the whole day"
)
WORDS = SAID.split(" ")
TAGS = ("ace", "funny", "fail", "clutch", "music", "talk", "raid", "intro")
STATES = (("ready", 0.95), ("failed", 0.04), ("rendering", 0.01))
REVIEWS = (("pending", 0.7), ("approved", 0.22), ("rejected", 0.08))

Chunk = tuple[type[Base], list[Mapping[str, Any]]]


def workspace_weights() -> list[float]:
    """How many clips of all a workspace has, the largest first: by the power of its rank."""
    weights = [1 / rank**0.9 for rank in range(1, WORKSPACES + 1)]
    weights = [weight * (0.2 if number > 100 else 1) for number, weight in enumerate(weights)]
    return [weight / sum(weights) for weight in weights]


def key_of(workspace: int) -> str:
    """The API key of a workspace."""
    return f"hk_bench-{workspace:03}"


def slug_of(workspace: int, kind: str) -> str:
    """The slug of one of a workspace's feeds."""
    return f"bench-{workspace:03}-{kind}"


def file_key(number: int) -> str:
    """A file in the store."""
    return f"clips/bench-{number}.mp4"


def _picked(rng: random.Random, shares: tuple[tuple[str, float], ...]) -> str:
    at = rng.random()
    for name, share in shares:
        at -= share
        if at < 0:
            return name
    return shares[0][0]


@dataclass
class Rows:
    """Makes the rows.

    Attributes:
        clips: how many.
        seed: of everything that is drawn.
    """

    clips: int
    seed: int = 7
    _rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self.workspaces = [self._id(BEGUN_MS) for _ in range(WORKSPACES)]
        self.channels = [[self._id(BEGUN_MS) for _ in range(CHANNELS)] for _ in range(WORKSPACES)]
        self.feeds = [{kind: self._id(BEGUN_MS) for kind in FEEDS} for _ in range(WORKSPACES)]
        self._sessions: dict[int, tuple[str, int, int]] = {}

    def _id(self, at_ms: int) -> str:
        value = at_ms << 80 | self._rng.getrandbits(80)
        return str(uuid.UUID(int=value & ~(0xF << 76) | 7 << 76))

    def few(self) -> Iterator[Chunk]:
        """What there is little of."""
        stamps = {"created_at_ms": BEGUN_MS, "updated_at_ms": BEGUN_MS, "version": 1, "deleted_at_ms": None}
        own = [dict(stamps, workspace_id=name) for name in self.workspaces]
        numbered = list(enumerate(own))
        yield WorkspaceRow, [dict(w, slug=f"bench-{n}", name=f"Bench {n}", test_of=None) for n, w in numbered]
        yield ApiKeyRow, [
            dict(w, key_id=self._id(BEGUN_MS), name="bench", shown=key_of(n)[:10],
                 digest=hashlib.sha256(key_of(n).encode()).hexdigest(), scopes=["*:read"], role="viewer",
                 made_by=None, expires_at_ms=None, last_used_at_ms=None, revoked_at_ms=None)
            for n, w in numbered
        ]  # fmt: skip
        yield AccessRuleRow, [
            dict(w, rule_id=self._id(BEGUN_MS), table_name="clips", operation="list",
                 expression='row.state == "ready"', note="")
            for _, w in numbered[::4]
        ]  # fmt: skip
        yield CustomFieldRow, [
            dict(w, field_id=self._id(BEGUN_MS), table_name="clips", name=name, label=name, kind=kind,
                 choices=[], json_schema=None, required=False)
            for _, w in numbered
            for name, kind in (("priority", "number"), ("sponsor", "text"))
        ]  # fmt: skip
        yield RuleRow, [
            dict(w, rule_id=self._id(BEGUN_MS), name="good ones", event="clip.ready",
                 expression="highlight.score > 3.0", actions=[{"do": "add_tag", "tag": "ruled"}], note="",
                 newest_number=1, published_number=None)
            for _, w in numbered
        ]  # fmt: skip
        yield ChannelRow, [
            dict(w, channel_id=channel, platform="twitch", name=f"channel_{n}_{i}", source="twitch:x",
                 chat="", title="", tags=[], notes="", custom={})
            for n, w in numbered
            for i, channel in enumerate(self.channels[n])
        ]  # fmt: skip
        yield WatchRow, [
            dict(w, watch_id=channel, revision=1, wanted=False, source="twitch:x", chat="", speed=1.0,
                 max_media_ms=None, once=False, idempotency_key=None, channel_id=channel, stop_reason="")
            for n, w in numbered
            for channel in self.channels[n]
        ]  # fmt: skip
        yield FeedRow, [
            dict(w, feed_id=self.feeds[n][kind], slug=slug_of(n, kind), title=f"Best of {n}: {kind}",
                 description="", visibility="link", link_number=1, automatic=True,
                 channel_id=self.channels[n][0] if kind == "channel" else None,
                 score_min=2.5 if kind == "channel" else None, tags=["ruled"] if kind == "tag" else [],
                 highlight_state="final" if kind == "review" else None,
                 review="approved" if kind == "review" else None,
                 items_max=FEED_ITEMS_MAX, contents_at_ms=ENDED_MS)
            for n, w in numbered
            for kind in FEEDS
        ]  # fmt: skip

    def many(self, size: int) -> Iterator[Chunk]:
        """Sessions, highlights, clips and entries of feeds, so many clips at a time."""
        weights = workspace_weights()
        for begin in range(0, self.clips, size):
            count = min(size, self.clips - begin)
            sessions: list[Mapping[str, Any]] = []
            moments, clips, items = [], [], []
            for number, workspace in enumerate(self._rng.choices(range(WORKSPACES), weights, k=count), begin):
                at_ms = BEGUN_MS + (ENDED_MS - BEGUN_MS) * number // self.clips
                moment, clip = self._moment(workspace, at_ms, sessions)
                moments.append(moment)
                clips.append(clip)
                items += self._entries(workspace, moment, clip)
            yield SessionRow, sessions
            yield HighlightRow, moments
            yield ClipRow, clips
            yield ClipTagRow, [clip | {"tag": tag} for clip in clips for tag in clip["tags"]]
            yield FeedItemRow, items

    def _session(self, workspace: int, at_ms: int, made: list[Mapping[str, Any]]) -> tuple[str, int]:
        session_id, channel, used = self._sessions.get(workspace, ("", 0, SESSION_CLIPS))
        if used == SESSION_CLIPS:
            session_id, channel, used = self._id(at_ms), self._rng.randrange(CHANNELS), 0
            shared = {
                "channel_id": self.channels[workspace][channel],
                "workspace_id": self.workspaces[workspace],
                "created_at_ms": at_ms, "updated_at_ms": at_ms, "version": 1,
            }  # fmt: skip
            made.append(
                shared
                | {
                    "session_id": session_id, "watch_id": shared["channel_id"], "incarnation": 1, "node": "n",
                    "started_at_ms": at_ms, "speed": 1.0, "source": "twitch:x", "title": "",
                    "discontinuity": 0, "recorded_until_ms": 0, "ended_at_ms": 1, "end_reason": "over",
                    "closed_at_ms": at_ms,
                }
            )  # fmt: skip
        self._sessions[workspace] = (session_id, channel, used + 1)
        return session_id, channel

    def _moment(
        self, workspace: int, at_ms: int, sessions: list[Mapping[str, Any]]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        rng = self._rng
        session_id, channel = self._session(workspace, at_ms, sessions)
        start_ms = rng.randrange(4 * 3_600_000)
        duration_ms = int(min(90_000, max(8_000, rng.gauss(28_000, 9_000))))
        said = " ".join(rng.choices(WORDS, k=rng.randrange(30, 120)))
        score = round(rng.expovariate(1) + 2, 3)
        tags = rng.sample(TAGS, rng.choice((0, 0, 1, 1, 2)))
        tags += ["ruled"] if rng.random() < RULED else []
        tags += [f"guest {rng.randrange(RARE_TAGS)}"] if rng.random() < 0.1 else []
        shared = {
            "session_id": session_id,
            "channel_id": self.channels[workspace][channel],
            "workspace_id": self.workspaces[workspace],
            "start_ms": start_ms,
            "end_ms": start_ms + duration_ms,
            "title": " ".join(rng.choices(WORDS, k=6)),
            "review": "pending", "note": "", "reviewed_by": None, "reviewed_at_ms": None,
            "created_at_ms": at_ms, "updated_at_ms": at_ms, "version": 3,
        }  # fmt: skip
        moment = shared | {
            "highlight_id": self._id(at_ms),
            "revision": 3, "state": "final", "peak_ms": start_ms + 8000, "score": score,
            "decided_at_ms": start_ms + 21_000, "discontinuity": 0, "near_miss": False,
            "reasons": [{"modality": "chat", "text": "chat is 3.0 times as fast as usual"}],
            "evidence": {"lines": said.split()[:20], "open_threshold": 2.0},
            "transcript": None, "tags": [], "custom": {},
        }  # fmt: skip
        state = _picked(rng, STATES)
        custom = {"priority": rng.randrange(5), "sponsor": rng.choice(("none", "acme"))}
        clip = shared | {
            "clip_id": self._id(at_ms),
            "highlight_id": moment["highlight_id"],
            "state": state, "stage": "", "progress": 1.0,
            "key": file_key(rng.randrange(FILES)) if state == "ready" else "",
            "duration_ms": duration_ms, "width": 1080, "height": 1920, "encoder": "x264",
            "transcript": said,
            "stages_ms": {"fetch": 150, "cut": 900, "reframe": 340, "caption": 20, "encode": 11_300},
            "ready_at_ms": at_ms, "reason": "", "remedy": "",
            "taken_down_at_ms": at_ms if state == "ready" and rng.random() < TAKEN_DOWN else None,
            "tags": tags, "custom": custom if rng.random() < 0.3 else {}, "review": _picked(rng, REVIEWS),
        }  # fmt: skip
        return moment, clip

    def _entries(
        self, workspace: int, moment: Mapping[str, Any], clip: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        if clip["state"] != "ready":
            return
        let_in = {
            "channel": clip["channel_id"] == self.channels[workspace][0] and moment["score"] >= 2.5,
            "tag": "ruled" in clip["tags"],
            "review": clip["review"] == "approved",
        }
        at_ms = clip["created_at_ms"]
        for kind, matches in let_in.items():
            if matches:
                yield {
                    "feed_id": self.feeds[workspace][kind], "clip_id": clip["clip_id"],
                    "workspace_id": clip["workspace_id"], "placed_by": "filter", "published_at_ms": at_ms,
                    "unpublished_at_ms": at_ms if self._rng.random() < UNPUBLISHED else None,
                    "created_at_ms": at_ms, "updated_at_ms": at_ms, "version": 1,
                }  # fmt: skip


def columns_of(table: type[Base]) -> list[str]:
    """The names of a table's columns."""
    return [column.name for column in inspect(table).local_table.columns]


def records(table: type[Base], rows: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows as both drivers take them: JSON as text."""
    plain = {column.name: _plain(column) for column in inspect(table).local_table.columns}
    return [
        tuple(
            json.dumps(v) if isinstance(v := row.get(name, value), (list, dict)) else v
            for name, value in plain.items()
        )
        for row in rows
    ]


def _plain(column: Column[Any]) -> Any:
    """What a row has there when nothing is said; NULL is refused by the database where something must be."""
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    return None
