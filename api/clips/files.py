"""The file of a clip: in, a clip; out, an answer with it, of which caches must ask each time."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

from fastapi import Request, Response
from fastapi.responses import FileResponse

from api.clips.models import ClipRow
from api.problems import NotFound, Problem
from schemas.rendering import ClipState
from streams.store import DirectoryStore

_MEDIA_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime"}


class NoFile(NotFound):
    """The clip has no file (yet, or any more)."""

    slug = "clip-without-file"
    title = "The clip has no file"


class TakenDown(Problem):
    """The clip was taken out everywhere."""

    status = 410
    slug = "clip-taken-down"
    title = "The clip was taken down"


def media_type_of(key: str) -> str:
    """Of a file of this name."""
    return _MEDIA_TYPES.get(PurePosixPath(key).suffix, "application/octet-stream")


async def file_of(store: DirectoryStore, clip: ClipRow, request: Request) -> Response:
    """The file, or 304 to who has it. Raises NoFile, TakenDown."""
    if clip.taken_down_at_ms is not None:
        raise TakenDown(f"clip {clip.clip_id} was taken down", "forget it")
    if clip.state != ClipState.READY.value:
        raise NoFile(f"clip {clip.clip_id} is {clip.state}", "ask again once its state is ready")
    path = store.path_of(clip.key)
    try:
        status = await asyncio.to_thread(path.stat)
    except OSError as error:
        raise NoFile(
            f"the object store has no {clip.key} any more",
            "restore the file, or watch the source or its recording again",
        ) from error
    suffix = PurePosixPath(clip.key).suffix
    answer = FileResponse(
        path,
        media_type=media_type_of(clip.key),
        filename=f"{clip.clip_id}{suffix}",
        content_disposition_type="inline",
        stat_result=status,
        # Kept, but asked for before each use: a clip that is taken down is gone from that moment.
        headers={"Cache-Control": "private, no-cache"},
    )
    tag = answer.headers["etag"]
    known = request.headers.get("if-none-match", "")
    if tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
        kept = {name: answer.headers[name] for name in ("etag", "last-modified", "cache-control")}
        return Response(status_code=304, headers=kept)
    return answer
