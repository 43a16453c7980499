"""What the routes of workers take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery
from api.workers.models import KIND_LENGTH, NODE_LENGTH

ABILITIES_MAX = 64
"""Encoders, models and devices of one machine are a dozen."""

_LINE = r"^[^\x00-\x1f\x7f]*$"
Node = Annotated[str, Field(min_length=1, max_length=NODE_LENGTH, pattern=_LINE)]
Kind = Annotated[str, Field(max_length=KIND_LENGTH, pattern=r"^[a-z][a-z0-9_-]*$", examples=["render"])]
Short = Annotated[str, Field(max_length=64, pattern=_LINE)]
Abilities = Annotated[
    list[Short],
    Field(max_length=ABILITIES_MAX, description="What it can do.", examples=[["encoder:h264_nvenc"]]),
]


class WorkerState(StrEnum):
    """What an operator wants of a worker. `DRAINING`: finish what you have, and take nothing new."""

    ACTIVE = "active"
    DRAINING = "draining"


class WorkerRequest(Shape):
    """A process that has started."""

    node: Annotated[Node, Field(description="Its name; two of one kind on a machine need two names.")]
    kind: Annotated[Kind, Field(description="`monitors`, `agents`, `render`, or another of yours.")]
    release: Short = ""
    abilities: Abilities = Field(default_factory=list)
    slots: Annotated[Count, Field(description="How many jobs it takes at a time; 0: not counted.")] = 0


class HeartbeatRequest(Shape):
    """A sign of life."""

    busy: Annotated[Count, Field(description="How many jobs it has now.")] = 0
    slots: Count = 0
    abilities: Annotated[
        Abilities | None, Field(description="When they have changed; null: as they were.")
    ] = None


class WorkerChange(Request):
    """What an operator may ask of a worker."""

    state: WorkerState


class WorkerShape(Shape):
    """A worker. `gone`: it has been silent for longer than any living one is."""

    worker_id: Identity
    node: str
    kind: str
    state: WorkerState
    gone: bool
    release: str
    abilities: list[str]
    busy: Count
    slots: Count
    started_at_ms: Ms
    last_seen_at_ms: Ms
    version: Count
    created_at_ms: Ms


class WorkerQuery(ListQuery):
    """Filters of workers."""

    sort: Literal[
        "created_at_ms", "-created_at_ms", "last_seen_at_ms", "-last_seen_at_ms", "node", "-node"
    ] = "-last_seen_at_ms"
    node: Node | None = None
    kind: Kind | None = None
    state: WorkerState | None = None
    gone: Annotated[bool | None, Field(description="Only those that are, or are not, gone.")] = None
    last_seen_at_ms_min: Ms | None = None
    last_seen_at_ms_max: Ms | None = None
