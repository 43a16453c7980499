"""Links to clips for people without an account: in, a clip; out, a link that nobody guesses, and its file.

A link follows from the API's secret and the clip, and is kept nowhere. It opens the one file, and nothing
once the clip was taken down.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.clips.files import file_of
from api.clips.models import ClipRow
from api.fields import IdentityInPath
from api.problems import NotFound
from api.seals import Seals
from api.services import Reading, ServicesOf, problems
from api.workspaces.models import WorkspaceRow

PURPOSE = "clip link"

LINKS = "clip_links"
"""Where a transaction's `info` holds them."""

router = APIRouter(prefix="/v1/clips", tags=["clips"])

Token = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{43}$")]


class NotShared(NotFound):
    """There is no such clip, or the link is not its."""

    slug = "unknown-link"
    title = "This link opens nothing"


class ClipLinks:
    """Makes and knows links.

    Args:
        seals: of the API's secret.
        base_url: before their path.
    """

    def __init__(self, seals: Seals, base_url: str) -> None:
        self._seals = seals
        self._base_url = base_url

    def link(self, clip_id: str, base_url: str = "") -> str:
        """The link to a clip's file, at another address where one is given."""
        return f"{base_url or self._base_url}/v1/clips/{clip_id}/shared/{self._token(clip_id)}.mp4"

    def opens(self, clip_id: str, token: str) -> bool:
        """Whether this token is that of the clip."""
        return hmac.compare_digest(token.encode(), self._token(clip_id).encode())

    def _token(self, clip_id: str) -> str:
        return self._seals.mark(PURPOSE, clip_id)


def links_of(session: AsyncSession) -> ClipLinks:
    """The links of this installation."""
    found: ClipLinks = session.info[LINKS]
    return found


@router.head("/{clip_id}/shared/{token}.mp4", include_in_schema=False)
@router.get(
    "/{clip_id}/shared/{token}.mp4",
    response_class=FileResponse,
    responses=problems(404, 410)
    | {206: {"description": "The part that `Range` asks for."}, 304: {"description": "It is the same file."}},
    summary="Read a clip by its link",
)
async def read_shared_clip(
    clip_id: IdentityInPath, token: Token, session: Reading, services: ServicesOf, request: Request
) -> Response:
    """The file, for whoever was given the link: the bot says it in chats. 410 once it was taken down."""
    clip = await session.get(ClipRow, clip_id) if links_of(session).opens(clip_id, token) else None
    workspace = await session.get(WorkspaceRow, clip.workspace_id) if clip is not None else None
    # Nothing of a test twin goes out, and nothing of a workspace that is gone.
    if (
        clip is None
        or workspace is None
        or workspace.deleted_at_ms is not None
        or workspace.test_of is not None
    ):
        raise NotShared("this link opens no clip", "ask for it again where you got it")
    return await file_of(services.store, clip, request)
