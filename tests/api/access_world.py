"""A workspace with one row of everything, and everybody who may or may not see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select

from api.access.caller import Role
from api.base import Base
from api.credits import service as credits_service
from api.rules.models import RuleRow, RuleVersionRow
from api.tables import (
    AccessRuleRow,
    ApiKeyRow,
    AssetRow,
    BotAnswerRow,
    BotCommandRow,
    BotSettingsRow,
    ChannelRow,
    CustomFieldRow,
    DeliveryRow,
    FeedRow,
    MembershipRow,
    RenderRow,
    TemplateRow,
    TwitchOptOutRow,
    WebhookRow,
    WishRow,
    WorkspaceRow,
)
from api.webhooks.deliverer import SEALED
from schemas.ids import new_id
from schemas.rendering import ClipState
from tests.api.people import Person, disable, joins, key_of, person
from tests.api.running import EPOCH_MS, TOKEN, WORKER_TOKEN, Api, a_highlight
from tests.api.test_door import clip_of

MARK = "zebra"
"""In every text of the workspace, so that any leak of it shows."""

REFUSED = ("nobody", "garbage", "expired", "revoked", "disabled", "key_of_deleted")
"""Whose credentials prove nothing."""

CALLERS = ("noscope", "foreign", "stranger", "gone", "viewer", "editor", "worker", "owner", "operator")
"""In the order of the table."""

OUTSIDERS = ("noscope", "foreign", "stranger", "gone")


RULE: Mapping[str, Any] = {
    "event": "clip.ready",
    "expression": "",
    "actions": [{"kind": "tag", "tags": ["x"]}],
    "note": MARK,
}
"""What a rule says."""


@dataclass
class World:
    """The tokens by caller, the row of each noun by its path, and the people."""

    api: Api
    home: str
    tokens: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def fresh_name(self) -> str:
        self.count += 1
        return f"{MARK}-{self.count}"

    async def add(self, row: Base) -> None:
        async with self.api.services.database.writing() as work:
            work.session.add(row)

    @property
    def now_ms(self) -> int:
        return self.api.services.clock.now_ms()


async def world_of(api: Api) -> World:
    owner = await person(api, f"{MARK}-owner")
    stranger, gone = await person(api, "stranger"), await person(api, "gone")
    viewer, editor = await person(api, f"{MARK}-viewer"), await person(api, f"{MARK}-editor")
    disabled = await person(api, f"{MARK}-disabled")
    home = owner.workspace_id
    await joins(api, viewer, home, Role.VIEWER)
    await joins(api, editor, home, Role.EDITOR)
    await joins(api, disabled, home, Role.OWNER)
    for who in (viewer, editor, disabled):  # they have this workspace alone
        await _leave(api, who)
    await disable(api, disabled)
    now_ms = api.services.clock.now_ms()
    tokens = {
        "garbage": "no.such.token",
        "expired": await key_of(api, home, ["*:read", "*:write"], expires_at_ms=now_ms),
        "revoked": await key_of(api, home, ["*:read", "*:write"], revoked_at_ms=now_ms),
        "disabled": disabled.access,
        "key_of_deleted": await key_of(api, gone.workspace_id, ["*:read", "*:write"]),
        "noscope": await key_of(api, home, ["nothing:read"]),
        "foreign": await key_of(api, stranger.workspace_id, ["*:read", "*:write"]),
        "stranger": stranger.access,
        "gone": gone.access,
        "viewer": viewer.access,
        "editor": editor.access,
        "worker": WORKER_TOKEN,
        "owner": owner.access,
        "operator": TOKEN,
    }
    async with api.services.database.writing() as work:
        row = await work.session.get(WorkspaceRow, gone.workspace_id)
        assert row is not None
        row.deleted_at_ms = now_ms
    world = World(api, home, tokens)
    await _fill(world)
    return world


async def _leave(api: Api, who: Person) -> None:
    async with api.services.database.writing() as work:
        query = select(MembershipRow).where(
            MembershipRow.user_id == who.user_id, MembershipRow.workspace_id == who.workspace_id
        )
        await work.session.delete((await work.session.scalars(query)).one())


async def _fill(world: World) -> None:
    http, home = world.api.http, world.home
    made = await http.post(
        "/v1/watches", json={"source": f"https://example.com/{MARK}.mp4", "workspace_id": home}
    )
    watch_id = made.json()["watch_id"]
    request = {"watch_id": watch_id, "node": MARK, "started_at_ms": EPOCH_MS, "source": MARK, "title": MARK}
    session_id = (await http.post("/v1/sessions", json=request)).json()["session_id"]
    highlight = a_highlight(session_id, title=MARK)
    clip = clip_of(session_id, ClipState.READY, key=f"clips/{MARK}.mp4", title=MARK)
    for path, event in (
        (f"/v1/highlights/{highlight.highlight_id}", highlight),
        (f"/v1/clips/{clip.clip_id}", clip),
    ):
        headers = {"Content-Type": "application/json"}
        stored = await http.put(path, content=msgspec.json.encode(event), headers=headers)
        assert stored.status_code == 200, stored.text
    gap = gap_of(session_id)
    assert (await http.put(f"/v1/sessions/{session_id}/gaps", json=gap)).status_code == 200
    memory = {"judge": "chat", "session_id": session_id, "position": 1, "body": "emVicmE="}
    assert (await http.put("/v1/memories", json=[memory])).status_code == 200
    node = {"node": MARK, "kind": "render"}
    worker = await http.post("/v1/workers", json=node)
    assert worker.status_code < 300, worker.text
    path = world.api.services.store.path_of(clip.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(MARK.encode())
    world.rows |= {
        "watches": watch_id,
        "sessions": session_id,
        "highlights": highlight.highlight_id,
        "clips": clip.clip_id,
        "workers": worker.json()["worker_id"],
        "workspaces": home,
    }
    for noun in (
        "memberships",
        "keys",
        "access-rules",
        "channels",
        "renders",
        "templates",
        "assets",
        "custom-fields",
        "rules",
        "feeds",
        "webhooks",
        "bot/settings",
        "bot/commands",
        "bot/wishes",
        "bot/answers",
    ):
        world.rows[noun] = await fresh(world, noun)
    async with world.api.services.database.writing() as work:
        given = await credits_service.give(
            work.session, home, 10, reference=MARK, now_ms=world.now_ms, note=MARK
        )
    world.rows |= {"credits/accounts": home, "credits/lots": str(given.lot_id)}
    world.rows["slug"] = f"feed-{world.rows['feeds']}"
    world.rows["opt_out_id"] = new_id(world.now_ms)
    await world.add(
        TwitchOptOutRow(
            opt_out_id=world.rows["opt_out_id"], broadcaster_id="1", login=f"{MARK}0", reason=MARK,
            made_by=MARK, clips=False, watches_ended=0, clips_taken_down=0, looked_up_ms=0,
            deleted_at_ms=None,
        )
    )  # fmt: skip
    delivery_id = world.rows["delivery_id"] = new_id(world.now_ms)
    await world.add(
        DeliveryRow(
            delivery_id=delivery_id, workspace_id=home, webhook_id=world.rows["webhooks"], event_number=None,
            kind="ping", payload="{}", state="dead", tries=1, due_at_ms=0, claim="", status=None,
            duration_ms=None, answer=MARK, error=MARK, ended_at_ms=0, replay_of=None,
        )
    )  # fmt: skip


def gap_of(session_id: str) -> dict[str, object]:
    return {"session_id": session_id, "start_ms": 0, "end_ms": 1000, "reason": "stall", "detail": MARK}


async def fresh(world: World, noun: str) -> str:
    """One more row of a noun, for whoever deletes one."""
    row_id, name, home = new_id(world.now_ms), world.fresh_name(), world.home
    rows: Mapping[str, Any] = {
        "keys": lambda: ApiKeyRow(
            key_id=row_id, workspace_id=home, name=name, shown=MARK, digest=row_id, scopes=["*:read"],
            role="viewer", made_by=None, expires_at_ms=None, last_used_at_ms=None, revoked_at_ms=None,
        ),
        "access-rules": lambda: AccessRuleRow(
            rule_id=row_id, workspace_id=home, table_name="clips", operation="delete",
            expression=f'row.title == "{name}"', note=MARK,
        ),
        "channels": lambda: ChannelRow(
            channel_id=row_id, workspace_id=home, platform="hls", name=name, source=f"https://x.example/{name}",
            chat="none", title=MARK, tags=[MARK], notes=MARK, deleted_at_ms=None,
        ),
        "renders": lambda: RenderRow(
            render_id=row_id, workspace_id=home, clip_id=world.rows["clips"],
            session_id=world.rows["sessions"], channel_id=None,
            number=100 + world.count, state="failed", stage=MARK, stages_ms={}, encoder=MARK,
            reason=MARK, remedy=MARK, started_at_ms=0, ended_at_ms=None,
        ),
        "templates": lambda: TemplateRow(
            template_id=row_id, workspace_id=home, name=name, body={}, is_default=False, deleted_at_ms=None
        ),
        "custom-fields": lambda: CustomFieldRow(
            field_id=row_id, workspace_id=home, table_name="clips", name=name.replace("-", "_"), label=MARK,
            kind="text", choices=[], json_schema=None, required=False, deleted_at_ms=None,
        ),
        "rules": lambda: RuleRow(
            rule_id=row_id, workspace_id=home, name=MARK, **RULE, newest_number=1, published_number=None,
            deleted_at_ms=None,
        ),
        "feeds": lambda: FeedRow(
            feed_id=row_id, workspace_id=home, slug=f"feed-{row_id}", title=MARK, description=MARK,
            visibility="link", link_number=1, automatic=False, channel_id=None, score_min=None, tags=[],
            highlight_state=None, review=None, items_max=50, contents_at_ms=0, deleted_at_ms=None,
        ),
        "webhooks": lambda: WebhookRow(
            webhook_id=row_id, workspace_id=home, url=f"https://example.com/{MARK}", kinds=[],
            description=MARK, active=True, secret=world.api.services.seals.seal(SEALED, "s"),
            old_secret=None, old_secret_until_ms=None,
            dead_in_row=0, disabled_at_ms=None,
            disabled_reason="", deleted_at_ms=None,
        ),
        "bot/settings": lambda: BotSettingsRow(
            settings_id=row_id, workspace_id=home, prefix="!", language="en", enabled=True, twitch_clip=True,
            # Of no channel for who deletes one: a channel has settings once.
            channel_id=row_id if "bot/settings" in world.rows else world.rows["channels"], link_base="",
        ),
        "bot/commands": lambda: BotCommandRow(
            command_id=row_id, workspace_id=home, channel_id=world.rows["channels"], name=name, aliases=[],
            action="say", roles=[], user_cooldown_ms={}, channel_cooldown_ms={}, wanted_centi={},
            title_roles=[], texts={"reply": MARK}, enabled=True,
        ),
        "bot/wishes": lambda: WishRow(
            wish_id=row_id, workspace_id=home, channel_id=world.rows["channels"], moment_id=row_id,
            session_id=world.rows["sessions"], message_id=name, author="0" * 16, role="viewer", title=MARK,
            wanted_centi=150, at_ms=0, start_ms=0, end_ms=1, highlight_id=None, state="answered",
            outcome="nothing",
        ),
        "bot/answers": lambda: BotAnswerRow(
            answer_id=row_id, workspace_id=home, channel_id=world.rows["channels"], wish_id=row_id,
            reply_to=name, text=MARK, clip_id="", state="due", claim="", claimed_at_ms=None, ended_at_ms=None,
            outcome="",
        ),
        "assets": lambda: AssetRow(
            asset_id=row_id, workspace_id=home, name=name, kind="logo", media_type="image/png",
            extension="png", bytes_count=5, sha256=row_id, key=f"assets/{row_id}.png", deleted_at_ms=None,
        ),
    }  # fmt: skip
    if noun == "memberships":
        return await joins(world.api, await person(world.api, name), home, Role.VIEWER)
    await world.add(rows[noun]())
    if noun == "rules":
        await world.add(RuleVersionRow(rule_id=row_id, number=1, workspace_id=home, made_by=MARK, **RULE))
    if noun == "assets":
        path = world.api.services.store.path_of(f"assets/{row_id}.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MARK.encode())
    return row_id


def event(value: object) -> dict[str, Any]:
    """An event as the JSON that workers send."""
    decoded: dict[str, Any] = json.loads(msgspec.json.encode(value))
    return decoded
