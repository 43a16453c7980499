"""What is asked for is made once, beside the highlight's own clip, however often it is heard and who dies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

import msgspec
import pytest

from schemas.rendering import Clip, ClipState, RenderAsked, clip_id_of
from streams.door import DoorRefused
from streams.store import DirectoryStore
from tests.render.brands import TEMPLATE, Brand, near, pictures
from tests.render.recordings import HIGHLIGHT, SESSION
from tests.render.test_renderer import Endless
from tests.render.workbench import WANTED, Bench, FakeRoad

OWN, EXTRA = clip_id_of(HIGHLIGHT), clip_id_of(HIGHLIGHT, TEMPLATE)
ASKED = RenderAsked(session_id=SESSION, highlight_id=HIGHLIGHT, clip_id=EXTRA)


@pytest.fixture
def brand(bench: Bench, tmp_path: Path) -> Brand:
    """A template that somebody has asked for."""
    made = Brand(cast("DirectoryStore", bench.store), tmp_path)
    made.with_logo("red", position="top-left", width_percent=30)
    bench.door.highlights[HIGHLIGHT] = WANTED
    bench.door.looks[EXTRA] = made.look(clip_id=EXTRA, wanted=True, extra=True, source="asked")
    return made


def encoded(bench: Bench) -> int:
    return bench.counters.stages["encode"].calls if "encode" in bench.counters.stages else 0


def red(bench: Bench, clip_id: str) -> bool:
    """Whether the logo is in the stored file."""
    path = cast("DirectoryStore", bench.store).path_of(bench.door.kept[clip_id].key)
    return bool(near(pictures(path)[20], (255, 0, 0)).sum() > 100)


async def test_a_highlight_has_its_own_clip_and_one_for_each_template(bench: Bench, brand: Brand) -> None:
    road = await bench.serve(WANTED, ASKED)
    assert road.acked == [0, 1]
    own, extra = bench.door.kept[OWN], bench.door.kept[EXTRA]
    assert (own.state, own.extra, own.template_id) == (ClipState.READY, False, "")
    assert (extra.state, extra.extra, extra.template_id) == (ClipState.READY, True, TEMPLATE)
    assert (extra.template_version, extra.fallback, extra.highlight_id) == (3, "", HIGHLIGHT)
    assert extra.key != own.key
    assert (red(bench, OWN), red(bench, EXTRA)) == (False, True)
    assert bench.told[-1] == extra


async def test_the_own_clip_looks_as_the_door_says(bench: Bench, brand: Brand) -> None:
    bench.door.looks[OWN] = brand.look(clip_id=OWN, source="workspace")
    await bench.serve(WANTED)
    own = bench.door.kept[OWN]
    assert (own.extra, own.template_id, own.template_version, own.fallback) == (False, TEMPLATE, 3, "")
    assert red(bench, OWN)


async def test_a_lost_asset_is_said_with_the_clip(bench: Bench, brand: Brand) -> None:
    bench.store.delete(brand.assets[0].key)
    await bench.serve(ASKED)
    extra = bench.door.kept[EXTRA]
    assert (extra.state, extra.template_id) == (ClipState.READY, TEMPLATE)
    assert "its logo our logo is not in the object store" in extra.fallback
    assert bench.publisher.dead == []


async def test_a_door_that_says_no_word_of_looks_costs_no_clip(bench: Bench) -> None:
    bench.door.refuses_look = 404
    await bench.serve(WANTED)
    assert bench.clip.state is ClipState.READY
    assert "no look (HTTP 404)" in bench.clip.fallback


async def test_what_is_heard_again_is_only_announced_again(bench: Bench, brand: Brand) -> None:
    road = await bench.serve(ASKED, ASKED, ASKED, slots=2)
    assert sorted(road.acked) == [0, 1, 2]
    assert encoded(bench) == 1
    assert [clip.state for clip in bench.told].count(ClipState.READY) == 3


async def test_what_is_wanted_again_is_made_again(bench: Bench, brand: Brand) -> None:
    await bench.serve(ASKED)
    bench.door.looks[EXTRA] = brand.look(
        clip_id=EXTRA, wanted=True, extra=True, source="asked", template_version=4
    )
    await bench.serve(ASKED)
    assert (encoded(bench), bench.door.kept[EXTRA].template_version) == (2, 4)


async def test_what_the_door_knows_nothing_of_is_let_go(bench: Bench) -> None:
    road = await bench.serve(ASKED)
    assert road.acked == [0]
    assert (bench.door.kept, bench.told, bench.publisher.dead) == ({}, [], [])


async def test_a_door_that_refuses_to_say_more_gets_a_dead_letter(bench: Bench, brand: Brand) -> None:
    bench.door.refuses_look = 422
    road = await bench.serve(ASKED)
    assert road.acked == [0]
    assert [(stage, reason) for _, stage, reason in bench.publisher.dead] == [("door", "no look (HTTP 422)")]
    bench.door.refuses_look = 401
    road = FakeRoad([ASKED])
    with pytest.raises(DoorRefused):
        await bench.renderer().serve(road, asyncio.Event())
    assert road.acked == []


async def test_one_that_fails_is_settled_and_said(bench: Bench, brand: Brand) -> None:
    bench.door.highlights[HIGHLIGHT] = msgspec.structs.replace(WANTED, start_ms=50_000, end_ms=60_000)
    road = await bench.serve(ASKED, ASKED)
    assert road.acked == [0, 1]
    failed = bench.door.kept[EXTRA]
    assert (failed.state, failed.extra, failed.template_id) == (ClipState.FAILED, True, TEMPLATE)
    assert "nothing was recorded" in failed.reason
    assert len(bench.publisher.dead) == 1
    assert bench.told[-1] == bench.told[-2] == failed


class Dies(Exception):
    """The renderer is killed here."""


def let_die(bench: Bench, patch: pytest.MonkeyPatch, line: str) -> None:
    """Raise Dies before or after a line of the renderer's work."""
    put_clip = bench.door.put_clip

    async def die(*_: object) -> None:
        raise Dies

    async def die_around_the_last_word(clip: Clip) -> int:
        last = clip.state is ClipState.READY
        if last and line == "stored":
            raise Dies
        wait_ms = await put_clip(clip)
        if last:
            raise Dies
        return wait_ms

    if line == "begun":
        patch.setattr(bench.door, "highlight", die)
    elif line == "announced":
        patch.setattr(FakeRoad, "ack", die)
    else:
        patch.setattr(bench.door, "put_clip", die_around_the_last_word)


