"""Buying as a newcomer does: an API and the stand-in, each behind a socket, and the operator's commands."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from streams.clock import SystemClock
from tests.api.running import TOKEN, HandClock, Setup, listening, until
from tests.api.selling import HOUR_MS, SellingSetup, stripe_settings
from tests.conftest import ROOT
from tests.fakes.ledger import Lot
from tests.fakes.stripe import FakeStripe, serving
from tests.fakes.stripe_subscriptions import Shop


@pytest.fixture
async def fake() -> AsyncIterator[FakeStripe]:
    clock = HandClock(SystemClock().now_ms())
    shop = Shop(now_s=lambda: clock.now_ms() // 1000)
    async with serving(FakeStripe(shop, wall_s=lambda: clock.now_ms() / 1000)) as made:
        made.clock = clock  # type: ignore[attr-defined]
        yield made


async def command(url: str, *args: str) -> tuple[int, str]:
    """`hypecut ARGS`: its exit code, and what it says."""
    env = {**os.environ, "HYPECUT_API_URL": url, "HYPECUT_OPERATOR_TOKEN": TOKEN}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "streams.cli", *args, cwd=ROOT, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_a_pack_is_paid_on_the_page_and_the_books_agree(setup: Setup, fake: FakeStripe) -> None:
    clock: HandClock = fake.clock  # type: ignore[attr-defined]
    ours = SellingSetup(setup.data, clock, setup.publisher, {**setup.more, **stripe_settings(fake.url)})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with listening(ours) as url, aiohttp.ClientSession(headers=headers) as http:
        fake.webhook = f"{url}/v1/billing/stripe/events"
        code, said = await command(url, "billing", "sync")
        assert (code, said.splitlines()[-1]) == (0, "6 made, 0 difference(s)")
        async with http.post(f"{url}/v1/billing/checkout", json={"product": "pack-300"}) as answer:
            page = (await answer.json())["url"]
        async with http.get(page) as shown:
            assert "900 eur cents" in await shown.text()
        async with http.post(page, data={"card": "card_declined"}) as refused:
            assert "Your card was declined." in await refused.text()
        async with http.post(page, data={"card": "ok"}, allow_redirects=False) as paid:
            assert paid.status == 303
        assert await fake.deliver() == 3
        await until(lambda: len(ours.ledger.lots) == 1)
        async with http.get(f"{url}/v1/billing") as answer:
            assert (await answer.json())["balance_credits"] == 300
        clock.advance(HOUR_MS)
        code, said = await command(url, "billing", "reconcile")
        assert (code, said) == (0, "1 payment(s), 1 sale(s), 0 difference(s)\n")
        lot = ours.ledger.lots[0]
        ours.ledger.lots.append(Lot(lot.workspace_id, "stripe:pi_none", 5, 5, None, lot.at_ms))
        code, said = await command(url, "billing", "reconcile", "--json")
        assert (code, [one["kind"] for one in json.loads(said)["differences"]]) == (1, ["unpaid-sale"])
        code, said = await command(url, "billing", "reconcile", "--days", "2")
        assert (code, said.splitlines()[0].split()[:2]) == (1, ["unpaid-sale", "stripe:pi_none"])
        price = fake.shop.all("price")[0]
        price["unit_amount"] += 1
        code, said = await command(url, "billing", "sync")
        assert (code, "studio: price_cents is declared as 49900, and is 49901" in said) == (1, True)


async def test_events_that_did_not_arrive_are_sent_again(setup: Setup, fake: FakeStripe) -> None:
    fake.webhook = "http://127.0.0.1:9/"
    fake.shop.tell("customer.created", fake.shop.create_customer({"name": "x"}))
    assert await fake.deliver() == 0
    clock: HandClock = fake.clock  # type: ignore[attr-defined]
    ours = SellingSetup(setup.data, clock, setup.publisher, {**setup.more, **stripe_settings(fake.url)})
    async with listening(ours) as url:
        fake.webhook = f"{url}/v1/billing/stripe/events"
        assert (await fake.deliver(), fake.shop.told) == (1, [])


async def test_the_stand_in_starts_by_itself() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.stripe", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        url = line.split(" answers at ")[1].split(";")[0]
        async with aiohttp.ClientSession() as http, http.get(url) as page:
            assert "A stand-in for Stripe" in await page.text()
    finally:
        process.kill()
        await process.wait()
