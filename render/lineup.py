"""The stages of a render, in order. To try another way of doing one, replace its class here."""

from __future__ import annotations

from render.brand import FetchBrand
from render.caption import Caption
from render.context import RenderContext
from render.cut import CutSound
from render.encode import Encode
from render.ends import JoinEnds
from render.fetch import FetchRecording
from render.logo import DrawLogo
from render.plan import PlanClip
from render.reframe import Reframe
from render.store import StoreClip
from streams.stage import Stage

LINEUP: tuple[Stage[RenderContext], ...] = (
    PlanClip(),
    FetchBrand(),
    FetchRecording(),
    CutSound(),
    DrawLogo(),
    JoinEnds(),
    Reframe(),
    Caption(),
    Encode(),
    StoreClip(),
)
