"""What somebody who tries the stand-in by hand can let happen: a page, and `POST /control/NAME` with JSON.

`GET /control` is what the stand-in knows: lines of apps, clips, calls, sockets and what nobody heard.
"""

from __future__ import annotations

import html
import json
from typing import Any

from aiohttp import web

from tests.fakes.twitch_world import Json

FORMS = {
    "go_live": ("login", "title", "category", "language"),
    "go_offline": ("login",),
    "update": ("login", "title", "category", "language"),
    "say": ("login", "user", "text", "role"),
    "cheer": ("login", "user", "bits", "text"),
    "raid": ("source", "target", "viewers"),
    "sub": ("login", "user", "months", "text"),
    "announce": ("login", "user", "text"),
    "shoutout": ("login", "target"),
    "hype_train": ("login", "levels"),
    "ad_break": ("login", "length_s"),
    "delete": ("message_id",),
    "timeout": ("login", "user", "duration_s"),
    "ban": ("login", "user"),
    "unban": ("login", "user"),
    "clear": ("login",),
    "advance": ("by_ms",),
}
NUMBERS = {"bits", "viewers", "months", "levels", "length_s", "duration_s", "by_ms"}
SOCKETS = {"reconnect", "drop", "silence"}


def add_control(app: web.Application, fake: Any) -> None:
    """The page and the calls; `fake` is the stand-in."""

    async def page(_: web.Request) -> web.Response:
        forms = "".join(_form(name, fields) for name, fields in FORMS.items())
        forms += "".join(_form(f"sockets_{name}", ()) for name in sorted(SOCKETS))
        said = "".join(f"<li>#{html.escape(s.channel)}: {html.escape(s.text)}" for s in fake.chat.said[-30:])
        text = f"<!doctype html><title>The stand-in for Twitch</title><h1>The stand-in for Twitch</h1>{forms}"
        text += f"<h2>What apps said</h2><ul>{said}</ul><p><a href=/control>everything</a>"
        return web.Response(content_type="text/html", text=text)

    async def known(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "said": [_plain(one) for one in fake.chat.said],
                "clips": [{"id": one.clip_id, "title": one.title} for one in fake.clips_made],
                "asked": fake.helix.asked[-200:],
                "sockets": [one.session_id for one in fake.sockets],
                "subscriptions": [one.shown() for one in fake.board.enabled()],
                "sent": len(fake.sent),
                "missed": [one.kind for one in fake.missed],
            }
        )

    async def happen(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        by_form = request.content_type != "application/json"
        given = dict(await request.post()) if by_form else await request.json()
        values: Json = {
            key: int(value) if key in NUMBERS else value for key, value in given.items() if value != ""
        }
        try:
            made = await _do(fake, name, values)
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"{name}: {error}"}, status=400)
        if by_form:
            raise web.HTTPSeeOther("/")
        return web.json_response({"done": name, **made})

    app.router.add_get("/", page)
    app.router.add_get("/control", known)
    app.router.add_post("/control/{name}", happen)


async def _do(fake: Any, name: str, values: Json) -> Json:
    if name in {f"sockets_{one}" for one in SOCKETS}:
        done = getattr(fake.board, name.removeprefix("sockets_"))()
        if done is not None:
            await done
        return {}
    if name == "fail":
        fake.fail(**values)
        return {}
    if name == "gift":
        recipients = values.pop("recipients")
        return {"id": await fake.gift(values["login"], values.get("user"), *recipients)}
    if name not in FORMS and name not in {"poll", "prediction"}:
        raise KeyError(f"known are {', '.join([*FORMS, 'gift', 'poll', 'prediction', 'fail'])}")
    made = await getattr(fake, name)(**values)
    message_id = getattr(made, "message_id", None)
    return {"message_id": message_id} if message_id else {}


def _form(name: str, fields: tuple[str, ...]) -> str:
    inputs = "".join(f'<input name="{field}" placeholder="{field}"> ' for field in fields)
    return f'<form method=post action="/control/{name}">{inputs}<button>{name}</button></form>'


def _plain(one: object) -> Json:
    found: Json = json.loads(json.dumps(vars(one)))
    return found
