"""The generated Python client: it is that of today's API, and the example that uses it works."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from docs.examples import generate
from tests.api.running import EPOCH_MS, Setup, listening, started
from tests.api.test_feeds import ready
from tests.api.world import PASSWORD, person, session_of
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "python" / "newest_clip.py"


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """What is asked of the API here is the same on every database."""
    return Setup(tmp_path)


def test_the_client_was_made_from_today_s_api() -> None:
    made_from = (generate.HERE / generate.MADE_FROM).read_text()
    remedy = "the API has changed: run .venv/bin/python -m docs.examples.generate"
    assert made_from == generate.mark(generate.document()), remedy


def test_the_mark_is_that_of_the_document_and_of_no_release() -> None:
    document = generate.document()
    other = document | {"info": document["info"] | {"version": "77.1"}}
    assert generate.mark(other) == generate.mark(document)
    changed = document | {"paths": {**document["paths"], "/v1/other": {}}}
    assert generate.mark(changed) != generate.mark(document)


@pytest.mark.usefixtures("minutes")
def test_the_client_is_what_the_generator_makes(tmp_path: Path) -> None:
    made = tmp_path / "made"
    generate.generate(generate.document(), made)
    assert list(generate.differences(made, generate.HERE / generate.PACKAGE)) == []


def test_what_differs_is_told(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, files in ((one, {"a": "1", "b": "2"}), (other, {"a": "1", "b": "3", "c": "4"})):
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
    assert list(generate.differences(one, other)) == ["b.py", "c.py"]


async def _run(url: str, email: str, folder: Path, password: str = PASSWORD) -> tuple[int, str, str]:
    """The example as a developer runs it: a process of its own, with nothing of hypecut but the client."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), url, email, "--to", str(folder),
        env={"HYPECUT_PASSWORD": password, "PATH": os.environ["PATH"]}, cwd=folder.parent,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_example_downloads_the_newest_clip(setup: Setup, tmp_path: Path) -> None:
    async with started(setup) as api:
        ada = await person(api, "ada")
        session_id = await session_of(api, ada)
        first = await ready(api, setup, session_id, 1, title="First")
        setup.clock.advance(1000)
        second = await ready(api, setup, session_id, 2, title="Second 🎉")
    async with listening(setup) as url:
        code, out, err = await _run(url, "ada@example.com", tmp_path / "mine")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == [second, first]
    assert "20000 ms  Second 🎉" in lines[0]
    file = tmp_path / "mine" / f"{second}.mp4"
    assert lines[2] == str(file)
    assert file.read_bytes() == b"videovideo"
    assert list(file.parent.iterdir()) == [file]


async def test_the_example_says_what_is_wrong(setup: Setup, tmp_path: Path) -> None:
    async with started(setup) as api:
        await person(api, "ada")
    async with listening(setup) as url:
        code, _, err = await _run(url, "ada@example.com", tmp_path / "mine", "not her password")
        assert (code, "(401)" in err, "Traceback" in err) == (1, True, False)
        code, _, err = await _run(url, "ada@example.com", tmp_path / "mine")
        assert (code, err) == (1, "no clip is ready yet; watch something first\n")
    code, _, err = await _run("http://127.0.0.1:9", "ada@example.com", tmp_path / "mine")
    assert (code, "Traceback" in err) == (1, False)
    assert err


async def test_the_client_carries_what_the_api_answers(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(generate.HERE))
    from hypecut_client import AuthenticatedClient  # type: ignore[import-not-found]
    from hypecut_client.api.channels import (  # type: ignore[import-not-found]
        create_channel,
        list_channels,
        read_channel,
    )
    from hypecut_client.api.timelines import read_timeline  # type: ignore[import-not-found]
    from hypecut_client.models import ChannelRequest, ProblemShape  # type: ignore[import-not-found]

    async with started(setup) as api:
        ada = await person(api, "ada")
        session_id = await session_of(api, ada)
    async with listening(setup) as url:
        token = ada.headers["Authorization"].removeprefix("Bearer ")
        async with AuthenticatedClient(base_url=url, token=token) as client:
            asked = ChannelRequest(platform="twitch", name="somebody", tags=["fps"])
            made = await create_channel.asyncio(client=client, body=asked, idempotency_key="one")
            assert (made.name, made.tags, made.created_at_ms) == ("somebody", ["fps"], EPOCH_MS)
            assert await create_channel.asyncio(client=client, body=asked, idempotency_key="one") == made
            assert (await list_channels.asyncio(client=client)).items == [made]
            none = await read_channel.asyncio("none", client=client)
            assert isinstance(none, ProblemShape)
            assert (none.status, none.type_) == (404, "urn:hypecut:problem:unknown-channel")
            assert (await read_timeline.asyncio(session_id, client=client, sense=["chat"])).items == []


@pytest.mark.usefixtures("minutes")
async def test_the_example_has_the_types_that_the_client_promises() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mypy", "--config-file", os.devnull, "--strict", "--cache-dir", os.devnull,
        str(EXAMPLE), cwd=EXAMPLE.parent, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
