"""The workers' client and the API, over TCP: what is promised to one is kept by the other."""

from __future__ import annotations

import asyncio
import socket

import msgspec
import pytest

from api.settings import DAY_MS
from schemas.capture import Gap, GapReason
from schemas.ids import derived_id
from schemas.judging import HighlightState, Transcript, Word
from schemas.moment import Span
from schemas.rendering import Clip, ClipState
from streams.door import (
    Door,
    DoorRefused,
    DoorShut,
    Fenced,
    Memory,
    SessionProgress,
    SessionRequest,
    Watch,
    WatchRequest,
)
from tests.api.running import EPOCH_MS, TOKEN, Setup, a_highlight, a_session, door_to, listening, open_session

UNKNOWN = "01900000-0000-7000-8000-000000000000"


def clip_of(
    session_id: str, state: ClipState = ClipState.RENDERING, start_ms: int = 100_000, **more: object
) -> Clip:
    highlight_id = derived_id(session_id, "highlight", start_ms)
    values: dict[str, object] = {"key": "clips/one.mp4" if state is ClipState.READY else ""}
    return Clip(
        clip_id=derived_id(highlight_id, "clip", 0),
        highlight_id=highlight_id,
        session_id=session_id,
        state=state,
        start_ms=start_ms,
        end_ms=start_ms + 20_000,
        **(values | more),  # type: ignore[arg-type]
    )


async def test_a_watch_is_made_listed_and_stopped(door: Door) -> None:
    await door.health()
    request = WatchRequest(source="/media/a file.mp4", chat="/media/a.jsonl", speed=8.0, max_media_ms=60_000)
    first = await door.create_watch(request)
    assert first == Watch(
        watch_id=first.watch_id,
        revision=1,
        wanted=True,
        source="/media/a file.mp4",
        chat="/media/a.jsonl",
        speed=8.0,
        max_media_ms=60_000,
        once=False,
        created_at_ms=EPOCH_MS,
        workspace_id=first.workspace_id,
    )
    second = await door.create_watch(request)
    assert second.watch_id != first.watch_id
    stopped = await door.stop_watch(first.watch_id)
    assert (stopped.revision, stopped.wanted) == (2, False)
    assert (await door.stop_watch(first.watch_id)).revision == 2
    assert [one.watch_id for one in await door.watches(wanted=True)] == [second.watch_id]
    assert {one.watch_id for one in await door.watches()} == {first.watch_id, second.watch_id}
    with pytest.raises(DoorRefused, match="there is no watch") as refused:
        await door.stop_watch(UNKNOWN)
    assert refused.value.status == 404


async def test_a_session_is_taken_over_and_the_first_process_is_fenced_off(door: Door, setup: Setup) -> None:
    watch, first = await a_session(door)
    assert (first.incarnation, first.started_at_ms, first.ended_at_ms) == (1, EPOCH_MS, None)
    report = SessionProgress(incarnation=1, discontinuity=2, recorded_until_ms=9000)
    assert (await door.report_progress(first.session_id, report)).discontinuity == 2
    setup.clock.advance(5000)
    second = await door.open_session(
        SessionRequest(watch_id=watch.watch_id, node="node-2", started_at_ms=EPOCH_MS + 9, source="other")
    )
    assert (second.session_id, second.incarnation) == (first.session_id, 2)
    assert (second.started_at_ms, second.discontinuity, second.recorded_until_ms) == (EPOCH_MS, 2, 9000)
    with pytest.raises(Fenced, match="incarnation 2"):
        await door.report_progress(first.session_id, report)
    with pytest.raises(Fenced, match="nobody was given"):
        await door.report_progress(
            first.session_id, SessionProgress(incarnation=3, discontinuity=2, recorded_until_ms=9000)
        )


async def test_two_that_open_a_session_at_once_get_incarnations_1_and_2(door: Door) -> None:
    watch = await door.create_watch(WatchRequest(source="twitch:somebody"))
    opened = await asyncio.gather(*(open_session(door, watch, f"node-{n}") for n in range(2)))
    assert sorted(one.incarnation for one in opened) == [1, 2]
    assert len({one.session_id for one in opened}) == 1


