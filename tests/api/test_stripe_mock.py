"""Every request that we make of Stripe, sent to Stripe's own mock, which knows Stripe's API description.

It refuses parameters that Stripe would refuse, and answers the shapes that Stripe answers; it keeps nothing.
"""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from api.billing.asking import StripeRefused, asking
from api.billing.payments import Payments, TopUp
from api.billing.products import load_catalog
from api.billing.states import SubscriptionState
from api.billing.till import Buyer, Till
from tests.conftest import missing

CATALOG = load_catalog()
BUYER = Buyer("ws-1", "cus_1")
PACK, PLAN = CATALOG.packs[0], CATALOG.plans[0]
URLS = ("https://example.com/paid", "https://example.com/left")
NOW = SubscriptionState(
    "sub_1", "cus_1", "active", "si_1", "price_1", "solo", 0, 1, cancels=False, ended_at_ms=None
)
TOP_UP = TopUp("ws-1", "cus_1", "pack-300", 300, 900, 1, "hypecut/top-up/ws-1/1")


@pytest.fixture(scope="module")
def mock_url() -> Iterator[str]:
    """A mock that runs; CI installs it with `go install github.com/stripe/stripe-mock@v0.203.0`."""
    program = shutil.which("stripe-mock") or shutil.which("stripe-mock", path=str(Path.home() / "go/bin"))
    if program is None:
        missing("stripe-mock: go install github.com/stripe/stripe-mock@v0.203.0")
        return
    command = [program, "-http-addr", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                found = re.search(r"address: (?:http://)?(127\.0\.0\.1:\d+)", line)
                if found:
                    yield f"http://{found[1]}"
                    break
            else:
                pytest.fail("stripe-mock ended before it listened")
        finally:
            process.kill()


@pytest.fixture(params=[False, True], ids=["untaxed", "taxed"])
async def till(mock_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Till]:
    made = Till("sk_test_1", mock_url, CATALOG, tax=request.param, tries_again_max=0)
    yield made
    await made.close()


CALLS: dict[str, Callable[[Till], Awaitable[object]]] = {
    "prices": lambda till: till.prices(["hypecut_solo", "hypecut_pack-300"]),
    "price": lambda till: till.price("price_1"),
    "products_there": lambda till: till.products_there(["hypecut_solo"]),
    "create_product": lambda till: till.create_product("hypecut_solo", PLAN),
    "create_price": lambda till: till.create_price("hypecut_solo", "hypecut_solo", PLAN),
    "create_customer": lambda till: till.create_customer("ws-1", "Team Blue"),
    "check_out": lambda till: till.check_out(BUYER, PACK, "price_1", URLS, "key-1"),
    "checkout": lambda till: till.checkout("cs_1"),
    "portal": lambda till: till.portal("cus_1", URLS[0]),
    "subscription": lambda till: till.subscription("sub_1"),
    "change_plan": lambda till: till.change_plan(NOW, "price_2", upgrade=True, key="key-2"),
    "cancel_at_period_end": lambda till: till.cancel_at_period_end("sub_1", cancels=True),
    "cancel_now": lambda till: till.cancel_now("sub_1"),
    "invoices_of": lambda till: till.invoices_of("sub_1"),
    "invoice": lambda till: till.invoice("in_1"),
    "payment": lambda till: till.payments.payment("pi_1"),
    "saved_method": lambda till: till.payments.saved_method("cus_1"),
    "pay": lambda till: till.payments.pay(TOP_UP, "pm_1"),
    "give_back": lambda till: till.payments.give_back("pi_1"),
    "give_up": lambda till: till.payments.give_up("pi_1"),
    "all_payments": lambda till: anext(till.payments.all_payments(0, 1_790_000_000_000)),
    "all_checkouts": lambda till: anext(till.payments.all_checkouts(0, 1_790_000_000_000)),
    "all_invoices": lambda till: anext(till.payments.all_invoices(0, 1_790_000_000_000)),
}
MORE: dict[str, Callable[[Till], Awaitable[object]]] = {
    "create_price of a pack": lambda till: till.create_price("hypecut_x", "hypecut_x", PACK),
    "check_out of a plan": lambda till: till.check_out(BUYER, PLAN, "price_1", URLS, "key-3"),
    "change_plan to a smaller": lambda till: till.change_plan(NOW, "price_2", upgrade=False, key="key-4"),
    "second page": lambda till: till.payments._v1.payment_intents.list_async(
        {"starting_after": "pi_1", "limit": 100}
    ),
}


def test_every_request_that_we_make_is_here() -> None:
    made = {
        name
        for owner in (Till, Payments)
        for name, one in vars(owner).items()
        if not name.startswith("_") and inspect.isfunction(one) and name != "close"
    }
    assert made == {*CALLS}


@pytest.mark.parametrize("name", [*CALLS, *MORE])
async def test_stripe_understands_what_we_ask(till: Till, name: str) -> None:
    answer = await (CALLS | MORE)[name](till)
    if name == "check_out":
        assert answer.session_id.startswith("cs_")  # type: ignore[attr-defined]


async def test_the_mock_does_refuse_what_stripe_does_not_know(till: Till) -> None:
    with pytest.raises(StripeRefused, match="additional properties are not allowed"):
        async with asking():
            await till._v1.customers.create_async({"nonsense": "1"})  # type: ignore[typeddict-unknown-key]
