"""Somebody with credits: what the tests of money begin with."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tests.api.running import Api
from tests.api.world import WORKER, Person, session_of

MINUTE_MS = 60_000


@dataclass
class Bank:
    """Somebody with a workspace, and what its operator and its meter do."""

    api: Api
    who: Person

    async def grant(self, credits_: int, reference: str = "", **more: object) -> httpx.Response:
        body = {"workspace_id": self.who.workspace_id, "credits": credits_, **more}
        if reference:
            body["reference"] = reference
        return await self.api.http.post("/v1/credits/grants", json=body)

    async def session(self) -> str:
        return await session_of(self.api, self.who)

    async def deduct(
        self, *minutes: tuple[str, int] | tuple[str, int, int], **more: int
    ) -> dict[str, object]:
        body = [
            {"session_id": m[0], "minute": m[1], "covered_ms": m[2] if len(m) > 2 else MINUTE_MS, **more}
            for m in minutes
        ]
        answer = await self.api.http.post("/v1/credits/deductions", json={"minutes": body}, headers=WORKER)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def account(self) -> dict[str, int]:
        path = f"/v1/credits/accounts/{self.who.workspace_id}"
        answer = await self.api.http.get(path, headers=self.who.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def minutes(self, session_id: str) -> list[dict[str, object]]:
        path = f"/v1/sessions/{session_id}/minutes"
        return list((await self.api.http.get(path, headers=self.who.headers)).json()["items"])

    async def watch_of(self, session_id: str) -> dict[str, object]:
        found = await self.api.http.get(f"/v1/sessions/{session_id}")
        return dict((await self.api.http.get(f"/v1/watches/{found.json()['watch_id']}")).json())

    async def end(self, session_id: str) -> None:
        body = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 0, "ended_at_ms": 1}
        answer = await self.api.http.patch(f"/v1/sessions/{session_id}", json=body, headers=WORKER)
        assert answer.status_code == 200, answer.text

    async def events(self) -> list[str]:
        found = await self.api.http.get(
            f"/v1/events?workspace_id={self.who.workspace_id}", headers=self.who.headers
        )
        return [one["kind"] for one in found.json()["items"] if one["kind"].startswith("balance")]
