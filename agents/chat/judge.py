"""The chat judge: batches of messages and watermarks in, one signal a second out.

The events judge hears the same topic and is carried along: what it says of a second comes before what
the chat says of it, so that whoever has heard the chat has heard all.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from agents import lineup
from agents.chat.memory import ChatMemory, Said, SaidLine
from agents.chat.stages import FEELINGS, LINE_CHARS_MAX, LINES_PER_SECOND_MAX, ChatSecond
from agents.chat.words import Feeling, Tone, read_tone
from agents.events.judge import EventsJudge
from agents.judge import NO_METER, JudgingSettings
from agents.sense import Sense
from schemas.chat import ChatBatch, ChatMessage, Withdrawal
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import Modality
from schemas.moment import second_of
from streams.stage import Stage, StageMeter, run_lineup

SAID_PER_SECOND_MAX = 400
"""The busiest chat measured says 58 lines a second; beyond this a second can only be spam, and its
first 400 voices tell as much."""
OPEN_SECONDS_MAX = 120
"""A batch lies at most a few seconds ahead of its watermark; anything further is dropped."""

WEIGHT_PLAIN_CENTI = 60
WEIGHT_FEELING_CENTI = 100
WEIGHT_LOUD_CENTI = 30
"""Measured: in single bursts what is said tells more than how many speak (AUC .87 against .5), over a
whole stream the number tells as much; the weights stand between the two."""


class ChatJudge(Sense[ChatMemory]):
    """Judges how excited a chat is, by unique people and by what they say."""

    modality = Modality.CHAT
    memory_type = ChatMemory

    def __init__(
        self,
        stages: Sequence[Stage[ChatSecond]] | None = None,
        settings: JudgingSettings | None = None,
        meter: StageMeter = NO_METER,
        events: EventsJudge | None = None,
    ) -> None:
        super().__init__(settings, meter)
        self._stages = lineup.CHAT if stages is None else tuple(stages)
        self._events = events or EventsJudge(settings=settings, meter=meter)

    def hear(self, memory: ChatMemory, event: AnyEvent) -> list[Event]:
        """See `agents.judge.Judge`; hard events first."""
        beside = memory.events
        beside.session_id = memory.session_id
        beside.closed_ms = max(beside.closed_ms, memory.closed_ms)  # of a memory of before there were any
        return [*self._events.hear(beside, event), *super().hear(memory, event)]

    def take(self, memory: ChatMemory, event: AnyEvent) -> None:
        """Messages of seconds that are still open; a line that was heard before is not counted twice."""
        if not isinstance(event, ChatBatch):
            return
        for message in event.messages:
            start_ms = second_of(message.at_ms)
            if not memory.closed_ms <= start_ms < memory.closed_ms + OPEN_SECONDS_MAX * 1000:
                continue
            _collect(memory, start_ms, message)
        for withdrawal in event.withdrawals:
            _take_back(memory, withdrawal)

    def score(self, memory: ChatMemory, start_ms: int) -> ChatSecond:
        """Through the lineup."""
        said, lines = memory.pending.pop(start_ms, []), memory.pending_lines.pop(start_ms, [])
        second = ChatSecond(memory, self.settings, start_ms, said, lines)
        run_lineup(self._stages, second, self.meter)
        second.unsaid = tuple(dict.fromkeys(memory.unsaid))
        memory.unsaid.clear()
        return second

    def skip(self, memory: ChatMemory, start_ms: int) -> None:
        """After a break, the last seconds say nothing about the next."""
        memory.pending.pop(start_ms, None)
        memory.pending_lines.pop(start_ms, None)
        memory.window.clear()
        memory.window_lines.clear()


def _collect(memory: ChatMemory, start_ms: int, message: ChatMessage) -> None:
    tone = read_tone(message.text, message.emotes)
    if tone.command:
        return
    said = Said(
        author=_bits(message.author),
        weight_centi=_weight_centi(tone),
        feeling=FEELINGS.index(tone.feeling),
        gist=tone.gist,
        loud=tone.loud,
        message=_bits(message.message_id),
    )
    second = memory.pending.setdefault(start_ms, [])
    if len(second) >= SAID_PER_SECOND_MAX or any(said.repeats(one) for one in second):
        return
    second.append(said)
    lines = memory.pending_lines.setdefault(start_ms, [])
    text = message.text.strip()[:LINE_CHARS_MAX]
    lines.append(SaidLine(said.weight_centi, text, said.author, said.message))
    lines.sort(key=lambda line: -line.weight_centi)
    del lines[LINES_PER_SECOND_MAX:]


def _take_back(memory: ChatMemory, withdrawal: Withdrawal) -> None:
    """What counts no more: in open seconds, in the window, and among the lines that were shown.

    All lines of an author, or of everybody, are those of before the withdrawal; who was timed out says
    nothing for a while, and a second is as fine as that needs to be known.
    """
    message, author = _bits(withdrawal.message_id), _bits(withdrawal.author)

    def stays(one: Said | SaidLine) -> bool:
        return one.message != message if message else bool(author) and one.author != author

    for start_ms in [at for at in memory.pending if at <= withdrawal.at_ms]:
        memory.pending[start_ms] = [one for one in memory.pending[start_ms] if stays(one)]
    for start_ms in [at for at in memory.pending_lines if at <= withdrawal.at_ms]:
        memory.pending_lines[start_ms] = [one for one in memory.pending_lines[start_ms] if stays(one)]
    memory.window = [[one for one in second if stays(one)] for second in memory.window]
    memory.window_lines = [[one for one in second if stays(one)] for second in memory.window_lines]
    memory.unsaid += [one.line.text for one in memory.shown if not stays(one.line)]
    memory.shown = [one for one in memory.shown if stays(one.line)]


def _bits(text: str) -> int:
    return crc32(text.encode()) if text else 0


def _weight_centi(tone: Tone) -> int:
    weight = WEIGHT_PLAIN_CENTI if tone.feeling is Feeling.NONE else WEIGHT_FEELING_CENTI
    return weight + (WEIGHT_LOUD_CENTI if tone.loud else 0)
