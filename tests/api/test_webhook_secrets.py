"""The secret of a webhook is replaced without a gap: what is sent is signed with both for a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from api.webhooks.routes import OVERLAP_MS
from tests.api.receiver import Receiver, receiving, verify
from tests.api.running import Api, Setup
from tests.api.test_webhooks import Idle, deliverer, new_hook
from tests.api.world import key_of, person


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


@pytest.fixture
def setup(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """The operator allows this machine; and only the tests' own deliverers deliver."""
    setup.more["webhook_networks"] = "127.0.0.1/32"
    monkeypatch.setattr("api.app.Deliverer", Idle)
    return setup


async def test_a_secret_that_is_replaced_signs_for_a_day_more(
    api: Api, setup: Setup, receiver: Receiver
) -> None:
    owner = await person(api, "ann")
    hook = await new_hook(api, owner, receiver.url)
    headers_of_key = await key_of(api, owner, "*:read", "*:write")  # a login is over before the day is
    path = f"/v1/webhooks/{hook['webhook_id']}"
    secrets = [hook["secret"]]

    async def turned(**params: Any) -> dict[str, Any]:
        answer = await api.http.post(f"{path}/secret", params=params, headers=headers_of_key)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        secrets.append(found["secret"])
        return found

    async def good() -> list[int]:
        """Which of the secrets, in the order of their making, a receiver may know."""
        assert (await api.http.post(f"{path}/ping", headers=headers_of_key)).status_code == 202
        assert await deliverer(api, setup).deliver_due() == 1
        headers, body = receiver.came[-1]
        assert headers["Hypecut-Signature"].count("v1=") <= 2
        found = []
        for number, secret in enumerate(secrets):
            with suppress(AssertionError):
                verify(secret, headers, body)
                found.append(number)
        return found

    assert hook["old_secret_until_ms"] is None
    assert await good() == [0]
    made = await turned()
    assert made["old_secret_until_ms"] == setup.clock.now_ms() + OVERLAP_MS
    assert await good() == [0, 1]
    setup.clock.advance(OVERLAP_MS - 1)
    assert await good() == [0, 1]
    setup.clock.advance(1)
    assert await good() == [1]
    await turned()
    await turned()
    assert await good() == [2, 3]  # the last two
    made = await turned(at_once=True)
    assert made["old_secret_until_ms"] is None
    assert await good() == [4]
    shown = await api.http.get(path, headers=headers_of_key)
    revisions = await api.http.get("/v1/revisions", headers=headers_of_key)
    for secret in secrets:
        assert secret not in shown.text + revisions.text
    assert 'old_secret"' not in shown.text + revisions.text
