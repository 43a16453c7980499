"""Who may do what: a line for every route, what each caller is answered, and a body that could be meant."""

from __future__ import annotations

from typing import Any

from tests.api.access_world import MARK, World, event, gap_of
from tests.api.people import person
from tests.api.running import EPOCH_MS, a_highlight
from tests.api.test_door import clip_of
from tests.api.timelines import minute_of

ALL = "200 200 200 200 200 200 200 200 200"
READ = "404 404 404 404 200 200 404 200 200"
LISTED = "403 200 200 200 200 200 200 200 200"
SEEN = "403 404 404 404 200 200 404 200 200"
SEEN_BY_WORKERS = "403 404 404 404 200 200 200 200 200"
SEEN_BY_OWNERS = "403 404 404 404 404 404 404 200 200"
OF_WORKERS = "403 403 403 403 403 403 {0} 403 {0}"
MADE_BY_EDITORS = "403 403 403 403 403 201 403 201 201"
MADE_BY_OWNERS = "403 403 403 403 403 403 403 201 201"
CHANGED_BY_EDITORS = "403 404 404 404 403 {0} 404 {0} {0}"
CHANGED_BY_BOTS_EDITORS = "403 404 404 404 403 {0} 403 {0} {0}"
CHANGED_BY_OWNERS = "403 404 404 404 403 403 404 {0} {0}"

