"""`/v1/clips/{clip_id}/takedown`: a clip is taken out everywhere, or put back."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller
from api.access.rules import Operation
from api.audit.recorder import noted
from api.clips.models import ClipRow
from api.clips.routes import CLIPS
from api.clips.shapes import ClipAnswer
from api.events.kinds import Kind
from api.events.recorder import tell
from api.feeds import service
from api.feeds.shapes import TakedownBody
from api.fields import IdentityInPath
from api.services import ServicesOf, Writing, problems

router = APIRouter(prefix="/v1/clips", tags=["clips"])


async def _mine(work: Writing, caller: CallerOf, clip_id: str) -> ClipRow:
    clip = await CLIPS.find(work.session, clip_id, caller, locked=True)
    await access.check(work.session, caller, Operation.DELETE, clip)  # workers may change, not remove
    return clip


async def down(session: AsyncSession, clip: ClipRow, reason: str, caller: Caller, now_ms: int) -> bool:
    """Take a clip out everywhere; whether it was not yet."""
    if clip.taken_down_at_ms is not None:
        return False
    clip.taken_down_at_ms = now_ms
    detail = {"clip_id": clip.clip_id, "reason": reason}
    session.add(noted(caller, "clip.taken_down", now_ms, clip.workspace_id, **detail))
    await service.touch(session, clip, now_ms)
    await session.flush()
    tell(session, Kind.CLIP_TAKEN_DOWN, clip, ClipAnswer)
    return True


@router.put(
    "/{clip_id}/takedown",
    response_model=ClipAnswer,
    responses=problems(403, 404, 422),
    summary="Take a clip down",
)
async def take_down(
    clip_id: IdentityInPath, body: TakedownBody, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """It leaves every feed, and its file answers 410, from now on. The file itself is kept."""
    clip = await _mine(work, caller, clip_id)
    await down(work.session, clip, body.reason, caller, services.clock.now_ms())
    return clip


@router.delete(
    "/{clip_id}/takedown", response_model=ClipAnswer, responses=problems(403, 404), summary="Put a clip back"
)
async def restore(clip_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf) -> object:
    """It is again where it was."""
    clip = await _mine(work, caller, clip_id)
    if clip.taken_down_at_ms is not None:
        clip.taken_down_at_ms = None
        now_ms = services.clock.now_ms()
        work.session.add(noted(caller, "clip.restored", now_ms, clip.workspace_id, clip_id=clip_id))
        await service.touch(work.session, clip, now_ms)
        await work.session.flush()
        tell(work.session, Kind.CLIP_RESTORED, clip, ClipAnswer)
    return clip
