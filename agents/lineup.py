"""The order of the stages of each judge; to try another ranking, replace one class here.

Judges, all made as `XJudge(lineup, settings, meter)`, with defaults for each:
`agents.chat.judge.ChatJudge` (which carries `agents.events.judge.EventsJudge` along),
`agents.audio.judge.AudioJudge`, `agents.vision.judge.VisionJudge`,
`agents.fusion.judge.FusionJudge(lineup, verdict, settings, meter)`.
"""

from __future__ import annotations

from agents.audio import stages as audio
from agents.audio.stages import AudioSecond
from agents.chat import stages as chat
from agents.chat.stages import ChatSecond
from agents.events import stages as events
from agents.events.stages import EventsSecond
from agents.fusion.second import FusionSecond
from agents.fusion.stages import ChatLag, Gather, OpenAndClose, Weigh
from agents.fusion.wanted import Wanted
from agents.verdict.case import VerdictCase
from agents.verdict.stages import CalmTalk, Quote, Title
from agents.vision import stages as vision
from agents.vision.stages import VisionSecond
from streams.stage import Stage

CHAT: tuple[Stage[ChatSecond], ...] = (
    chat.People(),
    chat.Mood(),
    chat.TimesNormal(),
    chat.Lines(),
)
EVENTS: tuple[Stage[EventsSecond], ...] = (
    events.Lately(),
    events.Raids(),
    events.Support(),
    events.Others(),
)
AUDIO: tuple[Stage[AudioSecond], ...] = (audio.Novelty(), audio.Kind(), audio.TimesNormal())
VISION: tuple[Stage[VisionSecond], ...] = (
    vision.Movement(),
    vision.CutsAndFlashes(),
    vision.TimesNormal(),
)
FUSION: tuple[Stage[FusionSecond], ...] = (Gather(), ChatLag(), Weigh(), OpenAndClose(), Wanted())
VERDICT: tuple[Stage[VerdictCase], ...] = (CalmTalk(), Quote(), Title())
