"""Credits: accounts, transfers, lots, holds and minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SHARED = ("purchase", "promotion", "revenue", "refund", "expiry")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", sa.String(length=64), nullable=False, server_default=sa.text("''"))


def _create_accounts() -> None:
    accounts = op.create_table(
        "credit_accounts",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        _workspace(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("unlimited", sa.Boolean(), nullable=False),
        sa.Column("minutes_left", sa.BigInteger(), nullable=True),
        sa.Column("warned_minutes", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.CheckConstraint(
            "balance >= 0 AND held >= 0 AND held <= balance", name="ck_credit_accounts_covered"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credit_accounts")),
    )
    op.create_index(op.f("ix_credit_accounts_workspace_id"), "credit_accounts", ["workspace_id"])
    op.bulk_insert(
        accounts,
        [
            {
                "account_id": kind,
                "workspace_id": "",
                "kind": kind,
                "balance": 0,
                "held": 0,
                "unlimited": False,
                "created_at_ms": 0,
                "updated_at_ms": 0,
                "version": 1,
            }
            for kind in SHARED
        ],
    )


def _create_transfers() -> None:
    op.create_table(
        "credit_transfers",
        sa.Column("transfer_id", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("from_account_id", sa.String(length=64), nullable=False),
        sa.Column("to_account_id", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("minute", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_credit_transfers_amount"),
        sa.CheckConstraint("from_account_id <> to_account_id", name="ck_credit_transfers_two_accounts"),
        sa.ForeignKeyConstraint(
            ["from_account_id"],
            ["credit_accounts.account_id"],
            name=op.f("fk_credit_transfers_from_account_id_credit_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["to_account_id"],
            ["credit_accounts.account_id"],
            name=op.f("fk_credit_transfers_to_account_id_credit_accounts"),
        ),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_credit_transfers")),
        sa.UniqueConstraint("reference", name=op.f("uq_credit_transfers_reference")),
    )
    op.create_index("ix_credit_transfers_workspace", "credit_transfers", ["workspace_id", "transfer_id"])
    op.create_index("ix_credit_transfers_session", "credit_transfers", ["session_id", "minute"])


def _guard_transfers() -> None:
    """What has moved has moved: a mistake is made good by another transfer, never by changing one."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for change in ("UPDATE", "DELETE"):
        name = f"credit_transfers_no_{change.lower()}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {change} ON credit_transfers "
            "BEGIN SELECT RAISE(ABORT, 'rows of credit_transfers are never changed'); END"
            if sqlite
            else f"CREATE TRIGGER {name} BEFORE {change} ON credit_transfers "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _create_lots() -> None:
    op.create_table(
        "credit_lots",
        sa.Column("lot_id", sa.String(length=64), nullable=False),
        _workspace(),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.CheckConstraint("remaining >= 0 AND remaining <= amount", name="ck_credit_lots_remaining"),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_credit_lots")),
        sa.UniqueConstraint("reference", name=op.f("uq_credit_lots_reference")),
    )
    op.create_index("ix_credit_lots_open", "credit_lots", ["workspace_id", "remaining"])
    op.create_index("ix_credit_lots_expiry", "credit_lots", ["expires_at_ms"])
    op.create_index(op.f("ix_credit_lots_workspace_id"), "credit_lots", ["workspace_id"])


def _create_holds() -> None:
    op.create_table(
        "credit_holds",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        _workspace(),
        sa.Column("credits_held", sa.BigInteger(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_credit_holds")),
    )
    op.create_index("ix_credit_holds_lease", "credit_holds", ["lease_until_ms"])
    op.create_index(op.f("ix_credit_holds_workspace_id"), "credit_holds", ["workspace_id"])


def _create_minutes() -> None:
    op.create_table(
        "credit_minutes",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("covered_ms", sa.BigInteger(), nullable=False),
        sa.Column("gap_ms", sa.BigInteger(), nullable=False),
        sa.Column("ad_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("looked_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("covered_ms >= 0 AND covered_ms <= 60000", name="ck_credit_minutes_covered"),
        sa.PrimaryKeyConstraint("session_id", "minute", name=op.f("pk_credit_minutes")),
    )
    op.create_index(
        "ix_credit_minutes_unlooked",
        "credit_minutes",
        ["at_ms"],
        sqlite_where=sa.text("looked_at_ms IS NULL"),
        postgresql_where=sa.text("looked_at_ms IS NULL"),
    )
    op.create_index("ix_credit_minutes_workspace", "credit_minutes", ["workspace_id", "at_ms"])


def upgrade() -> None:
    """To this form."""
    _create_accounts()
    _create_transfers()
    _guard_transfers()
    _create_lots()
    _create_holds()
    _create_minutes()
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stop_reason", sa.Text(), nullable=False, server_default=sa.text("''")))
