"""What Alembic runs: it hands over the connection and the tables as they should be."""

from __future__ import annotations

from alembic import context

from api.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,
)
context.run_migrations()
