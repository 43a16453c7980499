"""Faults put into the books on purpose, so that whoever compares them can be seen to find them."""

from __future__ import annotations

import sqlite3

import asyncpg

_TRIGGER = "DROP TRIGGER credit_transfers_no_delete"

_DUPLICATE = (
    "INSERT INTO credit_transfers (transfer_id, workspace_id, kind, reference, from_account_id, "
    "to_account_id, amount, lot_id, session_id, minute, note, at_ms) "
    "SELECT 'planted', workspace_id, kind, 'planted', from_account_id, to_account_id, amount, lot_id, "
    "session_id, minute, note, at_ms FROM credit_transfers "
    "WHERE kind = 'minute' AND session_id = '{session}' LIMIT 1"
)

_DROP = (
    "DELETE FROM credit_transfers WHERE transfer_id = (SELECT MIN(transfer_id) FROM credit_transfers "
    "WHERE kind = 'minute' AND session_id = '{session}')"
)


async def plant(fault: str, database: str, session_id: str) -> None:
    """Enter a minute a second time (`duplicate`), or take one out (`drop`)."""
    postgres = database.startswith("postgresql")
    statements = [_DUPLICATE.format(session=session_id)]
    if fault == "drop":
        trigger = f"{_TRIGGER} ON credit_transfers" if postgres else _TRIGGER
        statements = [trigger, _DROP.format(session=session_id)]
    if not postgres:
        with sqlite3.connect(database) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    connection = await asyncpg.connect(database)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
