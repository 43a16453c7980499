"""`/v1/watches`: ask for a source to be watched, and for that to end."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, status

from api.fields import IdentityInPath
from api.paging import Page, PlaceInList
from api.services import Reading, ServicesOf, Writing, problems
from api.watches import service
from api.watches.models import IDEMPOTENCY_KEY_LENGTH
from api.watches.shapes import WatchChange, WatchRequestShape, WatchShape

router = APIRouter(prefix="/v1/watches", tags=["watches"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=IDEMPOTENCY_KEY_LENGTH,
        description="Any text of the caller's making. The same one again makes nothing new.",
    ),
]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=WatchShape,
    responses=problems(422),
    summary="Watch a source",
)
async def create_watch(
    request: WatchRequestShape, work: Writing, services: ServicesOf, idempotency_key: IdempotencyKey = None
) -> object:
    """The watch is stored first; the monitors hear of it right after."""
    watch = await service.create(work.session, request, idempotency_key, services.clock.now_ms())
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    return watch


@router.get("", response_model=Page[WatchShape], responses=problems(422), summary="List watches")
async def list_watches(
    session: Reading,
    place: PlaceInList,
    wanted: Annotated[bool | None, Query(description="Only those that are, or are not, wanted.")] = None,
) -> object:
    """Newest first."""
    found = await service.listed(session, wanted, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}


@router.get("/{watch_id}", response_model=WatchShape, responses=problems(404), summary="Read a watch")
async def read_watch(watch_id: IdentityInPath, session: Reading) -> object:
    """One watch."""
    return await service.find(session, watch_id)


@router.patch(
    "/{watch_id}", response_model=WatchShape, responses=problems(404, 422), summary="Change a watch"
)
async def change_watch(
    watch_id: IdentityInPath, change: WatchChange, work: Writing, services: ServicesOf
) -> object:
    """A change that says what is already so changes nothing, but is announced again."""
    watch = await service.find(work.session, watch_id, for_change=True)
    service.want(watch, change.wanted)
    await work.session.flush()
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    return watch
