"""The order of the stages of each judge; to try another ranking, replace one class here.

Judges, all made as `XJudge(lineup, settings, meter)`, with defaults for each:
`agents.chat.judge.ChatJudge`, `agents.audio.judge.AudioJudge`, `agents.vision.judge.VisionJudge`,
`agents.fusion.judge.FusionJudge(lineup, verdict, settings, meter)`.
"""

from __future__ import annotations

from agents.chat.stages import ChatSecond, Lines, Mood, People, TimesNormal
from agents.fusion.second import FusionSecond
from agents.fusion.stages import ChatLag, Gather, OpenAndClose, Weigh
from agents.verdict.case import VerdictCase
from agents.verdict.stages import CalmTalk, Quote, Title
from streams.stage import Stage

CHAT: tuple[Stage[ChatSecond], ...] = (People(), Mood(), TimesNormal(), Lines())
FUSION: tuple[Stage[FusionSecond], ...] = (Gather(), ChatLag(), Weigh(), OpenAndClose())
VERDICT: tuple[Stage[VerdictCase], ...] = (CalmTalk(), Quote(), Title())
