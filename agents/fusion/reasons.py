"""Why a region is a highlight, in plain words with figures."""

from __future__ import annotations

from agents.fusion.memory import Peak, Region
from schemas.judging import Modality, Reason

TELLING_CENTI = 140
MOSTLY, SOME = 0.5, 0.25
_FEELINGS = ("laughing", "amazed", "dismayed")


def reasons_of(region: Region) -> tuple[Reason, ...]:
    """One reason for each sense that was clearly above normal, the strongest first."""
    told = sorted(region.peaks.items(), key=lambda item: -item[1].score_centi)
    chosen = [item for item in told if item[1].score_centi >= TELLING_CENTI] or told[:1]
    return tuple(
        Reason(modality=modality.value, text=_text(modality, peak), times_normal=peak.score_centi / 100)
        for modality, peak in chosen
    )


def _text(modality: Modality, peak: Peak) -> str:
    figure = f"{peak.score_centi / 100:.1f}x normal"
    detail = {Modality.CHAT: _chat, Modality.AUDIO: _audio, Modality.VISION: _vision}[modality](peak.parts)
    return f"{modality.value} {figure}" + (f": {detail}" if detail else "")


def _chat(parts: dict[str, float]) -> str:
    if "people" not in parts:
        return ""
    people = int(parts["people"])
    detail = f"{people} {'person' if people == 1 else 'people'}"
    feeling = max(_FEELINGS, key=lambda name: parts.get(name, 0.0))
    share = parts.get(feeling, 0.0)
    if share >= MOSTLY:
        detail += f", mostly {feeling}"
    elif share >= SOME:
        detail += f", many {feeling}"
    if parts.get("same", 0.0) >= MOSTLY:
        detail += ", saying the same"
    return detail


def _audio(parts: dict[str, float]) -> str:
    said = []
    if parts.get("loud_db", 0.0) >= 3.0:
        said.append(f"{parts['loud_db']:.0f} dB louder")
    kinds = {"crowd": "like a crowd", "laugh": "like laughter", "voice": "raised voices"}
    kind = max(kinds, key=lambda name: parts.get(name, 0.0))
    if parts.get(kind, 0.0) >= SOME:
        said.append(kinds[kind])
    return ", ".join(said)


def _vision(parts: dict[str, float]) -> str:
    if parts.get("flash", 0.0) >= MOSTLY:
        return "a flash"
    if parts.get("cut", 0.0) >= MOSTLY:
        return "the scene changed"
    return "much movement" if "motion" in parts else ""
