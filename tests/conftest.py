"""What all tests share."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests run beside one another: how long it takes to make an input says more of the machine than of the input.
settings.register_profile("hypecut", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hypecut")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def missing(what: str) -> None:
    """Skip for a missing service, or fail where the whole set must run (`HYPECUT_TEST_ALL=1`)."""
    if os.environ.get("HYPECUT_TEST_ALL") == "1":
        pytest.fail(f"HYPECUT_TEST_ALL is set, but this is missing: {what}")
    pytest.skip(f"missing: {what}")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A test that sets up logging, or quiets a library, does so for itself alone."""
    known = [
        logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)
    ]
    before = [(one, one.level, one.disabled, one.propagate) for one in (logging.root, *known)]
    disabled = logging.root.manager.disable
    yield
    logging.disable(disabled)
    for logger, level, off, passes_on in before:
        logger.setLevel(level)
        logger.disabled, logger.propagate = off, passes_on


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
