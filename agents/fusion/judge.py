"""The fusion judge: signals of three senses in, revisions of highlights and the end of judging out.

A second is decided once every sense has said it and chat has had its lag to answer; the decision is
delayed, and never looks ahead.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from agents import lineup
from agents.fusion.memory import About, FusionMemory, LagMemory, Slot
from agents.fusion.second import FusionSecond
from agents.fusion.span import close_region
from agents.fusion.wanted import take_back, take_in
from agents.judge import NO_METER, JudgingSettings, MemoryUnreadable
from agents.minutes import FUSION, Minutes
from agents.verdict.case import VerdictCase, judged
from schemas.capture import WindowState
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import MODALITIES, Highlight, HighlightState, JudgingEnded, Modality, Signal, Transcript
from schemas.moment import SECOND_MS, Span
from streams.stage import Gone, Poison, Retry, Stage, StageMeter, run_lineup

log = logging.getLogger(__name__)

T = TypeVar("T")

EXCITED_CENTI = 140
"""From here on a second's parts and lines are kept: they may be the reason of a highlight."""
LINE_CHARS_MAX = 80
CATEGORIES_MAX = 20
"""More changes than seconds wait to be decided are nobody's."""


class FusionJudge:
    """Weighs the senses, opens and closes highlights, and asks the verdict.

    Args:
        by_category: the numbers of streams of some categories (`agents.judge.by_category`), in place of
            `settings`.
    """

    judge_name = "fusion"

    def __init__(
        self,
        stages: Sequence[Stage[FusionSecond]] | None = None,
        verdict: Sequence[Stage[VerdictCase]] | None = None,
        settings: JudgingSettings | None = None,
        meter: StageMeter = NO_METER,
        by_category: Mapping[str, JudgingSettings] | None = None,
    ) -> None:
        self.settings = settings or JudgingSettings()
        self._by_category = by_category or {}
        self.meter = meter
        self._stages = lineup.FUSION if stages is None else tuple(stages)
        self._verdict = lineup.VERDICT if verdict is None else tuple(verdict)
        self._told: set[str] = set()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(FusionMemory)

    def new_memory(self, session_id: str) -> FusionMemory:
        """Nothing heard yet."""
        return FusionMemory(session_id=session_id, lag=LagMemory(lag_ms=self.settings.chat_lag_ms))

    def freeze(self, memory: FusionMemory) -> bytes:
        """The memory as bytes."""
        return self._encoder.encode(memory)

    def thaw(self, body: bytes) -> FusionMemory:
        """The memory that `freeze` made.

        Raises:
            MemoryUnreadable: of another judge or version.
        """
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise MemoryUnreadable(f"not a memory of the fusion judge: {error}") from error

    def hear(self, memory: FusionMemory, event: AnyEvent) -> list[Event]:
        """See `agents.judge.Judge`."""
        if not isinstance(event, Signal) or memory.ended:
            return []
        _note_category(memory, event)
        take_in(memory, event, self._settings_at(memory, event.start_ms))
        news = _remember(memory, event)
        if not news:
            return []
        return [*self._advance(memory), *self._end(memory)]

    def minutes(self, memory: FusionMemory) -> Minutes:
        """The part of the memory that is the timeline; what sends it to the door marks it there."""
        return memory.minutes

    def waits(self, memory: FusionMemory) -> bool:
        """Whether something must still be done about a session of which nothing more may be heard."""
        return bool(memory.closing) or memory.minutes.overdue

    def decide(self, memory: FusionMemory, highlight_id: str, transcript: Transcript | None) -> list[Event]:
        """The last word on a highlight of `memory.closing`; asked again, it answers nothing.

        Args:
            memory: is changed.
            highlight_id: of a closed highlight.
            transcript: what was said in its span; None where nobody could listen.

        Returns:
            The final or dropped highlight, and the end of judging if this was the last.
        """
        highlight = next((one for one in memory.closing if one.highlight_id == highlight_id), None)
        if highlight is None:
            return []
        settings = self._settings_at(memory, highlight.peak_ms)
        case = VerdictCase(highlight, transcript, settings)
        self._run(self._verdict, case, "the highlight is decided by what is known")
        return self._concluded(memory, highlight, judged(case))

    def repeat(self, memory: FusionMemory, last_word: Highlight) -> list[Event]:
        """Take over the last word that was said by a worker which died before it could remember it."""
        highlight = next((one for one in memory.closing if one.highlight_id == last_word.highlight_id), None)
        return [] if highlight is None else self._concluded(memory, highlight, last_word)

    def _concluded(self, memory: FusionMemory, highlight: Highlight, verdict: Highlight) -> list[Event]:
        memory.closing.remove(highlight)
        if verdict.transcript is not None:
            memory.minutes.add_speech(Span(highlight.start_ms, highlight.end_ms), verdict.transcript)
        if verdict.state is HighlightState.FINAL:
            memory.final_ids.append(highlight.highlight_id)
        else:
            memory.dropped_count += 1
        return [verdict, *self._end(memory)]

    def _settings_at(self, memory: FusionMemory, at_ms: int) -> JudgingSettings:
        """The numbers of the category that the stream was of then."""
        category = next((one.category for one in reversed(memory.about) if one.from_ms <= at_ms), "")
        return self._by_category.get(category.casefold(), self.settings)

    def _run(self, stages: Sequence[Stage[T]], ctx: T, then: str) -> None:
        """A stage that fails ends its lineup, and not the session: asked again, it would fail again.

        What had been said by then stays said. The meter counts the failure; the first of a kind is
        logged with its trace.
        """
        try:
            run_lineup(stages, ctx, self.meter)
        except (Retry, Poison, Gone) as word:  # nobody can wait here, and no event is at fault
            log.info("a stage of the fusion judge said %r: %s", word, then)
        except Exception as bug:
            kind = f"{type(bug).__name__} {then}"
            if kind not in self._told:
                self._told.add(kind)
                log.exception("a bug in a stage of the fusion judge: %s; told once", then)

    def _advance(self, memory: FusionMemory) -> list[Event]:
        events: list[Event] = []
        horizon_ms = _horizon_ms(memory, self.settings)
        all_said = len(memory.finished) == len(MODALITIES)
        while memory.decided_ms < horizon_ms:
            start_ms = memory.decided_ms
            chat_now = memory.slots.get(start_ms, {}).get(Modality.CHAT)
            lag_ms = memory.lag.lag_ms if chat_now is not None and chat_now.live else 0
            if not all_said and start_ms + SECOND_MS + lag_ms > horizon_ms:
                break
            decided_at_ms = min(start_ms + SECOND_MS + lag_ms, horizon_ms)
            take_back(memory, decided_at_ms)
            settings = self._settings_at(memory, start_ms)
            second = FusionSecond(memory, settings, start_ms, lag_ms, decided_at_ms)
            self._run(self._stages, second, "the second is passed over")
            events.extend(second.events)
            if second.slots and second.fused.fused_centi:  # else it was passed over, or nobody was live
                memory.minutes.add(FUSION, start_ms, second.fused.fused_centi / 100)
            memory.slots.pop(start_ms, None)
            memory.discontinuities.pop(start_ms, None)
            memory.decided_ms = start_ms + SECOND_MS
        return events

    def _end(self, memory: FusionMemory) -> list[Event]:
        end_ms = max(memory.heard_ms.values(), default=0)
        if len(memory.finished) < len(MODALITIES) or memory.decided_ms < end_ms:
            return []
        events: list[Event] = []
        take_back(memory, end_ms)
        if memory.region is not None:
            settings = self._settings_at(memory, end_ms)
            events.extend(close_region(memory, settings, end_ms, end_ms))
        if not memory.closing:
            memory.ended = memory.minutes.ended = True
            events.append(
                JudgingEnded(
                    session_id=memory.session_id,
                    end_ms=end_ms,
                    final_ids=tuple(memory.final_ids),
                    dropped_count=memory.dropped_count,
                )
            )
        return events


