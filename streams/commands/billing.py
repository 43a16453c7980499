"""`hypecut billing`: what operators do about selling, through the API, which alone holds Stripe's keys.

In: settings, with the operator's token. Out: lines, or JSON, and an exit code: 1 where there is a difference.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence

import click
import msgspec

from streams.clock import SystemClock
from streams.commands.watch import load_settings, run_async
from streams.door import Door
from streams.process import CannotStart
from streams.secrets import operator_token
from streams.settings import ProcessSettings
from streams.stack import OPERATOR
from streams.watching import BROKEN, ENDED, Interrupts

PATIENCE_S = 10.0
"""A person waits; an API that restarts is back sooner."""

COMPARE_S = 600.0
"""Stripe gives a hundred payments in half a second: 100,000 of them."""

DAY_MS = 24 * 3_600_000


class SyncDifference(msgspec.Struct, frozen=True):
    """A field of a product that stands otherwise at Stripe."""

    product: str
    field: str
    declared: str
    at_stripe: str


class Synced(msgspec.Struct, frozen=True):
    """What was made at Stripe, and what differs."""

    created: list[str]
    differences: list[SyncDifference]


class Difference(msgspec.Struct, frozen=True):
    """Where Stripe and the ledger do not agree."""

    kind: str
    reference: str
    workspace_id: str
    detail: str


class Compared(msgspec.Struct, frozen=True):
    """What was compared, and every difference."""

    payments: int
    sales: int
    differences: list[Difference]


def _token(settings: ProcessSettings) -> str:
    given = os.environ.get(OPERATOR, "")
    if given:
        return given
    try:
        return operator_token(settings.data)
    except OSError as error:
        raise CannotStart(
            f"the operator's token cannot be read in {settings.data}: {error.strerror or error}; run this as "
            f"the user of the API, or set {OPERATOR}"
        ) from error


def _with_door(work: Callable[[Door], Awaitable[int]]) -> int:
    settings = load_settings()
    token = _token(settings)

    async def ask(_: Interrupts) -> int:
        door = Door(settings.api_url, token, PATIENCE_S, SystemClock(), call_timeout_s=COMPARE_S)
        async with door:
            return await work(door)

    return run_async(ask)


def run_sync(as_json: bool) -> int:
    """Make at Stripe what is missing. Returns the exit code."""

    async def work(door: Door) -> int:
        synced = await door.ask("POST", "/v1/billing/sync", Synced)
        if as_json:
            click.echo(msgspec.json.encode(synced))
        else:
            for key in synced.created:
                click.echo(f"made {key}")
            for one in synced.differences:
                stands = f"is declared as {one.declared}, and is {one.at_stripe} at Stripe"
                click.echo(f"{one.product}: {one.field} {stands}")
            click.echo(f"{len(synced.created)} made, {len(synced.differences)} difference(s)")
        return BROKEN if synced.differences else ENDED

    return _with_door(work)


def run_reconcile(days: int, as_json: bool) -> int:
    """Compare what Stripe was paid with the ledger. Returns the exit code.

    Args:
        days: back from now.
        as_json: one object on standard output.
    """
    since_ms = max(0, SystemClock().now_ms() - days * DAY_MS)

    async def work(door: Door) -> int:
        compared = await door.ask("GET", f"/v1/billing/differences?since_ms={since_ms}", Compared)
        if as_json:
            click.echo(msgspec.json.encode(compared))
        else:
            for line in _lines(compared.differences):
                click.echo(line)
            counted = f"{compared.payments} payment(s), {compared.sales} sale(s)"
            click.echo(f"{counted}, {len(compared.differences)} difference(s)")
        return BROKEN if compared.differences else ENDED

    return _with_door(work)


def _lines(differences: Sequence[Difference]) -> list[str]:
    return [f"{one.kind} {one.reference} of {one.workspace_id}: {one.detail}" for one in differences]
