"""Why a region is a highlight, in plain words with figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from agents.fusion.memory import Peak, Region, Wish
from schemas.chat import ChatEventKind, ChatRole
from schemas.judging import Modality, Reason

TELLING_CENTI = 140
MOSTLY, SOME = 0.5, 0.25
WANTED = "wanted"
FACTOR_MAX = 99.0
_ASKERS = {ChatRole.BROADCASTER: "the streamer", ChatRole.MODERATOR: "a moderator"}
_FEELINGS = ("laughing", "amazed", "dismayed")


def reasons_of(region: Region) -> tuple[Reason, ...]:
    """One reason for each sense that was clearly above normal, the strongest first."""
    told = sorted(region.peaks.items(), key=lambda item: -item[1].score_centi)
    chosen = [item for item in told if item[1].score_centi >= TELLING_CENTI] or told[:1]
    senses = (
        Reason(modality=modality.value, text=_text(modality, peak), times_normal=peak.score_centi / 100)
        for modality, peak in chosen
    )
    return (*senses, *wanted_reasons(region.wishes))


def wanted_reasons(wishes: Sequence[Wish]) -> tuple[Reason, ...]:
    """The reason that people asked for it; nothing where nobody did."""
    if not wishes:
        return ()
    people = {wish.author for wish in wishes}
    text = f"{len(people)} {'person' if len(people) == 1 else 'people'} asked for a clip"
    roles = {wish.role for wish in wishes}
    for role, who in _ASKERS.items():
        if role in roles:
            text += f": {who}" if len(people) == 1 else f", {who} among them"
            break
    return (Reason(modality=WANTED, text=text, times_normal=factor_centi(wishes) / 100),)


def factor_centi(wishes: Sequence[Wish]) -> int:
    """How much a moment is wanted: what each person's ask counts, multiplied; each person once."""
    by_author: dict[int, int] = {}
    for wish in wishes:
        by_author[wish.author] = max(by_author.get(wish.author, 100), wish.factor_centi)
    factor = 1.0
    for centi in by_author.values():
        factor = min(FACTOR_MAX, factor * centi / 100)
    return round(100 * factor)


def _text(modality: Modality, peak: Peak) -> str:
    figure = f"{peak.score_centi / 100:.1f}x normal"
    detail = _DETAILS[modality](peak.parts)
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


_EVENTS = {
    ChatEventKind.RAID: ("a raid of {} viewers", "a raid of {} viewers"),
    ChatEventKind.GIFT: ("a gifted sub", "{} gifted subs"),
    ChatEventKind.SUB: ("a new sub", "{} new subs"),
    ChatEventKind.RESUB: ("a resub", "{} resubs"),
    ChatEventKind.BITS: ("{} bits", "{} bits"),
    ChatEventKind.HYPE_TRAIN: ("a hype train of level {}", "a hype train of level {}"),
    ChatEventKind.PREDICTION: ("a prediction", "predictions"),
    ChatEventKind.POLL: ("a poll", "polls"),
    ChatEventKind.SHOUTOUT: ("a shoutout", "shoutouts"),
    ChatEventKind.ANNOUNCEMENT: ("an announcement", "announcements"),
}


def _events(parts: dict[str, float]) -> str:
    said = []
    for kind, (one, many) in _EVENTS.items():
        amount = int(parts.get(kind.value, 0))
        if amount:
            said.append((one if amount == 1 else many).format(amount))
    return ", ".join(said)


_DETAILS: Mapping[Modality, Callable[[dict[str, float]], str]] = {
    Modality.CHAT: _chat,
    Modality.AUDIO: _audio,
    Modality.VISION: _vision,
    Modality.EVENTS: _events,
}