# The callers: noscope foreign stranger gone viewer editor worker owner operator.
TABLE: dict[str, str] = {
    "GET /v1/workspaces": LISTED,
    "GET /v1/workspaces/{row_id}": SEEN,
    "GET /v1/workspaces/{row_id}/openapi.json": SEEN,
    "GET /v1/workspaces/{row_id}/twin": "403 404 404 404 404 404 404 404 404",
    "POST /v1/workspaces/{row_id}/twin": CHANGED_BY_OWNERS.format("200|201"),
    "POST /v1/workspaces/{row_id}/promotion": "403 404 404 404 403 403 404 200 200",
    "POST /v1/workspaces": "403 403 201 201 201 201 403 201 201",
    "PATCH /v1/workspaces/{row_id}": CHANGED_BY_OWNERS.format(200),
    "GET /v1/memberships": LISTED,
    "GET /v1/memberships/{row_id}": SEEN,
    "POST /v1/memberships": MADE_BY_OWNERS,
    "PATCH /v1/memberships/{row_id}": CHANGED_BY_OWNERS.format(200),
    "DELETE /v1/memberships/{row_id}": CHANGED_BY_OWNERS.format(204),
    "GET /v1/keys": LISTED,
    "GET /v1/keys/{row_id}": SEEN_BY_OWNERS,
    "POST /v1/keys": MADE_BY_OWNERS,
    "DELETE /v1/keys/{row_id}": "403 404 404 404 404 404 404 204 204",
    "GET /v1/access-rules": LISTED,
    "GET /v1/access-rules/{row_id}": SEEN,
    "GET /v1/access-rules/built-in/all": ALL,
    "POST /v1/access-rules": MADE_BY_OWNERS,
    "PATCH /v1/access-rules/{row_id}": CHANGED_BY_OWNERS.format(200),
    "DELETE /v1/access-rules/{row_id}": CHANGED_BY_OWNERS.format(204),
    "GET /v1/revisions": LISTED,
    "GET /v1/audit-log": LISTED,
    "GET /v1/watches": LISTED,
    "GET /v1/watches/{row_id}": SEEN_BY_WORKERS,
    "POST /v1/watches": MADE_BY_EDITORS,
    "PATCH /v1/watches/{watch_id}": "403 404 404 404 403 200 200 200 200",
    "GET /v1/sessions": LISTED,
    "GET /v1/sessions/{row_id}": SEEN_BY_WORKERS,
    "POST /v1/sessions": OF_WORKERS.format(201),
    "PATCH /v1/sessions/{session_id}": OF_WORKERS.format("200|409"),
    "PUT /v1/sessions/{session_id}/gaps": OF_WORKERS.format(200),
    "GET /v1/sessions/{session_id}/gaps": SEEN_BY_WORKERS,
    "GET /v1/sessions/{session_id}/holds": SEEN_BY_WORKERS,
    "GET /v1/sessions/{session_id}/timeline": SEEN_BY_WORKERS,
    "PUT /v1/timelines": OF_WORKERS.format(200),
    "GET /v1/highlights": LISTED,
    "GET /v1/highlights/{row_id}": SEEN_BY_WORKERS,
    "PATCH /v1/highlights/{row_id}": "403 404 404 404 403 200 200 200 200",
    "PUT /v1/highlights/{highlight_id}": OF_WORKERS.format(200),
    "GET /v1/clips": LISTED,
    "GET /v1/clips/{row_id}": SEEN_BY_WORKERS,
    "PATCH /v1/clips/{row_id}": "403 404 404 404 403 200 200 200 200",
    "PUT /v1/clips/{clip_id}": OF_WORKERS.format(200),
    "GET /v1/clips/{clip_id}/file": SEEN_BY_WORKERS,
    "GET /v1/clips/{clip_id}/look": SEEN_BY_WORKERS,
    # A link that was guessed; its like that was not is the credential.
    "GET /v1/clips/{clip_id}/shared/{token}.mp4": "404 404 404 404 404 404 404 404 404",
    "PUT /v1/memories": OF_WORKERS.format(200),
    "GET /v1/memories/{judge}/{session_id}": OF_WORKERS.format(200),
    "GET /v1/channels": LISTED,
    "GET /v1/channels/{row_id}": SEEN,
    "POST /v1/channels": MADE_BY_EDITORS,
    "PATCH /v1/channels/{row_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/channels/{row_id}": CHANGED_BY_EDITORS.format(204),
    "GET /v1/channels/{channel_id}/stream": SEEN,
    "POST /v1/channels/{channel_id}/stream": OF_WORKERS.format(200),
    "GET /v1/bot/settings": LISTED,
    "GET /v1/bot/settings/{row_id}": SEEN_BY_WORKERS,
    # The channel has some, so that the first who may is answered as the others.
    "POST /v1/bot/settings": "403 403 403 403 403 409 403 409 409",
    "PATCH /v1/bot/settings/{row_id}": CHANGED_BY_BOTS_EDITORS.format(200),
    "DELETE /v1/bot/settings/{row_id}": CHANGED_BY_BOTS_EDITORS.format(204),
    "GET /v1/bot/commands": LISTED,
    "GET /v1/bot/commands/{row_id}": SEEN_BY_WORKERS,
    "GET /v1/bot/commands/built-in/all": ALL,
    "POST /v1/bot/commands": MADE_BY_EDITORS,
    "PATCH /v1/bot/commands/{row_id}": CHANGED_BY_BOTS_EDITORS.format(200),
    "DELETE /v1/bot/commands/{row_id}": CHANGED_BY_BOTS_EDITORS.format(204),
    "GET /v1/bot/requests": LISTED,
    "POST /v1/bot/requests": OF_WORKERS.format(200),
    "GET /v1/bot/wishes": LISTED,
    "GET /v1/bot/wishes/{row_id}": SEEN_BY_WORKERS,
    "GET /v1/bot/answers": LISTED,
    "GET /v1/bot/answers/{row_id}": SEEN_BY_WORKERS,
    "POST /v1/bot/answers/{row_id}/claim": OF_WORKERS.format("200|409"),
    "POST /v1/bot/answers/{row_id}/said": OF_WORKERS.format(200),
    "GET /v1/renders": LISTED,
    "GET /v1/renders/{row_id}": SEEN_BY_WORKERS,
    # Of a highlight that is not final, so that the first who may ask is answered as the others.
    "POST /v1/renders": "403 404 404 404 403 409 403 409 409",
    "GET /v1/workers": LISTED,
    "GET /v1/workers/{row_id}": "403 404 404 404 404 404 200 404 200",
    "POST /v1/workers": OF_WORKERS.format("200|201"),
    "PUT /v1/workers/{row_id}/heartbeat": OF_WORKERS.format(200),
    "PATCH /v1/workers/{row_id}": "403 404 404 404 404 404 403 404 200",
    "DELETE /v1/workers/{row_id}": "403 404 404 404 404 404 403 404 204",
    "GET /v1/templates": LISTED,
    "GET /v1/templates/{row_id}": SEEN,
    "POST /v1/templates": MADE_BY_EDITORS,
    "PATCH /v1/templates/{row_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/templates/{row_id}": CHANGED_BY_EDITORS.format(204),
    "GET /v1/assets": LISTED,
    "GET /v1/assets/{row_id}": SEEN,
    "POST /v1/assets": MADE_BY_EDITORS,
    "PATCH /v1/assets/{row_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/assets/{row_id}": CHANGED_BY_EDITORS.format(204),
    "GET /v1/assets/{row_id}/file": SEEN,
    "GET /v1/rules": LISTED,
    "GET /v1/rules/{row_id}": SEEN,
    "POST /v1/rules": MADE_BY_EDITORS,
    "PATCH /v1/rules/{row_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/rules/{row_id}": CHANGED_BY_EDITORS.format(204),
    "GET /v1/rules/{row_id}/versions": SEEN,
    "GET /v1/rules/{row_id}/diff": SEEN,
    "POST /v1/rules/{row_id}/try": SEEN,
    "POST /v1/rules/{row_id}/publish": CHANGED_BY_EDITORS.format(200),
    "POST /v1/rules/{row_id}/roll-back": CHANGED_BY_EDITORS.format(409),
    "POST /v1/rules/{row_id}/pause": CHANGED_BY_EDITORS.format(200),
    "GET /v1/rule-runs": LISTED,
    "GET /v1/custom-fields": LISTED,
    "GET /v1/custom-fields/{row_id}": SEEN,
    "POST /v1/custom-fields": MADE_BY_OWNERS,
    "PATCH /v1/custom-fields/{row_id}": CHANGED_BY_OWNERS.format(200),
    "DELETE /v1/custom-fields/{row_id}": CHANGED_BY_OWNERS.format(204),
    "GET /v1/custom-fields/removed/all": LISTED,
    "POST /v1/custom-fields/{row_id}/restore": "404 404 404 404 403 403 404 200 200",
    "GET /v1/events": LISTED,
    # A place that is not there, so that nobody is kept listening.
    "GET /v1/workspaces/{workspace_id}/events": "403 404 404 404 410 410 404 410 410",
    "GET /v1/feeds": LISTED,
    "GET /v1/feeds/{row_id}": SEEN,
    "POST /v1/feeds": MADE_BY_EDITORS,
    "PATCH /v1/feeds/{row_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/feeds/{row_id}": CHANGED_BY_EDITORS.format(204),
    "GET /v1/feeds/{feed_id}/link": CHANGED_BY_EDITORS.format(200),
    "POST /v1/feeds/{feed_id}/link": CHANGED_BY_EDITORS.format(200),
    "GET /v1/feeds/{feed_id}/entries": SEEN,
    "PUT /v1/feeds/{feed_id}/clips/{clip_id}": CHANGED_BY_EDITORS.format(200),
    "DELETE /v1/feeds/{feed_id}/clips/{clip_id}": CHANGED_BY_EDITORS.format(200),
    "GET /v1/feeds/{slug}.json": READ,
    "GET /v1/feeds/{slug}.rss": READ,
    "GET /v1/feeds/{slug}/{token}.json": READ,
    "GET /v1/feeds/{slug}/{token}.rss": READ,
    "GET /v1/feeds/{slug}/clips/{clip_id}.mp4": "404 404 404 404 410 410 404 410 410",
    "PUT /v1/clips/{clip_id}/takedown": "403 404 404 404 403 200 403 200 200",
    "DELETE /v1/clips/{clip_id}/takedown": "403 404 404 404 403 200 403 200 200",
    "GET /v1/webhooks": LISTED,
    "GET /v1/webhooks/{row_id}": SEEN_BY_OWNERS,
    "POST /v1/webhooks": MADE_BY_OWNERS,
    "PATCH /v1/webhooks/{row_id}": SEEN_BY_OWNERS,
    "DELETE /v1/webhooks/{row_id}": "403 404 404 404 404 404 404 204 204",
    "POST /v1/webhooks/{row_id}/secret": SEEN_BY_OWNERS,
    "POST /v1/webhooks/{row_id}/ping": "403 404 404 404 404 404 404 202 202",
    "GET /v1/webhooks/{row_id}/deliveries": SEEN_BY_OWNERS,
    "POST /v1/webhooks/{row_id}/deliveries/{delivery_id}/replay": "403 404 404 404 404 404 404 202 202",
    "GET /v1/credits/accounts": LISTED,
    "GET /v1/credits/accounts/{row_id}": SEEN,
    "PATCH /v1/credits/accounts/{row_id}": "403 404 404 404 403 403 404 403 200",
    "GET /v1/credits/lots": LISTED,
    "GET /v1/credits/lots/{row_id}": SEEN,
    "GET /v1/credits/transfers": LISTED,
    "GET /v1/credits/statement": SEEN,
    "GET /v1/credits/statement.csv": SEEN,
    "POST /v1/credits/grants": "403 403 403 403 403 403 403 403 201",
    "POST /v1/credits/deductions": OF_WORKERS.format(200),
    "GET /v1/sessions/{session_id}/minutes": SEEN_BY_WORKERS,
    "GET /v1/billing": SEEN,
    "GET /v1/billing/products": ALL,
    # Nothing is sold here, as everybody is told who may buy.
    "POST /v1/billing/checkout": CHANGED_BY_OWNERS.format(409),
    "POST /v1/billing/portal": CHANGED_BY_OWNERS.format(409),
    "PATCH /v1/billing/subscription": CHANGED_BY_OWNERS.format(409),
    "PUT /v1/billing/top-up": CHANGED_BY_OWNERS.format(409),
    "GET /v1/billing/purchases": LISTED,
    "GET /v1/billing/top-ups": LISTED,
    "GET /v1/billing/stripe/events": LISTED,
    "POST /v1/billing/stripe/events/{event_id}/replay": "403 403 403 403 403 403 403 403 409",
    "POST /v1/billing/sync": "403 403 403 403 403 403 403 403 409",
    "GET /v1/billing/differences": "403 403 403 403 403 403 403 403 409",
    # Twitch is not set up here, as everybody is told who may use it.
    "GET /v1/twitch/scopes": ALL.replace("200", "409"),
    "GET /v1/twitch/links": LISTED.replace("200", "409"),
    "GET /v1/channels/{channel_id}/twitch/link": SEEN.replace("200", "409"),
    "POST /v1/channels/{channel_id}/twitch/link": CHANGED_BY_EDITORS.format(409),
    "DELETE /v1/channels/{channel_id}/twitch/link": CHANGED_BY_EDITORS.format(409),
    "GET /v1/channels/{channel_id}/twitch/videos": SEEN.replace("200", "409"),
    "GET /v1/channels/{channel_id}/twitch/clips": SEEN.replace("200", "409"),
    "POST /v1/twitch/bot/link": "403 403 403 403 403 403 403 403 409",
    "GET /v1/twitch/bot": "403 404 404 404 404 404 409 404 409",
    "DELETE /v1/twitch/bot": "403 404 404 404 404 404 403 404 409",
    "GET /v1/twitch/opt-outs": LISTED,
    "POST /v1/twitch/opt-outs": "403 403 403 403 403 403 403 403 201",
    "DELETE /v1/twitch/opt-outs/{opt_out_id}": "403 404 404 404 404 404 403 404 204",
    "POST /v1/auth/twitch/identity": "403 403 409 409 409 409 403 409 403",
    "DELETE /v1/auth/twitch/identity": "403 403 204 204 204 204 403 204 403",
    "GET /v1/auth/me": ALL,
    "PATCH /v1/auth/me": "403 403 200 200 200 200 403 200 403",
    # What ends callers comes last; the owner has deleted the workspace before the operator asks.
    "DELETE /v1/workspaces/{row_id}": "403 404 404 404 403 403 404 204 404",
    "POST /v1/auth/logout-everywhere": "401 403 204 204 204 204 403 204 403",
}

