"""The database: its history, its faults, what is swept, and what a new run leaves behind."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sqlite3
import sys
from pathlib import Path

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from api.database import Database
from api.migrations import upgrade
from api.serve import listen
from api.sweeper import Sweeper
from api.tables import Base
from streams.door import Memory
from streams.process import CannotStart, CannotStartYet
from tests.api.running import TOKEN, Setup, a_highlight, a_session, door_to, open_session, started
from tests.api.test_http import new_session, problem, put

HOUR_MS = 60 * 60_000


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, Base.metadata))


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """What is told of SQLite here is told of SQLite alone."""
    return Setup(tmp_path)


async def test_the_history_leads_to_the_models_and_may_be_run_again(setup: Setup) -> None:
    database = Database(setup.settings.database, setup.clock)
    await database.open()
    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(_differences) == []
    await database.close()


async def test_sqlite_is_told_what_it_must_be(setup: Setup, api: object) -> None:
    database = Database(setup.settings.database, setup.clock)
    async with database.reading() as session:
        connection = await session.connection()
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await database.close()
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


async def test_rows_are_stamped_and_versioned(setup: Setup) -> None:
    async with started(setup) as api:
        watch_id = (await api.http.post("/v1/watches", json={"source": "a.mp4"})).json()["watch_id"]
        made_ms = setup.clock.now_ms()
        setup.clock.advance(1000)
        for _ in range(2):  # the second changes nothing, and stamps nothing
            await api.http.patch(f"/v1/watches/{watch_id}", json={"wanted": False})
            setup.clock.advance(1000)
    with sqlite3.connect(setup.data / "hypecut.db") as connection:
        row = connection.execute("SELECT created_at_ms, updated_at_ms, version FROM watches").fetchone()
    connection.close()
    assert row == (made_ms, made_ms + 1000, 2)


async def test_a_locked_database_puts_a_write_off_and_reads_go_on(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.sqlite.BUSY_TIMEOUT_MS", 50)
    async with started(setup) as api:
        other = sqlite3.connect(setup.data / "hypecut.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = await api.http.post("/v1/watches", json={"source": "a.mp4"})
        problem(answer, 503, "unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await api.http.get("/v1/watches")).status_code == 200
        other.execute("ROLLBACK")
        other.close()
        assert (await api.http.post("/v1/watches", json={"source": "a.mp4"})).status_code == 201


async def test_a_writer_that_does_not_end_makes_the_others_give_up(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(setup) as api:
        async with api.services.database.writing():
            with monkeypatch.context() as patch:
                patch.setattr("api.database.WRITE_WAIT_S", 0.05)
                problem(await api.http.post("/v1/watches", json={"source": "a.mp4"}), 503, "unavailable")
        assert (await api.http.post("/v1/watches", json={"source": "a.mp4"})).status_code == 201


async def test_a_full_disk_loses_nothing(setup: Setup) -> None:
    async with started(setup) as api:
        session_id = await new_session(api)
        before = a_highlight(session_id, 1000)
        assert (await put(api, f"/v1/highlights/{before.highlight_id}", before)).status_code == 200
        bodies = [
            Memory(judge="chat", session_id=f"s{number}", position=1, body=os.urandom(500_000))
            for number in range(4)
        ]
        async with api.services.database.engine.connect() as connection:
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        # SQLite's own bound gives the very error of a full disk, without one.
        async with _bounded(api.services.database, pages + 8):
            refused = problem(await put(api, "/v1/memories", bodies), 503, "unavailable")
            assert "full" in str(refused["detail"])
            assert (await api.http.get("/v1/memories/chat/s0")).status_code == 404
            assert (await api.http.get(f"/v1/highlights/{before.highlight_id}")).status_code == 200
        assert (await put(api, "/v1/memories", bodies)).json() == {"changed": 4}


class _bounded:  # noqa: N801 - reads as a statement
    """Keeps every connection of the database from growing it beyond so many pages."""

    def __init__(self, database: Database, pages: int) -> None:
        self._database = database
        self._pages = pages

    async def __aenter__(self) -> None:
        await self._set(self._pages)

    async def __aexit__(self, *_: object) -> None:
        await self._set(2**30)

    async def _set(self, pages: int) -> None:
        from sqlalchemy import event

        def bound(connection: sqlite3.Connection, *_: object) -> None:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA max_page_count={pages}")
            cursor.close()

        await self._database.engine.dispose()
        event.listen(self._database.engine.sync_engine, "connect", bound)


async def test_memories_are_swept_some_time_after_their_session(setup: Setup) -> None:
    async with started(setup) as api:
        session_id = await new_session(api)
        running = await new_session(api)
        memories = [
            Memory(judge="chat", session_id=one, position=1, body=b"x")
            for one in (session_id, running, "gone")
        ]
        await put(api, "/v1/memories", memories)
        report = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 1, "ended_at_ms": 1}
        setup.clock.advance(2 * HOUR_MS)
        await api.http.patch(f"/v1/sessions/{session_id}", json=report)
        sweeper = Sweeper(api.services.database, setup.clock)

        async def left() -> list[str]:
            await sweeper.sweep()
            asked = [
                (one, await api.http.get(f"/v1/memories/chat/{one}")) for one in (session_id, running, "gone")
            ]
            return [one for one, answer in asked if answer.status_code == 200]

        assert await left() == [session_id, running]
        setup.clock.advance(HOUR_MS - 1)
        assert await left() == [session_id, running]
        setup.clock.advance(2)
        assert await left() == [running]


async def test_an_unwanted_session_without_a_monitor_is_ended(setup: Setup) -> None:
    async with started(setup) as api:
        session_id = await new_session(api)
        other = await new_session(api)
        watch_id = (await api.http.get(f"/v1/sessions/{session_id}")).json()["watch_id"]
        report = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 4321}
        await api.http.patch(f"/v1/sessions/{session_id}", json=report)
        sweeper = Sweeper(api.services.database, setup.clock)
        setup.clock.advance(HOUR_MS)
        await api.http.patch(f"/v1/watches/{watch_id}", json={"wanted": False})
        await sweeper.sweep()
        assert (await api.http.get(f"/v1/sessions/{session_id}")).json()["ended_at_ms"] is None
        setup.clock.advance(11 * 60_000)
        await sweeper.sweep()
        ended = (await api.http.get(f"/v1/sessions/{session_id}")).json()
        assert (ended["ended_at_ms"], ended["incarnation"]) == (4321, 2)
        assert "monitor is gone" in ended["end_reason"]
        assert (await api.http.get(f"/v1/sessions/{other}")).json()["ended_at_ms"] is None


async def test_a_new_run_leaves_once_watches_and_dead_offsets_behind(tmp_path: Path) -> None:
    setup = Setup(tmp_path, more={"run": "first", "kafka_kind": "embedded"})
    async with door_to(setup) as door:
        once, once_session = await a_session(door, once=True)
        kept, kept_session = await a_session(door)
        memory = Memory(judge="chat", session_id=kept_session.session_id, position=5000, body=b"baseline")
        await door.save_memories([memory])
    async with door_to(setup) as door:  # the same run: only the API was started again
        assert len(await door.watches(wanted=True)) == 2
        assert await door.memory("chat", kept_session.session_id) == memory
    setup.more["run"] = "second"
    async with door_to(setup) as door:
        assert [one.watch_id for one in await door.watches(wanted=True)] == [kept.watch_id]
        over = await door.session(once_session.session_id)
        assert (over.ended_at_ms, over.incarnation) == (0, 2)
        assert (await open_session(door, kept)).incarnation == 2
        found = await door.memory("chat", kept_session.session_id)
        assert found is not None
        assert (found.position, found.body) == (-1, b"baseline")
        await door.save_memories(
            [Memory(judge="chat", session_id=kept_session.session_id, position=0, body=b"n")]
        )
    assert once.once


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"127\.0\.0\.1:{port}: .*HYPECUT_API_PORT"):
            listen("127.0.0.1", port)


def test_small_answers_do_not_wait_for_an_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////dev/null/hypecut.db", "HYPECUT_DATABASE_URL"),
        ("no url", "is no database URL"),
        ("nosuch://x", "database"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path, url: str, sentence: str) -> None:
    setup = Setup(tmp_path, more={"database_url": url})
    with pytest.raises(CannotStart, match=sentence):
        await Database(setup.settings.database, setup.clock).open()


async def test_a_file_that_is_no_database_is_named(setup: Setup) -> None:
    (setup.data / "hypecut.db").write_bytes(b"this is no database at all" * 100)
    database = Database(setup.settings.database, setup.clock)
    with pytest.raises(CannotStart, match=r"hypecut\.db cannot be opened"):
        await database.open()
    await database.close()


async def test_a_fault_that_may_pass_is_no_reason_to_give_up(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.sqlite.BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(setup.data / "hypecut.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CannotStartYet, match=r"hypecut\.db .*locked"):
        await Database(setup.settings.database, setup.clock).open()
    other.close()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(CannotStartYet, match="No space left"):
        await Database(setup.settings.database, setup.clock).open()
    setup.more["token"] = ""
    with pytest.raises(CannotStartYet, match="secrets of the API"):
        setup.app()


async def test_a_locked_database_ends_the_process_with_one_line_and_1(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hypecut.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    impatient = "import sys, api.sqlite as d; d.BUSY_TIMEOUT_MS = 50; from api.__main__ import main; "
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await _process(tmp_path, port, "-c", impatient + "sys.exit(main())")
    _, said = await asyncio.wait_for(process.communicate(), 60)
    other.close()
    assert process.returncode == 1
    assert len(said.splitlines()) == 1, said
    assert b"locked" in said


async def _process(tmp_path: Path, port: int, *program: str) -> asyncio.subprocess.Process:
    environment = {
        "PATH": os.environ["PATH"],
        "HYPECUT_DATA": str(tmp_path),
        "HYPECUT_API_PORT": str(port),
        "HYPECUT_OPERATOR_TOKEN": TOKEN,
        "HYPECUT_KAFKA": "127.0.0.1:9",  # nobody listens there
        "HYPECUT_READY_FILE": str(tmp_path / "ready"),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, *(program or ("-m", "api")), env=environment, stderr=asyncio.subprocess.PIPE
    )


async def test_the_process_serves_without_a_broker_and_stops_when_asked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await _process(tmp_path, port)
    try:
        async with asyncio.timeout(60):
            while not (tmp_path / "ready").exists():
                assert process.returncode is None, await process.communicate()
                await asyncio.sleep(0.05)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
            assert (await http.get("/v1/health")).json()["status"] == "ok"
            assert (await http.post("/v1/watches", json={"source": "a.mp4"})).status_code == 201
            second = await _process(tmp_path / "other", port)
            _, said = await asyncio.wait_for(second.communicate(), 60)
            assert second.returncode == 2
            assert b"HYPECUT_API_PORT" in said
            assert b"Traceback" not in said
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            _, said = await process.communicate()
        assert process.returncode == 0, said
        assert b"Traceback" not in said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
