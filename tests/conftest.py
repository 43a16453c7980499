"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def missing(what: str) -> None:
    """Skip for a missing service, or fail where the whole set must run (`HYPECUT_TEST_ALL=1`)."""
    if os.environ.get("HYPECUT_TEST_ALL") == "1":
        pytest.fail(f"HYPECUT_TEST_ALL is set, but this is missing: {what}")
    pytest.skip(f"missing: {what}")


@pytest.fixture(scope="session")
def minutes() -> None:
    """For what takes minutes of real time: it runs with the whole set only."""
    if os.environ.get("HYPECUT_TEST_ALL") != "1":
        pytest.skip("takes minutes; HYPECUT_TEST_ALL=1 runs it")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real recorded data, beside the project's own folder."""
    if not SHARED_DATA.is_dir():
        missing(f"recorded data at {SHARED_DATA}")
    return SHARED_DATA