def _note_category(memory: FusionMemory, signal: Signal) -> None:
    """Of chat's first word on a second; whoever says it again may know a later one by now."""
    if signal.modality is not Modality.CHAT or signal.start_ms < memory.heard_ms.get(Modality.CHAT, 0):
        return
    if signal.category != (memory.about[-1].category if memory.about else ""):
        memory.about.append(About(signal.start_ms, signal.category))
        del memory.about[:-CATEGORIES_MAX]


def _remember(memory: FusionMemory, signal: Signal) -> bool:
    """Put a signal where it waits for its second. False when it was heard before."""
    if signal.modality is Modality.EVENTS:
        _remember_events(memory, signal)
        return False  # chat's word on the second follows at once
    if signal.modality in memory.finished:
        return False
    known_ms = memory.heard_ms.get(signal.modality, 0)
    repeated = signal.start_ms < known_ms
    if signal.final:
        memory.finished.append(signal.modality)
    if repeated:
        return signal.final
    memory.heard_ms[signal.modality] = signal.start_ms + SECOND_MS
    if signal.state is WindowState.LIVE:
        memory.minutes.add(signal.modality.value, signal.start_ms, signal.score)
    if signal.start_ms < memory.decided_ms or signal.state is WindowState.ABSENT:
        return True
    live = signal.state is WindowState.LIVE
    memory.slots.setdefault(signal.start_ms, {})[signal.modality] = _slot(signal, live)
    known = memory.discontinuities.get(signal.start_ms, 0)
    memory.discontinuities[signal.start_ms] = max(known, signal.discontinuity)
    return True


def _remember_events(memory: FusionMemory, signal: Signal) -> None:
    """A second that has hard events; one in which they make no difference needs no slot."""
    if signal.state is not WindowState.LIVE or signal.start_ms < memory.decided_ms or signal.score <= 1.0:
        return
    memory.slots.setdefault(signal.start_ms, {})[Modality.EVENTS] = _slot(signal, live=True)


def _slot(signal: Signal, live: bool) -> Slot:
    slot = Slot(live=live, score_centi=round(signal.score * 100) if live else 0)
    if slot.score_centi >= EXCITED_CENTI:
        slot.parts = dict(signal.parts)
        slot.lines = tuple(line[:LINE_CHARS_MAX] for line in signal.lines)
    return slot


def _horizon_ms(memory: FusionMemory, settings: JudgingSettings) -> int:
    """Every second before it was said by each sense, or by all but those that are gone."""
    lead_ms = max(memory.heard_ms.values(), default=0)
    if len(memory.finished) == len(MODALITIES):
        return lead_ms
    missing_ms = lead_ms - settings.missing_after_ms
    waiting = [
        max(memory.heard_ms.get(modality, 0), missing_ms)
        for modality in MODALITIES
        if modality not in memory.finished
    ]
    return min(lead_ms, *waiting)
