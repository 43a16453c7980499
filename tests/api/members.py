"""People and keys for the tests of who may do what."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tests.api.running import TOKEN, WORKER_TOKEN, Api


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, and the workspace that came with the account."""

    user_id: str
    email: str
    token: str
    workspace_id: str

    @property
    def headers(self) -> dict[str, str]:
        return bearer(self.token)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


OPERATOR = bearer(TOKEN)
WORKER = bearer(WORKER_TOKEN)


async def signed_up(api: Api, email: str) -> Person:
    body = {"email": email, "password": "a long password indeed"}
    answer = await api.http.post("/v1/auth/sign-up", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    me = await api.http.get("/v1/auth/me", headers=bearer(made["access_token"]))
    (role,) = me.json()["roles"]
    return Person(made["user"]["user_id"], email, made["access_token"], role["workspace_id"])


async def joins(api: Api, owner: Person, person: Person, role: str) -> None:
    body = {"workspace_id": owner.workspace_id, "email": person.email, "role": role}
    answer = await api.http.post("/v1/memberships", json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text


async def a_key(api: Api, owner: Person, scopes: list[str], role: str) -> dict[str, str]:
    body = {"workspace_id": owner.workspace_id, "name": "k", "scopes": scopes, "role": role}
    answer = await api.http.post("/v1/keys", json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["key"])


def fields_of(answer: httpx.Response) -> set[str]:
    """The fields that a problem names."""
    return {error["field"] for error in answer.json()["errors"]}
