"""The documents say what the code does, where that can be compared."""

from __future__ import annotations

import re

import pytest

from agents.settings import AgentSettings
from api.settings import ApiSettings
from monitors.settings import MonitorSettings
from monitors.twitch.settings import TwitchSettings
from render.settings import RenderSettings
from streams.settings import ProcessSettings
from streams.topics import TOPICS
from tests.conftest import ROOT

PROCESSES = (AgentSettings, ApiSettings, MonitorSettings, RenderSettings, TwitchSettings)
INNER = {"kafka_kind", "ready_file", "run"}
"""Given by the supervisor to its processes; nobody else sets them."""


@pytest.mark.parametrize(
    "settings", [AgentSettings, ApiSettings, MonitorSettings, RenderSettings, TwitchSettings]
)
def test_every_setting_is_described_with_its_default(settings: type[ProcessSettings]) -> None:
    rows = dict(re.findall(r"^\| `(HYPECUT_\w+)` \| (.*?) \|", (ROOT / "docs/settings.md").read_text(), re.M))
    for name, field in settings.model_fields.items():
        if name in INNER:
            continue
        variable = f"HYPECUT_{name.upper()}"
        assert variable in rows
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert f"`{field.default}`" == rows[variable], variable


def test_every_topic_is_described() -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    for topic in TOPICS:
        assert f"| `{topic.name}` |" in page


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_name_of_a_setting_means_two_things() -> None:
    own: dict[str, str] = {}
    for settings in PROCESSES:
        for name in settings.model_fields.keys() - ProcessSettings.model_fields.keys():
            assert name not in own, f"{settings.__name__} and {own[name]} both have {name}"
            own[name] = settings.__name__
