"""The words of the ledger: its accounts, its transfers, and what became of a minute."""

from __future__ import annotations

from enum import StrEnum


class AccountKind(StrEnum):
    """Where credits come from and go to. There is one `WORKSPACE` for each workspace, and one of the rest."""

    WORKSPACE = "workspace"
    PURCHASE = "purchase"
    PROMOTION = "promotion"
    REVENUE = "revenue"
    REFUND = "refund"
    EXPIRY = "expiry"


class TransferKind(StrEnum):
    """Why credits moved."""

    PURCHASE = "purchase"
    GRANT = "grant"
    MINUTE = "minute"
    REFUND = "refund"
    EXPIRY = "expiry"
    CLAW_BACK = "claw_back"
    RESTORE = "restore"


class Outcome(StrEnum):
    """What became of a minute: `CHARGED`, or why it was not.

    `SHORT`: under half of it was captured. `UNPAID`: no credit was left. `FREE`: the workspace is not
    charged. `REFUNDED`: it was charged, and the credit was given back.
    """

    CHARGED = "charged"
    SHORT = "short"
    UNPAID = "unpaid"
    FREE = "free"
    REFUNDED = "refunded"
