"""Scripted sessions with lines, hard events, asks for clips and withdrawals, as the events of capture."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agents.panel import Panel
from schemas.capture import WindowState
from schemas.chat import ChatBatch, ChatEvent, ChatEventKind, ChatMessage, ChatRole, Withdrawal
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import MODALITIES, Modality
from tests.agents.played import SESSION_ID, chatter, mark

LENGTH_S = 200
Kind = ChatEventKind
IDS = itertools.count()


def event(
    at_s: float, kind: ChatEventKind, amount: int = 1, author: str = "a", event_id: str = ""
) -> ChatEvent:
    own_id = event_id or f"{kind.value}-{next(IDS)}"
    return ChatEvent(event_id=own_id, at_ms=int(at_s * 1000), kind=kind, amount=amount, author=author)


def ask(
    at_s: float, author: str, centi: int = 130, role: ChatRole = ChatRole.VIEWER, ask_id: str = ""
) -> ChatEvent:
    return ChatEvent(
        event_id=ask_id or f"ask-{at_s}-{author}",
        at_ms=int(at_s * 1000),
        kind=Kind.WANTED,
        author=author,
        role=role,
        amount=centi,
    )


@dataclass
class Script:
    """What a session says, in seconds. `chat`, `scene`: states by second; no scene where none is given."""

    lines: Sequence[tuple[float, str, str]] = ()
    happened: Sequence[ChatEvent] = ()
    withdrawals: Sequence[Withdrawal] = ()
    chat: dict[int, WindowState] = field(default_factory=dict)
    scene: dict[int, WindowState] = field(default_factory=dict)
    length_s: int = LENGTH_S

    def played(self) -> Iterator[tuple[Modality, AnyEvent]]:
        lines: dict[int, list[ChatMessage]] = defaultdict(list)
        for number, (at_s, author, text) in enumerate(self.lines):
            lines[int(at_s)].append(
                ChatMessage(at_ms=int(at_s * 1000), author=author, text=text, message_id=f"m{number}")
            )
        for second in range(self.length_s):
            yield (
                Modality.CHAT,
                ChatBatch(
                    session_id=SESSION_ID,
                    discontinuity=0,
                    messages=tuple(lines[second]),
                    events=tuple(one for one in self.happened if one.at_ms // 1000 == second),
                    withdrawals=tuple(one for one in self.withdrawals if one.at_ms // 1000 == second),
                ),
            )
            for modality in MODALITIES:
                states = {Modality.CHAT: self.chat, Modality.AUDIO: self.scene}.get(modality, {})
                usual = WindowState.LIVE if modality is Modality.CHAT else WindowState.ABSENT
                state = states.get(second, usual)
                yield mark(modality, second + 1, state, final=second == self.length_s - 1)

    def said(self) -> list[Event]:
        return Panel(SESSION_ID).hear_all(self.played())


def talk(length_s: int = LENGTH_S, per_s: float = 0.5, people: int = 20) -> list[tuple[float, str, str]]:
    return chatter(length_s, per_s, people)


def when_ms(event: AnyEvent) -> int:
    until_ms = getattr(event, "until_ms", None)
    if until_ms is not None:
        return int(until_ms) - 1
    assert isinstance(event, ChatBatch)
    return max((one.at_ms for one in (*event.messages, *event.events, *event.withdrawals)), default=0)
