"""What of the judges works on this machine.

In: settings. Out: for each part one line, as JSON with `--json`: `part`, `ok`, `detail`, `remedy`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import msgspec

from agents.settings import AgentSettings
from agents.speech import SpeechModelMissing, Transcriber
from schemas.capture import AUDIO_RATE_HZ
from streams.process import CannotStart
from streams.telemetry import Counters


class Finding(msgspec.Struct, frozen=True):
    """One part."""

    part: str
    ok: bool
    detail: str
    remedy: str = ""


def check_speech(settings: AgentSettings) -> Finding:
    """Load the model and give it a second of silence."""
    model = settings.speech_model_dir
    if model is None:
        return Finding("speech model", ok=True, detail="turned off (HYPECUT_SPEECH_MODEL=none)")
    began = time.perf_counter()
    try:
        transcriber = Transcriber(model)
    except SpeechModelMissing as missing:
        detail, _, remedy = str(missing).partition("; ")
        return Finding("speech model", ok=False, detail=detail, remedy=remedy)
    transcriber.transcribe(bytes(2 * AUDIO_RATE_HZ), 0)
    took_ms = round((time.perf_counter() - began) * 1000)
    return Finding("speech model", ok=True, detail=f"{transcriber.name} in {model}, ready in {took_ms} ms")


def check_voice(_: AgentSettings) -> Finding:
    """The detector of voices that ships with faster-whisper."""
    import numpy as np

    spec = find_spec("faster_whisper")
    folder = Path(spec.origin).parent / "assets" if spec and spec.origin else Path()
    files = sorted(folder.glob("*.onnx"))
    if not files:
        return Finding(
            "voice detection",
            ok=False,
            detail="faster-whisper has no Silero model inside",
            remedy="install the dependencies of the lock file again: delete .venv and run ./hypecut",
        )
    from faster_whisper.vad import get_speech_timestamps

    found = get_speech_timestamps(np.zeros(AUDIO_RATE_HZ, dtype=np.float32))
    return Finding("voice detection", ok=not found, detail=f"{files[0].stem}, no voice in silence")


def check_stages(settings: AgentSettings) -> Finding:
    """The lineups that the settings name."""
    from agents.worker import make_judges

    try:
        judges = make_judges(settings, Counters())
    except CannotStart as refusal:
        return Finding(
            "judges", ok=False, detail=str(refusal), remedy="mend or remove the HYPECUT_LINEUP_* setting"
        )
    return Finding("judges", ok=True, detail=", ".join(judges))


CHECKS: tuple[Callable[[AgentSettings], Finding], ...] = (check_stages, check_voice, check_speech)


def main(arguments: list[str]) -> int:
    """Print the findings. Returns 0 when all is well, else 1."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    settings = AgentSettings()
    well = True
    for check in CHECKS:
        finding = check(settings)
        well = well and finding.ok
        if "--json" in arguments:
            line = msgspec.json.encode(finding).decode()
        else:
            mark = "ok " if finding.ok else "NO "
            line = "; ".join(filter(None, (f"{mark} {finding.part}: {finding.detail}", finding.remedy)))
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0 if well else 1
