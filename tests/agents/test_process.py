"""The process from outside: `python -m agents`, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agents.app import _make_app
from agents.judge import by_category
from agents.settings import AgentSettings
from agents.worker import make_judges
from streams.process import CannotStart
from streams.settings import BrokerKind
from streams.telemetry import Counters


def _run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agents", *arguments],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_doctor_says_what_works() -> None:
    done = _run("doctor", "--json")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(finding["part"], finding["ok"]) for finding in findings] == [
        ("judges", True),
        ("voice detection", True),
        ("speech model", True),
    ]
    assert done.returncode == 0


def test_doctor_names_what_is_missing_and_the_remedy(tmp_path: Path) -> None:
    done = _run("doctor", "--json", HYPECUT_SPEECH_MODEL=str(tmp_path / "nowhere"))
    finding = json.loads(done.stdout.splitlines()[-1])
    assert not finding["ok"]
    assert "nowhere" in finding["detail"]
    assert "HYPECUT_SPEECH_MODEL" in finding["remedy"]
    assert done.returncode == 1


def test_an_unknown_stage_ends_the_process_with_one_line(tmp_path: Path) -> None:
    done = _run(HYPECUT_LINEUP_CHAT='["nobody.stages:Mood"]', HYPECUT_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "'nobody.stages:Mood' is no stage" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_told_the_known_ones() -> None:
    done = _run("judge")
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_lineups_come_from_the_settings() -> None:
    chosen = AgentSettings(lineup_chat=("agents.chat.stages:People", "agents.chat.stages:TimesNormal"))
    assert set(make_judges(chosen, Counters())) == {"chat", "audio", "vision", "fusion"}
    with pytest.raises(CannotStart, match="HYPECUT_LINEUP"):
        make_judges(AgentSettings(lineup_verdict=("agents.nothing:Here",)), Counters())


def test_settings_follow_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = AgentSettings(kafka="127.0.0.1:9", kafka_kind=BrokerKind.EMBEDDED)
    cluster = AgentSettings(kafka="kafka:9092")
    assert embedded.group_timeout_s < 6 <= cluster.group_timeout_s
    assert (embedded.log_name, cluster.log_name) == ("127.0.0.1:9", "")
    monkeypatch.setenv("HYPECUT_JUDGING", '{"open_threshold": 3.5}')
    assert AgentSettings().judging.open_threshold == 3.5


def test_numbers_of_a_category_differ_where_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPECUT_JUDGING", '{"open_threshold": 3.5}')
    monkeypatch.setenv(
        "HYPECUT_JUDGING_BY_CATEGORY", '{"Just Chatting": {"weight_vision": 0.1, "pre_roll_ms": 12000}}'
    )
    settings = AgentSettings()
    numbers = by_category(settings.judging, settings.judging_by_category)
    assert numbers == {"just chatting": replace(settings.judging, weight_vision=0.1, pre_roll_ms=12_000)}
    assert numbers["just chatting"].open_threshold == 3.5


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("HYPECUT_JUDGING", '{"open_treshold": 3}', "open_treshold"),
        ("HYPECUT_JUDGING_BY_CATEGORY", '{"Chess": {"open_treshold": 3}}', "open_treshold"),
        ("HYPECUT_JUDGING_BY_CATEGORY", '{"Chess": {"pre_roll_ms": 1.5}}', "pre_roll_ms"),
        ("HYPECUT_JUDGING_BY_CATEGORY", '{"Chess": {"chat_lag_ms": 9000}}', "chat_lag_ms"),
        ("HYPECUT_JUDGING_BY_CATEGORY", '{"Chess": {"open_threshold": "high"}}', "open_threshold"),
        ("HYPECUT_JUDGING_BY_CATEGORY", '{"Chess": {}, "chess": {}}', "chess"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValueError, match=named):
        AgentSettings()


def test_a_door_that_is_shut_for_hours_does_not_cost_the_membership(tmp_path: Path) -> None:
    app = _make_app(AgentSettings(kafka="kafka:9092", data=tmp_path), "judges")
    assert app.conf.broker_max_poll_interval >= 24 * 3600
