"""What the routes of test twins take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from api.fields import Identity, Request, Shape


class Promoted(StrEnum):
    """What can be promoted, in the order in which it is: a rule may need a field or a feed."""

    CUSTOM_FIELDS = "custom_fields"
    TEMPLATES = "templates"
    FEEDS = "feeds"
    RULES = "rules"


class PromotionRequest(Request):
    """What is to go from the test twin to the workspace."""

    dry_run: Annotated[bool, Field(description="Only say what would change.")] = True
    kinds: Annotated[list[Promoted], Field(min_length=1, max_length=4)] = Field(
        default_factory=lambda: list(Promoted)
    )
    digest: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9a-f]{64}$",
            description="Of a preview: 409 when something is another now than it was then.",
        ),
    ] = None


class PartShape(Shape):
    """One part that differs."""

    field: str
    before: Any
    after: Any


class TwinDifferenceShape(Shape):
    """One thing of the test twin, beside that of the workspace."""

    kind: Promoted
    name: str
    change: Literal["create", "change", "same", "conflict"]
    parts: list[PartShape] = Field(default_factory=list)
    why: Annotated[str, Field(description="Of a conflict: what stands in the way.")] = ""


class PromotionShape(Shape):
    """What is different, or was until now. Nothing that only the workspace has is ever taken away."""

    live_id: Identity
    twin_id: Identity
    dry_run: bool
    digest: str
    differences: list[TwinDifferenceShape]