async def test_progress_never_goes_back_and_an_end_is_an_end(door: Door) -> None:
    watch, session = await a_session(door)
    for discontinuity, until_ms in ((3, 10_000), (2, 4000)):
        now = await door.report_progress(
            session.session_id,
            SessionProgress(incarnation=1, discontinuity=discontinuity, recorded_until_ms=until_ms),
        )
        assert (now.discontinuity, now.recorded_until_ms) == (3, 10_000)
    over = SessionProgress(
        incarnation=1,
        discontinuity=3,
        recorded_until_ms=12_000,
        ended_at_ms=12_345,
        end_reason="the source is over",
    )
    for _ in range(2):  # the second is the same call again, after a lost answer
        ended = await door.report_progress(session.session_id, over)
        assert (ended.ended_at_ms, ended.end_reason) == (12_345, "the source is over")
    with pytest.raises(Fenced, match="is over"):
        await door.report_progress(
            session.session_id, SessionProgress(incarnation=1, discontinuity=3, recorded_until_ms=13_000)
        )
    following = await open_session(door, watch)
    assert following.session_id != session.session_id
    assert following.incarnation == 1
    assert {one.session_id for one in await door.sessions(watch.watch_id)} == {
        session.session_id,
        following.session_id,
    }
    assert await door.session(session.session_id) == ended


async def test_an_unwanted_watch_opens_nothing_new_but_lets_its_session_be_ended(door: Door) -> None:
    watch, session = await a_session(door)
    await door.stop_watch(watch.watch_id)
    taken = await open_session(door, watch, "node-2")
    assert (taken.session_id, taken.incarnation) == (session.session_id, 2)
    await door.report_progress(
        session.session_id,
        SessionProgress(
            incarnation=2, discontinuity=0, recorded_until_ms=1, ended_at_ms=1, end_reason="stopped"
        ),
    )
    with pytest.raises(Fenced, match="no longer wanted"):
        await open_session(door, watch)


async def test_a_watch_asked_for_once_is_over_with_its_session(door: Door) -> None:
    watch, session = await a_session(door, once=True)
    await door.report_progress(
        session.session_id,
        SessionProgress(
            incarnation=1, discontinuity=0, recorded_until_ms=5, ended_at_ms=5, end_reason="over"
        ),
    )
    assert [(one.wanted, one.revision) for one in await door.watches()] == [(False, 2)]
    assert [one.watch_id for one in await door.watches(wanted=True)] == []
    assert watch.wanted


async def test_holds_are_the_highlights_that_were_not_dropped_with_a_minute_around(door: Door) -> None:
    _, session = await a_session(door)
    for start_ms, state, near_miss in (
        (30_000, HighlightState.OPENED, False),
        (200_000, HighlightState.DROPPED, False),
        (400_000, HighlightState.FINAL, False),
        (600_000, HighlightState.GROWN, False),
        (800_000, HighlightState.FINAL, True),
    ):
        await door.put_highlight(a_highlight(session.session_id, start_ms, 1, state, near_miss=near_miss))
    assert await door.holds(session.session_id) == [
        Span(0, 110_000),
        Span(340_000, 480_000),
        Span(540_000, 680_000),
    ]
    with pytest.raises(DoorRefused, match="there is no session"):
        await door.holds(UNKNOWN)


