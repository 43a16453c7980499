"""The tables of the ledger.

A transfer takes from one account what it gives to another: a row of `credit_transfers` is a balanced pair of
entries, so that the sum of all entries is 0 whatever is written. Rows of it are never changed, which the
database itself enforces. An account's balance is a checkpoint of that sum, and the database refuses one
below zero.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Base, Owned, Row

REFERENCE_LENGTH = 200
KIND_LENGTH = 16


class CreditAccountRow(Owned, Row):
    """The account of a workspace, or one of those that all share.

    Attributes:
        account_id: that of the workspace, or the kind of a shared one.
        balance: of a workspace, the sum of its entries; of a shared one always 0: writing it would make
            every transfer wait for every other, and nobody asks for it but who adds it up.
        held: of the balance, what running sessions have reserved.
        unlimited: minutes are counted and not charged.
        minutes_left: how long the balance lasts at the rate of the last look; None while nothing runs.
        warned_minutes: the last warning given since the balance last rose above it.
    """

    __tablename__ = "credit_accounts"
    __table_args__ = (
        CheckConstraint("balance >= 0 AND held >= 0 AND held <= balance", name="ck_credit_accounts_covered"),
    )

    account_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    balance: Mapped[int]
    held: Mapped[int]
    unlimited: Mapped[bool]
    minutes_left: Mapped[int | None]
    warned_minutes: Mapped[int | None]

    @property
    def available(self) -> int:
        """What is neither spent nor held."""
        return self.balance - self.held


class CreditTransferRow(Base):
    """Credits that moved: two entries, `-amount` and `+amount`.

    Attributes:
        reference: made by whoever asks, and unique: the same again moves nothing.
        lot_id: whose credits they are. session_id, minute: what was paid for or given back.
    """

    __tablename__ = "credit_transfers"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("amount > 0", name="ck_credit_transfers_amount"),
        CheckConstraint("from_account_id <> to_account_id", name="ck_credit_transfers_two_accounts"),
        Index("ix_credit_transfers_workspace", "workspace_id", "transfer_id"),
        Index("ix_credit_transfers_session", "session_id", "minute"),
    )

    transfer_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    reference: Mapped[str] = mapped_column(String(REFERENCE_LENGTH))
    from_account_id: Mapped[str] = mapped_column(ForeignKey("credit_accounts.account_id"))
    to_account_id: Mapped[str] = mapped_column(ForeignKey("credit_accounts.account_id"))
    amount: Mapped[int]
    lot_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    session_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    minute: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int]

    @property
    def change(self) -> int:
        """What it did to the workspace's balance."""
        return self.amount if self.to_account_id == self.workspace_id else -self.amount


class CreditLotRow(Owned, Row):
    """Credits that came together, and end together.

    Attributes:
        reference: of the transfer that brought them. expires_at_ms: None: never.
    """

    __tablename__ = "credit_lots"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("remaining >= 0 AND remaining <= amount", name="ck_credit_lots_remaining"),
        Index("ix_credit_lots_open", "workspace_id", "remaining"),
        Index("ix_credit_lots_expiry", "expires_at_ms"),
    )

    lot_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    reference: Mapped[str] = mapped_column(String(REFERENCE_LENGTH))
    amount: Mapped[int]
    remaining: Mapped[int]
    expires_at_ms: Mapped[int | None]


class CreditHoldRow(Owned, Row):
    """What a running session has reserved, so that several together do not overdraw.

    Attributes:
        credits_held: at most `HELD_MINUTES`.
        lease_until_ms: then it is released, should nobody have asked for more time: the session's monitor is
            gone.
    """

    __tablename__ = "credit_holds"
    __table_args__ = (Index("ix_credit_holds_lease", "lease_until_ms"),)

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    credits_held: Mapped[int]
    lease_until_ms: Mapped[int]


class CreditMinuteRow(Base):
    """A minute of a session's media time, and what became of it.

    Attributes:
        minute: 0 is [0, 60 s). covered_ms: recorded and offered for scoring. gap_ms, ad_ms: the rest.
        outcome: an `api.credits.kinds.Outcome`. reason: in words, where it was not charged.
        looked_at_ms: when it was seen to have been scored, or given back; None until then.
    """

    __tablename__ = "credit_minutes"
    __table_args__ = (
        Index("ix_credit_minutes_workspace", "workspace_id", "at_ms"),
        Index(
            "ix_credit_minutes_unlooked",
            "at_ms",
            sqlite_where=text("looked_at_ms IS NULL"),
            postgresql_where=text("looked_at_ms IS NULL"),
        ),
        CheckConstraint("covered_ms >= 0 AND covered_ms <= 60000", name="ck_credit_minutes_covered"),
    )

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    covered_ms: Mapped[int]
    gap_ms: Mapped[int]
    ad_ms: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(KIND_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int]
    looked_at_ms: Mapped[int | None]


Values = dict[str, Any]
"""The columns of a row that is written by the thousand, without an object for each."""
