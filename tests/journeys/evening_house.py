"""hypecut as somebody runs it who has a channel on Twitch: `hypecut up`, the first login, and the API.

In: a stand-in for Twitch, and where its streams lie. Out: a workspace that is charged, with a linked channel
that is watched by itself. All of it is done by routes that anybody has.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.journeys.evening_script import Script
from tests.journeys.watching import ROOT, SMALL, processes_below

READY_S = 150
STOP_S = 30
ACCESS_S = 60
"""Of real time: a token is good for longer, and an account signs in ten times in five minutes at most."""

FEATURES = ("stream_state", "chat", "events", "bot", "clips")
BOT = "hypecutbot"

Json = dict[str, Any]


class HouseTrouble(RuntimeError):
    """It does not do what it must before an evening can begin."""


class _Form(HTMLParser):
    """The fields of the one form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


class House:
    """A running installation, seen by its owner.

    Attributes:
        url: of the API. data: its folder.
        workspace_id, channel_id: what the evening is about.
    """

    def __init__(self, data: Path, url: str, email: str, password: str) -> None:
        self.data = data
        self.url = url
        self.workspace_id = self.channel_id = ""
        self.access = ""
        self._signed_in_s = 0.0
        self._login = {"email": email, "password": password}
        self._http = httpx.AsyncClient(base_url=url, timeout=30)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def sign_in(self) -> None:
        """With the first login."""
        answer = await self._http.post("/v1/auth/login", json=self._login)
        self.access = _whole(answer)["access_token"]
        self._http.headers["Authorization"] = f"Bearer {self.access}"
        self._signed_in_s = time.monotonic()

    async def fresh_access(self) -> str:
        """A token that is good for a while, for what does not sign in by itself."""
        if time.monotonic() - self._signed_in_s > ACCESS_S:
            await self.sign_in()
        return self.access

    async def call(self, method: str, path: str, body: object = None, **query: object) -> Json:
        """A call; signed in anew where that is over. Raises HouseTrouble."""
        params = {key: str(value) for key, value in query.items()}
        for _ in range(2):
            try:
                answer = await self._http.request(method, path, json=body, params=params)
            except httpx.TransportError as error:
                raise HouseTrouble(f"{method} {path}: the API does not answer ({error!r})") from error
            if answer.status_code != 401:
                break
            await self.sign_in()
        return _whole(answer)

    async def items(self, path: str, **query: object) -> list[Json]:
        """All items of a list."""
        found: list[Json] = []
        cursor: object = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await self.call("GET", path, limit=100, **query, **more)
            found += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    async def settle_in(self, script: Script) -> None:
        """A workspace that is charged, a channel in it with its bot, and both linked at Twitch."""
        made = await self.call("POST", "/v1/workspaces", {"name": script.name[:100]})
        self.workspace_id = made["workspace_id"]
        await self.call("PATCH", f"/v1/credits/accounts/{self.workspace_id}", {"unlimited": False})
        grant = {"workspace_id": self.workspace_id, "credits": script.credits}
        await self.call("POST", "/v1/credits/grants", grant)
        body = {"workspace_id": self.workspace_id, "platform": "twitch", "name": script.channel}
        channel = await self.call("POST", "/v1/channels", body | {"auto_watch": True})
        self.channel_id = channel["channel_id"]
        for one in script.commands:
            command = {"channel_id": self.channel_id, "action": "say", "name": one.name}
            command["workspace_id"] = self.workspace_id
            await self.call("POST", "/v1/bot/commands", command | {"texts": {"reply": one.reply}})
        path = f"/v1/channels/{self.channel_id}/twitch/link"
        await self._allowed(await self.call("POST", path, {"features": FEATURES}), script.channel)
        await self._allowed(await self.call("POST", "/v1/twitch/bot/link"), BOT)

    async def _allowed(self, go: Json, login: str) -> None:
        """Go to Twitch, be who one is, press the button, and come back in the same browser."""
        page = await self._http.get(go["url"], headers={"Authorization": ""})
        form = _Form()
        form.feed(page.text)
        fields = form.fields | {"login": login, "stand_in": "allow"}
        at = urljoin(go["url"], httpx.URL(go["url"]).path)
        allowed = await self._http.get(at, params=fields, headers={"Authorization": ""})
        if allowed.status_code != 302:
            raise HouseTrouble(f"the sign-in page answers {allowed.status_code}: {allowed.text[:300]}")
        back = await self._http.get(allowed.headers["location"], headers={"Authorization": ""})
        if back.status_code != 200:
            raise HouseTrouble(f"{login} is back from Twitch: {back.status_code} {back.text[:300]}")

    def logs(self) -> str:
        """The ends of the logs of all processes, for whoever has to find out."""
        told = ""
        for path in [self.data.parent / "up.log", *sorted((self.data / "logs").glob("*.log"))]:
            told += f"\n--- {path.name}\n" + path.read_text(errors="replace")[-2500:]
        return told


def _whole(answer: httpx.Response) -> Json:
    if answer.status_code >= 300:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise HouseTrouble(f"{asked}: {answer.status_code} {answer.text[:500]}")
    found: Json = answer.json() if answer.content else {}
    return found


@asynccontextmanager
async def running(folder: Path, env: Mapping[str, str]) -> AsyncIterator[House]:
    """`hypecut up`, from its first word to its last; nothing is left running. Raises HouseTrouble."""
    data = folder / "data"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "streams.cli", "up", "--port", "0", "--data", str(data)),
        cwd=ROOT,
        env=os.environ | SMALL | {"HYPECUT_KAFKA": "embedded", "HYPECUT_CREDITS": "charged"} | env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    log = (folder / "up.log").open("w")
    reading: asyncio.Task[None] | None = None
    house: House | None = None
    try:
        said = await _until_it_runs(process, log)
        url, login = re.search(r"API\s+(http://\S+)", said), re.search(r"login\s+(\S+) .* (\S+)\n", said)
        if url is None or login is None:
            raise HouseTrouble(f"it says neither where it is nor how to sign in:\n{said}")
        reading = asyncio.create_task(_read_on(process, log))
        house = House(data, url[1], login[1], login[2])
        await house.sign_in()
        yield house
    finally:
        if house is not None:
            await house.close()
        await _stopped(process)
        if reading is not None:
            await asyncio.gather(reading, return_exceptions=True)
        log.close()


async def _until_it_runs(process: asyncio.subprocess.Process, log: Any) -> str:
    assert process.stdout is not None
    said = ""
    try:
        async with asyncio.timeout(READY_S):
            while "running; Ctrl-C" not in said:
                line = (await process.stdout.readline()).decode(errors="replace")
                if not line:
                    raise HouseTrouble(f"hypecut up ended:\n{said}")
                log.write(line)
                said += line
    except TimeoutError:
        raise HouseTrouble(f"hypecut up does not run after {READY_S} s:\n{said}") from None
    return said


async def _read_on(process: asyncio.subprocess.Process, log: Any) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        log.write(line.decode(errors="replace"))
        log.flush()


async def _stopped(process: asyncio.subprocess.Process) -> None:
    """By Ctrl-C, as a person does it; what does not end by that is killed."""
    below = processes_below(process.pid)
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
    for pid in set(below) & set(processes_below(os.getpid())):
        os.kill(pid, signal.SIGKILL)
