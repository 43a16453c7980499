"""What the routes of assets take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.assets.kinds import AssetKind
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery

NAME_LENGTH = 200

Name = Annotated[
    str,
    Field(
        max_length=NAME_LENGTH,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="For people; no path is made of it.",
        examples=["logo.png"],
    ),
]


class AssetRequest(Request):
    """What comes with the content."""

    workspace_id: Identity | None = None
    kind: AssetKind
    name: Name = ""


class AssetChange(Request):
    """What can be changed of an asset: what people call it."""

    name: Name


class AssetShape(Shape):
    """An asset. GET /v1/assets/{asset_id}/file reads its content."""

    asset_id: Identity
    workspace_id: Identity
    name: str
    kind: AssetKind
    media_type: str
    bytes_count: Count
    sha256: str
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class AssetQuery(ListQuery):
    """Filters of assets."""

    sort: Literal["created_at_ms", "-created_at_ms", "bytes_count", "-bytes_count"] = "-created_at_ms"
    workspace_id: Identity | None = None
    kind: AssetKind | None = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None
