"""Fixtures of the API's tests. Those that take `setup` run on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from redis.asyncio import Redis
from sqlalchemy import create_engine

from api.accounts import passwords
from api.migrations import upgrade
from streams.door import Door
from tests.api.bank import Bank
from tests.api.postgres import Postgres, running_postgres
from tests.api.redis_server import RedisServer, running_redis
from tests.api.running import Api, Setup, door_to, started
from tests.api.world import person
from tests.conftest import missing


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes that cost nothing: each start makes an account, and the real ones take a seventh of a second."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_OF_NOBODY", quick.hash("the password of nobody"))
        yield


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = tmp_path_factory.mktemp("postgres")
    private = folder / "run"
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
    with running_postgres(folder / "data") as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, to be copied: making them anew for each test takes longer than most."""
    path = tmp_path_factory.mktemp("sqlite") / "hypecut.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def setup(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Setup]:
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_with_tables")
        shutil.copyfile(template, tmp_path / "hypecut.db")
        yield Setup(tmp_path)
        return
    if os.environ.get("HYPECUT_TEST_ALL") != "1":
        missing("the tests on PostgreSQL double the time; HYPECUT_TEST_ALL=1 runs them")
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh() as url:
        yield Setup(tmp_path, more={"database_url": url})


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator[Redis]:
    """A real Redis, empty."""
    client = redis_server.client()
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A real Redis of this test alone, which may stop it."""
    with running_redis() as server:
        yield server


@pytest.fixture
async def api(setup: Setup) -> AsyncIterator[Api]:
    async with started(setup) as running:
        yield running


@pytest.fixture
async def bank(setup: Setup) -> AsyncIterator[Bank]:
    """Somebody at an API that charges, and gives nothing to begin with."""
    setup.more = setup.more | {"credits": "charged", "welcome_credits": 0}
    async with started(setup) as running:
        yield Bank(running, await person(running, "ann"))


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[Door]:
    async with door_to(setup) as open_door:
        yield open_door
