"""What the routes of credits take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.credits.kinds import AccountKind, Outcome, TransferKind
from api.credits.models import REFERENCE_LENGTH
from api.fields import Count, Identity, Line, Ms, Request, Shape, Texts
from api.listing import ListQuery

MINUTE_MS = 60_000
MINUTES_MAX = 500
"""Of one call; a meter that was cut off for hours sends several."""

MINUTE_MAX = 10_000_000
"""Nineteen years of one session."""

GRANT_MAX = 10_000_000
"""A credit is a minute: nineteen years of one channel."""

PartOfMinute = Annotated[int, Field(ge=0, le=MINUTE_MS)]
MinuteNumber = Annotated[int, Field(ge=0, le=MINUTE_MAX, description="0 is [0, 60 s) of media time.")]


class MinuteReport(Shape):
    """A minute as a meter reports it; session and minute are its identity."""

    session_id: Identity
    minute: MinuteNumber
    covered_ms: Annotated[PartOfMinute, Field(description="Recorded, and offered for scoring.")]
    gap_ms: PartOfMinute = 0
    ad_ms: PartOfMinute = 0


class DeductionRequest(Shape):
    """Minutes to be charged, in any order, with repetitions."""

    minutes: Annotated[list[MinuteReport], Field(min_length=1, max_length=MINUTES_MAX)]


class AccountShape(Shape):
    """A workspace's credits.

    `available` is what is neither spent nor held by running sessions; `minutes_left` how long `balance` lasts
    at the rate of the last minute, null while nothing runs. The minutes of an `unlimited` one are counted and
    not charged.
    """

    account_id: Identity
    kind: AccountKind
    workspace_id: Annotated[str, Field(description="Empty for an account that all share.")]
    balance: Count
    held: Count
    available: Count
    unlimited: bool
    minutes_left: Count | None
    updated_at_ms: Ms


class AccountChange(Request):
    """What an operator says of an account."""

    unlimited: bool


class AccountQuery(ListQuery):
    """Filters of accounts."""

    sort: Literal["created_at_ms", "-created_at_ms", "balance", "-balance"] = "-created_at_ms"
    workspace_id: Identity | None = None
    unlimited: bool | None = None
    balance_max: Count | None = None


class DeductionShape(Shape):
    """What came of a batch of minutes.

    `charged` were paid just now; `known` had been reported before; `unknown` are sessions that there are none
    of; `ended` are the watches that the last credit ended.
    """

    accounts: list[AccountShape]
    charged: Count
    known: Count
    unknown: list[Identity]
    ended: list[Identity]


class GrantRequest(Request):
    """Credits that an operator gives."""

    workspace_id: Identity
    credits: Annotated[int, Field(ge=1, le=GRANT_MAX)]
    expires_at_ms: Annotated[Ms | None, Field(description="Null: never.")] = None
    reference: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=REFERENCE_LENGTH - 16,
            pattern=r"^[\x21-\x7e]+$",
            description="Of your making: a grant with it again gives nothing more.",
        ),
    ] = None
    note: Line = ""


class LotShape(Shape):
    """Credits that came together, and end together. The ones that expire first are spent first."""

    lot_id: Identity
    workspace_id: Identity
    reference: str
    amount: Count
    remaining: Count
    expires_at_ms: Ms | None
    created_at_ms: Ms


class LotQuery(ListQuery):
    """Filters of lots."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    remaining_min: Count | None = None
    expires_at_ms_max: Ms | None = None


class TransferShape(Shape):
    """A line of the statement: `change` is what it did to the workspace's balance."""

    transfer_id: Identity
    workspace_id: Identity
    kind: TransferKind
    change: int
    from_account_id: str
    to_account_id: str
    amount: Count
    reference: str
    lot_id: Identity | None
    session_id: Identity | None
    minute: Count | None
    note: str
    at_ms: Ms


class TransferQuery(ListQuery):
    """Filters of transfers."""

    sort: Literal["transfer_id", "-transfer_id"] = "-transfer_id"
    workspace_id: Identity | None = None
    kind: TransferKind | None = None
    session_id: Identity | None = None
    reference: Annotated[str | None, Field(max_length=REFERENCE_LENGTH, pattern=r"^[^\x00]*$")] = None
    at_ms_min: Ms | None = None
    at_ms_max: Ms | None = None


class ChargedMinuteShape(Shape):
    """A minute of a session, and what became of it: charged, or the reason why not."""

    session_id: Identity
    minute: Count
    covered_ms: Count
    gap_ms: Count
    ad_ms: Count
    outcome: Outcome
    reason: str
    at_ms: Ms


class StatementSession(Shape):
    """What a session cost: `charged` is what stayed charged, `refunded` what was given back."""

    session_id: Identity
    channel_id: Identity | None
    source: str
    title: str
    started_at_ms: Ms
    charged: Count
    refunded: Count
    not_charged: Count


class StatementShape(Shape):
    """A stretch of time: the balance at both ends, what moved in between, and the sessions that cost it.

    `moved` is by kind of transfer, as it changed the balance.
    """

    workspace_id: Identity
    from_ms: Ms
    to_ms: Ms
    opening: Count
    closing: Count
    moved: dict[TransferKind, int]
    sessions: list[StatementSession]
    more_sessions: Annotated[bool, Field(description="There are more than are listed; ask for less time.")]


class StatementQuery(Texts):
    """Of which time, and whose."""

    from_ms: Annotated[Ms, Field(description="Epoch time, included.")] = 0
    to_ms: Annotated[Ms | None, Field(description="Epoch time, not included; now, when left out.")] = None
    workspace_id: Annotated[Identity | None, Field(description="Yours, when left out and you have one.")] = (
        None
    )