async def test_a_hold_ends_some_time_after_the_clip_and_without_one_too(door: Door, setup: Setup) -> None:
    _, session = await a_session(door)
    starts = {"ready": 200_000, "failed": 400_000, "rendering": 600_000, "none": 800_000}

    async def held() -> list[str]:
        ends = {Span(at - 60_000, at + 80_000): name for name, at in starts.items()}
        return [ends[span] for span in await door.holds(session.session_id)]

    for start_ms in starts.values():
        await door.put_highlight(a_highlight(session.session_id, start_ms, 1, HighlightState.FINAL))
    setup.clock.advance(DAY_MS)
    for state in ClipState:
        await door.put_clip(clip_of(session.session_id, state, starts[state.value]))
    assert await held() == list(starts)
    setup.clock.advance(DAY_MS - 1)
    assert await held() == list(starts)
    setup.clock.advance(1)
    assert await held() == ["rendering", "none"]
    setup.clock.advance(5 * DAY_MS - 1)
    assert await held() == ["rendering", "none"]
    setup.clock.advance(1)
    assert await held() == []


async def test_a_highlight_comes_back_as_it_went_in(door: Door) -> None:
    _, session = await a_session(door)
    words = (Word(start_ms=1, end_ms=2, text="wow", probability=0.5),)
    sent = msgspec.structs.replace(
        a_highlight(session.session_id, title='a "title" 🎬 שלום'),
        transcript=Transcript(language="en", text="wow", words=words, model="tiny.en"),
    )
    await door.put_highlight(sent)
    assert await door.highlights(session.session_id) == [sent]


async def test_only_a_higher_revision_counts_and_a_last_word_stays(door: Door) -> None:
    _, session = await a_session(door)

    async def after(revision: int, state: HighlightState, title: str) -> tuple[int, HighlightState, str]:
        await door.put_highlight(a_highlight(session.session_id, 100_000, revision, state, title=title))
        (stored,) = await door.highlights(session.session_id)
        return stored.revision, stored.state, stored.title

    opened, grown, final = HighlightState.OPENED, HighlightState.GROWN, HighlightState.FINAL
    assert await after(2, grown, "a") == (2, grown, "a")
    assert await after(1, opened, "late") == (2, grown, "a")
    assert await after(2, grown, "again") == (2, grown, "a")
    assert await after(3, final, "b") == (3, final, "b")
    assert await after(4, grown, "too late") == (3, final, "b")
    assert await after(5, HighlightState.DROPPED, "too late") == (3, final, "b")
    assert await after(6, final, "with its transcript") == (6, final, "with its transcript")


async def test_revisions_that_come_at_once_leave_the_highest(door: Door) -> None:
    _, session = await a_session(door)
    revisions = [5, 1, 9, 3, 7, 2, 8, 4, 6, 10]
    await asyncio.gather(
        *(
            door.put_highlight(a_highlight(session.session_id, 100_000, revision, HighlightState.GROWN))
            for revision in revisions
        )
    )
    assert [one.revision for one in await door.highlights(session.session_id)] == [10]