OPEN = {
    "POST /v1/auth/sign-up": 422,
    "POST /v1/auth/login": 422,
    "POST /v1/auth/refresh": 422,
    "POST /v1/auth/logout": 422,
    "POST /v1/auth/reset": 422,
    "PUT /v1/auth/password": 422,
    "GET /v1/auth/twitch/start": 409,
    "GET /v1/auth/twitch/callback": 409,
    "POST /v1/auth/twitch/callback": 422,
    "POST /v1/twitch/oauth2/token": 409,
    "GET /v1/twitch/oauth2/validate": 409,
    "GET /.well-known/jwks.json": 200,
    "GET /v1/health": 200,
    "POST /v1/billing/stripe/events": 409,
}
"""Routes that need no token, and what they answer to an empty body."""


# A line a route, as above.
async def _body_of_what_people_add(world: World, route: str) -> Any:  # noqa: C901, PLR0911, PLR0912
    home = world.home
    match route:
        case "POST /v1/rules":
            tag = {"kind": "tag", "tags": ["x"]}
            return {"workspace_id": home, "name": MARK, "event": "clip.ready", "actions": [tag]}
        case "PATCH /v1/rules/{row_id}":
            return {"note": world.fresh_name()}
        case "POST /v1/rules/{row_id}/try":
            return {"from_ms": 0}
        case "POST /v1/rules/{row_id}/publish" | "POST /v1/rules/{row_id}/roll-back":
            return {"number": 1}
        case "POST /v1/custom-fields":
            name = world.fresh_name().replace("-", "_")
            return {"workspace_id": home, "table_name": "clips", "name": name, "kind": "text"}
        case "PATCH /v1/custom-fields/{row_id}":
            return {"label": world.fresh_name()}
        case "POST /v1/feeds":
            return {"workspace_id": home, "title": world.fresh_name()}
        case "PATCH /v1/feeds/{row_id}":
            return {"title": world.fresh_name()}
        case "PUT /v1/clips/{clip_id}/takedown":
            return {"reason": MARK}
        case "POST /v1/webhooks":
            return {"workspace_id": home, "url": f"https://example.com/{world.fresh_name()}"}
        case "PATCH /v1/webhooks/{row_id}":
            return {"description": world.fresh_name()}
        case "POST /v1/billing/checkout":
            return {"workspace_id": home, "product": "pack-300"}
        case "POST /v1/billing/portal" | "PATCH /v1/billing/subscription":
            return {"workspace_id": home}
        case "PUT /v1/billing/top-up":
            settings = {"active": True, "threshold_credits": 60, "pack": "pack-300", "cap_cents": 5000}
            return {"workspace_id": home, **settings}
        case "POST /v1/channels/{channel_id}/twitch/link":
            return {"features": ["chat"]}
        case "POST /v1/twitch/opt-outs":
            return {"login": f"zebra{world.count}"}
        case "POST /v1/channels":
            source = f"https://x.example/{world.fresh_name()}"
            return {"workspace_id": home, "platform": "hls", "name": world.fresh_name(), "source": source}
        case "PATCH /v1/channels/{row_id}":
            return {"title": world.fresh_name()}
        case "POST /v1/channels/{channel_id}/stream":
            return {"event_id": world.fresh_name(), "kind": "changed", "at_ms": 1, "title": MARK}
        case "POST /v1/bot/settings":
            return {"workspace_id": home, "channel_id": world.rows["channels"]}
        case "PATCH /v1/bot/settings/{row_id}" | "PATCH /v1/bot/commands/{row_id}":
            return {"enabled": True}
        case "POST /v1/bot/commands":
            own = {"name": world.fresh_name(), "texts": {"reply": MARK}}
            return {"workspace_id": home, "channel_id": world.rows["channels"], **own}
        case "POST /v1/bot/requests":
            line = {"message_id": world.fresh_name(), "at_ms": 1, "author": "0" * 16, "role": "viewer"}
            return {"channel_id": world.rows["channels"], "text": "!hype", **line}
        case "POST /v1/bot/answers/{row_id}/said":
            return {"outcome": "sent"}
        case "POST /v1/workers":
            return {"node": world.fresh_name(), "kind": "render"}
        case "PUT /v1/workers/{row_id}/heartbeat":
            return {"busy": 1}
        case "PATCH /v1/workers/{row_id}":
            return {"state": "draining"}
        case "POST /v1/templates":
            return {"workspace_id": home, "name": world.fresh_name()}
        case "PATCH /v1/templates/{row_id}" | "PATCH /v1/assets/{row_id}":
            return {"name": world.fresh_name()}
    return None


