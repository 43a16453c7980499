"""Callers of every kind, for tests of who may do what: each a client with its own credentials."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.api.running import WORKER_TOKEN, Api


@dataclass
class Guests:
    """Two workspaces, and callers who are something in one of them.

    Attributes:
        operator: may do everything. worker: a process of the installation.
        owner, editor, viewer: in `home`. stranger: an editor of `elsewhere`.
        reader: an editor's key of `home` with the scope `*:read` alone.
    """

    home: str
    elsewhere: str
    operator: httpx.AsyncClient
    worker: httpx.AsyncClient
    owner: httpx.AsyncClient
    editor: httpx.AsyncClient
    viewer: httpx.AsyncClient
    stranger: httpx.AsyncClient
    reader: httpx.AsyncClient


async def _workspace(api: Api, name: str) -> str:
    answer = await api.http.post("/v1/workspaces", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["workspace_id"])


async def _key(api: Api, workspace_id: str, role: str, *scopes: str) -> str:
    body = {"workspace_id": workspace_id, "name": role, "role": role, "scopes": scopes}
    answer = await api.http.post("/v1/keys", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])


@asynccontextmanager
async def guests_of(api: Api) -> AsyncIterator[Guests]:
    """The callers, for as long as this is open."""
    home, elsewhere = await _workspace(api, "Home"), await _workspace(api, "Elsewhere")
    all_of_it = ("*:read", "*:write")
    async with AsyncExitStack() as stack:

        async def client(token: str) -> httpx.AsyncClient:
            return await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(api.app),
                    base_url="http://api",
                    headers={"Authorization": f"Bearer {token}"},
                )
            )

        yield Guests(
            home,
            elsewhere,
            operator=api.http,
            worker=await client(WORKER_TOKEN),
            owner=await client(await _key(api, home, "owner", *all_of_it)),
            editor=await client(await _key(api, home, "editor", *all_of_it)),
            viewer=await client(await _key(api, home, "viewer", *all_of_it)),
            stranger=await client(await _key(api, elsewhere, "editor", *all_of_it)),
            reader=await client(await _key(api, home, "editor", "*:read")),
        )
