"""Fixtures of the API's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streams.door import Door
from tests.api.running import Api, Setup, door_to, started


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(tmp_path)


@pytest.fixture
async def api(setup: Setup) -> AsyncIterator[Api]:
    async with started(setup) as running:
        yield running


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[Door]:
    async with door_to(setup) as open_door:
        yield open_door