async def test_a_list_is_read_to_its_end(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    _, session = await a_session(door)
    starts = [7000, 1000, 5000, 3000, 3000 + 1, 9000, 2000]
    for start_ms in starts:
        await door.put_highlight(a_highlight(session.session_id, start_ms))
    monkeypatch.setattr("streams.door.PAGE_ITEMS", 3)
    assert [one.start_ms for one in await door.highlights(session.session_id)] == sorted(starts)
    assert len(await door.holds(session.session_id)) == len(starts)


async def test_what_a_clip_has_reached_is_not_undone(door: Door) -> None:
    _, session = await a_session(door)

    async def after(clip: Clip) -> Clip:
        await door.put_clip(clip)
        (stored,) = await door.clips(session.session_id)
        return stored

    rendering = clip_of(session.session_id, stage="cut", progress=0.25, stages_ms={"plan": 3})
    failed = clip_of(session.session_id, ClipState.FAILED, reason="no segment", remedy="look at the store")
    ready = clip_of(session.session_id, ClipState.READY, duration_ms=20_000, width=1080, height=1920)
    anew = clip_of(session.session_id, ClipState.READY, key="clips/two.mp4", title="anew")
    assert await after(rendering) == rendering
    assert await after(failed) == failed
    assert await after(rendering) == failed
    assert await after(ready) == ready
    assert await after(rendering) == ready
    assert await after(failed) == ready
    assert await after(anew) == anew


async def test_gaps_are_stored_once_for_each_start_and_reason(door: Door, setup: Setup) -> None:
    _, session = await a_session(door)
    stall = Gap(session_id=session.session_id, start_ms=1000, end_ms=2000, reason=GapReason.STALL)
    for end_ms in (2000, 7000, 5000):
        await door.report_gap(msgspec.structs.replace(stall, end_ms=end_ms))
    await door.report_gap(msgspec.structs.replace(stall, reason=GapReason.AD, detail="a break"))
    # The client has no need to read gaps; people do.
    found = await door._list(f"/v1/sessions/{session.session_id}/gaps", Gap)
    assert [(gap.reason, gap.end_ms) for gap in found] == [(GapReason.AD, 2000), (GapReason.STALL, 7000)]


async def test_memories_are_saved_all_or_none(door: Door) -> None:
    _, session = await a_session(door)
    body = bytes(range(256)) * 2
    chat = Memory(judge="chat", session_id=session.session_id, position=7, body=body)
    fusion = Memory(judge="fusion", session_id=session.session_id, position=100, body=b"")
    assert await door.memory("chat", session.session_id) is None
    await door.save_memories([chat, fusion])
    await door.save_memories([])
    assert await door.memory("chat", session.session_id) == chat
    assert await door.memory("fusion", session.session_id) == fusion
    await door.save_memories([msgspec.structs.replace(chat, body=b"the same position says nothing new")])
    assert await door.memory("chat", session.session_id) == chat
    further = msgspec.structs.replace(chat, position=8, body=b"more")
    with pytest.raises(Fenced, match="at position 100"):
        await door.save_memories([further, msgspec.structs.replace(fusion, position=99)])
    assert await door.memory("chat", session.session_id) == chat
    await door.save_memories([further])
    assert await door.memory("chat", session.session_id) == further


async def test_a_restart_keeps_everything(setup: Setup) -> None:
    async with door_to(setup) as door:
        watch, session = await a_session(door)
        await door.put_highlight(a_highlight(session.session_id))
        await door.put_clip(clip_of(session.session_id))
        await door.save_memories([Memory(judge="chat", session_id=session.session_id, position=1, body=b"x")])
        before = (
            await door.watches(),
            await door.highlights(session.session_id),
            await door.session(session.session_id),
        )
    async with door_to(setup) as door:
        after = (
            await door.watches(),
            await door.highlights(session.session_id),
            await door.session(session.session_id),
        )
        assert after == before
        assert len(await door.clips(session.session_id)) == 1
        assert await door.memory("chat", session.session_id) is not None
        assert (await open_session(door, watch)).incarnation == 2


async def test_a_wrong_token_is_told_what_to_do(setup: Setup) -> None:
    async with listening(setup) as url, Door(url, "wrong", patience_s=0) as door:
        await door.health()
        with pytest.raises(DoorRefused, match="secrets/worker-token") as refused:
            await door.watches()
        assert refused.value.status == 401


async def test_a_door_that_is_shut_says_where_and_what_to_do() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # taken and not listening: nobody answers there
        async with Door(f"http://127.0.0.1:{held.getsockname()[1]}", TOKEN, patience_s=0) as door:
            with pytest.raises(DoorShut, match="HYPECUT_API_URL"):
                await door.health()


async def test_a_call_whose_answer_is_lost_makes_one_watch(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(setup) as url, Door(url, TOKEN, patience_s=1) as door:
        once = door._once
        calls = 0

        async def lossy(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
            nonlocal calls
            calls += 1
            content = await once(method, path, body, headers)
            if calls == 1:
                raise TimeoutError
            return content

        monkeypatch.setattr("streams.door.FIRST_WAIT_S", 0.01)
        monkeypatch.setattr(door, "_once", lossy)
        watch = await door.create_watch(WatchRequest(source="twitch:somebody"))
        assert calls == 2
        assert [one.watch_id for one in await door.watches()] == [watch.watch_id]
