"""A lineup runs in order, is measured where it is called, and stops at the first error."""

from __future__ import annotations

import pytest

from streams.stage import Gone, Poison, Retry, UnknownStage, load_stages, run_lineup
from streams.telemetry import Counters


class Append:
    def name(self) -> str:
        return "append"

    def run(self, ctx: list[str]) -> None:
        ctx.append("run")


class Raise:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def name(self) -> str:
        return "raise"

    def run(self, ctx: list[str]) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(Retry("wait"), "retry"), (Poison("bad"), "poison"), (Gone(), "gone"), (KeyError("x"), "bug")],
)
def test_the_first_error_ends_the_run_and_is_counted(error: Exception, outcome: str) -> None:
    ran: list[str] = []
    counters = Counters()
    with pytest.raises(type(error)):
        run_lineup((Append(), Raise(error), Append()), ran, counters)
    assert ran == ["run"]
    assert counters.stages["append"].outcomes == {"ok": 1}
    assert counters.stages["raise"].outcomes == {outcome: 1}


def test_a_stage_is_found_by_its_name() -> None:
    (stage,) = load_stages([f"{__name__}:Append"])
    assert stage.name() == "append"


@pytest.mark.parametrize("entry", ["no.such:Stage", f"{__name__}:Nothing", f"{__name__}:Raise", "bare"])
def test_a_wrong_name_is_named(entry: str) -> None:
    with pytest.raises(UnknownStage, match="module:Class"):
        load_stages([entry])