@pytest.mark.parametrize("line", ["begun", "stored", "put", "announced"])
async def test_a_renderer_may_die_at_any_line(
    bench: Bench, brand: Brand, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is acked; the next renderer hears it again, and there is one clip in the end."""
    road = FakeRoad([ASKED], open_end=True)
    with monkeypatch.context() as patch:
        let_die(bench, patch, line)
        with pytest.raises(Dies):
            await bench.renderer().serve(road, asyncio.Event())
    assert road.acked == []
    await check_made(bench, encodings=2 if line == "stored" else 1)


async def test_a_renderer_may_be_stopped_at_work(bench: Bench, brand: Brand) -> None:
    endless, job = Endless(), bench.job
    bench.job = replace(job, stages=(endless,))
    road, stop = FakeRoad([ASKED], open_end=True), asyncio.Event()
    serving = asyncio.create_task(bench.renderer().serve(road, stop))
    assert await asyncio.to_thread(endless.began.wait, 10)
    stop.set()
    await serving
    assert road.acked == []
    bench.job = job
    await check_made(bench, encodings=1)


async def check_made(bench: Bench, encodings: int) -> None:
    """Another renderer hears it, and all is well."""
    again = await bench.serve(ASKED)
    assert again.acked == [0]
    assert list(bench.door.kept) == [EXTRA]
    assert bench.door.kept[EXTRA].state is ClipState.READY
    assert bench.told[-1] == bench.door.kept[EXTRA]
    assert encoded(bench) == encodings