async def body_of(world: World, route: str) -> Any:  # noqa: C901, PLR0911, PLR0912 - one line a route
    rows, home = world.rows, world.home
    match route:
        case "POST /v1/workspaces" | "PATCH /v1/workspaces/{row_id}" | "PATCH /v1/auth/me":
            return {"name": world.fresh_name()}
        case "POST /v1/workspaces/{row_id}/promotion":
            return {"kinds": ["templates"]}
        case "POST /v1/memberships":
            somebody = await person(world.api, world.fresh_name())
            return {"workspace_id": home, "email": somebody.email, "role": "viewer"}
        case "PATCH /v1/memberships/{row_id}":
            return {"role": "editor"}
        case "POST /v1/keys":
            return {"workspace_id": home, "name": MARK, "scopes": ["clips:read"]}
        case "POST /v1/access-rules":
            rule = {"table_name": "clips", "operation": "delete", "expression": "row.title == 'x'"}
            return {"workspace_id": home, **rule}
        case "PATCH /v1/access-rules/{row_id}":
            return {"note": world.fresh_name()}
        case "POST /v1/watches":
            return {"workspace_id": home, "source": f"https://example.com/{world.fresh_name()}.mp4"}
        case "PATCH /v1/watches/{watch_id}":
            return {"wanted": False}
        case "POST /v1/sessions":
            watch = await world.api.http.post(
                "/v1/watches", json={"source": "https://example.com/x.mp4", "workspace_id": home}
            )
            watch_id = watch.json()["watch_id"]
            return {"watch_id": watch_id, "node": "n", "started_at_ms": EPOCH_MS, "source": "x"}
        case "PATCH /v1/sessions/{session_id}":
            return {"incarnation": 1, "recorded_until_ms": 1000, "discontinuity": 0}
        case "PUT /v1/sessions/{session_id}/gaps":
            return gap_of(rows["sessions"])
        case "PUT /v1/timelines":
            return [minute_of(rows["sessions"])]
        case "PUT /v1/highlights/{highlight_id}":
            return event(a_highlight(rows["sessions"], title=MARK))
        case "PUT /v1/clips/{clip_id}":
            return event(clip_of(rows["sessions"], title=MARK))
        case "PUT /v1/memories":
            return [{"judge": "chat", "session_id": rows["sessions"], "position": 1, "body": "emVicmE="}]
        case "PATCH /v1/credits/accounts/{row_id}":
            return {"unlimited": False}
        case "POST /v1/credits/grants":
            return {"workspace_id": home, "credits": 1, "note": MARK}
        case "POST /v1/credits/deductions":
            return {"minutes": [{"session_id": rows["sessions"], "minute": 0, "covered_ms": 60_000}]}
        case "POST /v1/renders":
            return {"highlight_id": rows["highlights"], "template_id": rows["templates"]}
        case "PATCH /v1/highlights/{row_id}" | "PATCH /v1/clips/{row_id}":
            return {"note": world.fresh_name()}
    return await _body_of_what_people_add(world, route)
