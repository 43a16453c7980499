"""A clip is asked for by its highlight and its template; asking again makes nothing new."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.renders import asking
from api.sweeper import Sweeper
from schemas.judging import HighlightState
from schemas.rendering import ClipState, RenderAsked, clip_id_of
from streams.door import Door, DoorRefused
from streams.topics import HIGHLIGHTS
from tests.api.asking import ask, asked, final, read, renders, report, template, told
from tests.api.members import WORKER, Person, a_key, joins, signed_up
from tests.api.running import EPOCH_MS, TOKEN, Api, Setup, a_highlight, a_session, started, until
from tests.api.saying import a_session_of
from tests.api.test_door import clip_of
from tests.api.test_http import problem

UNKNOWN = "01900000-0000-7000-8000-000000000000"


async def a_moment(api: Api) -> tuple[Person, str, str, str]:
    """Ada, a session of hers, a final highlight and a template."""
    ada = await signed_up(api, "ada@example.org")
    session_id = await a_session_of(api, ada)
    return ada, session_id, await final(api, session_id, title="an  ace"), await template(api, ada)


async def test_asking_makes_a_clip_that_waits_and_tells_the_renderers(setup: Setup, api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    made = await asked(api, ada, highlight_id, template_id)
    clip_id = clip_id_of(highlight_id, template_id)
    assert made == {
        "render_id": made["render_id"],
        "clip_id": clip_id,
        "highlight_id": highlight_id,
        "session_id": session_id,
        "workspace_id": ada.workspace_id,
        "channel_id": None,
        "number": 1,
        "state": "waiting",
        "stage": "waiting",
        "stages_ms": {},
        "encoder": "",
        "template_id": template_id,
        "fallback": "",
        "reason": "",
        "remedy": "",
        "asked_by_kind": "user",
        "asked_by": ada.user_id,
        "started_at_ms": EPOCH_MS,
        "ended_at_ms": None,
        "created_at_ms": EPOCH_MS,
    }
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["state"], clip["stage"], clip["extra"], clip["title"]) == (
        "rendering",
        "waiting",
        True,
        "an ace",
    )
    await until(lambda: told(setup))
    (sent,) = [one for one in setup.publisher.sent if one[0] is HIGHLIGHTS]
    assert sent[1:] == (
        session_id,
        RenderAsked(session_id=session_id, highlight_id=highlight_id, clip_id=clip_id),
    )
    events = (await read(api, f"/v1/events?subject_id={clip_id}"))["items"]
    assert [event["kind"] for event in events] == ["clip.rendering"]


async def test_the_own_clip_keeps_its_identity_and_stands_beside(api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    own = await report(api, session_id, highlight_id, ClipState.READY)
    extra = (await asked(api, ada, highlight_id, template_id))["clip_id"]
    other = (await asked(api, ada, highlight_id, await template(api, ada, "Red")))["clip_id"]
    assert len({own, extra, other}) == 3
    listed = (await read(api, f"/v1/clips?highlight_id={highlight_id}"))["items"]
    assert {clip["clip_id"] for clip in listed} == {own, extra, other}
    for asked_for, found in (("extra=false", {own}), (f"template_id={template_id}", {extra})):
        items = (await read(api, f"/v1/clips?{asked_for}"))["items"]
        assert {clip["clip_id"] for clip in items} == found
    assert (await read(api, f"/v1/clips/{own}"))["state"] == "ready"


async def test_asking_again_makes_nothing_new(setup: Setup, api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    first = await asked(api, ada, highlight_id, template_id)
    states: list[tuple[ClipState, str]] = [
        (ClipState.RENDERING, "rendering"),
        (ClipState.READY, "ready"),
    ]
    for state, shown in (None, "waiting"), *states:
        if state is not None:
            await report(api, session_id, highlight_id, state, template_id)
        again = await ask(api, ada.headers, highlight_id, template_id)
        assert again.status_code == 200
        assert (again.json()["render_id"], again.json()["state"]) == (first["render_id"], shown)
    assert len(await renders(api)) == 1
    await until(lambda: told(setup))
    assert told(setup) == [first["clip_id"]]


async def test_two_who_ask_at_once_ask_once(api: Api) -> None:
    ada, _, highlight_id, template_id = await a_moment(api)
    answers = await asyncio.gather(*(ask(api, ada.headers, highlight_id, template_id) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["render_id"] for answer in answers}) == 1


async def test_a_failed_one_is_made_again_and_its_attempts_are_kept(api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    clip_id = (await asked(api, ada, highlight_id, template_id))["clip_id"]
    await report(api, session_id, highlight_id, ClipState.FAILED, template_id, reason="no", remedy="do")
    assert (await read(api, f"/v1/clips/{clip_id}"))["state"] == "failed"
    again = await asked(api, ada, highlight_id, template_id)
    assert (again["number"], again["state"]) == (2, "waiting")
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["state"], clip["reason"]) == ("rendering", "")
    await report(api, session_id, highlight_id, ClipState.READY, template_id, fallback="its logo is gone")
    assert [(one["number"], one["state"], one["fallback"]) for one in await renders(api)] == [
        (1, "failed", ""),
        (2, "ready", "its logo is gone"),
    ]
    assert (await read(api, f"/v1/clips/{clip_id}"))["fallback"] == "its logo is gone"
    third = await asked(api, ada, highlight_id, template_id)
    assert third["number"] == 3, "what lacks its template is made again"


async def test_a_template_that_changed_makes_a_ready_clip_anew_that_stays_meanwhile(
    setup: Setup, api: Api
) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    clip_id = (await asked(api, ada, highlight_id, template_id))["clip_id"]
    await report(api, session_id, highlight_id, ClipState.READY, template_id)
    body = {"body": {"captions": {"capitals": True}}}
    changed = await api.http.patch(f"/v1/templates/{template_id}", json=body, headers=ada.headers)
    assert changed.json()["version"] == 2
    again = await asked(api, ada, highlight_id, template_id)
    assert again["number"] == 2
    assert (await read(api, f"/v1/clips/{clip_id}"))["state"] == "ready"
    setup.clock.advance(1000)
    await report(api, session_id, highlight_id, ClipState.RENDERING, template_id)
    second = (await renders(api))[1]
    assert (second["state"], second["started_at_ms"]) == ("rendering", EPOCH_MS + 1000)
    await report(api, session_id, highlight_id, ClipState.FAILED, template_id, reason="no")
    assert (await read(api, f"/v1/clips/{clip_id}"))["state"] == "ready"
    assert [one["state"] for one in await renders(api)] == ["ready", "failed"]
    await asked(api, ada, highlight_id, template_id)
    await report(api, session_id, highlight_id, ClipState.READY, template_id, template_version=2)
    assert (await ask(api, ada.headers, highlight_id, template_id)).status_code == 200


async def test_without_a_template_the_own_clip_is_asked_for(api: Api) -> None:
    ada, session_id, highlight_id, _template_id = await a_moment(api)
    own = await report(api, session_id, highlight_id, ClipState.FAILED, reason="no disk")
    made = await asked(api, ada, highlight_id)
    assert (made["clip_id"], made["number"], made["template_id"]) == (own, 2, "")
    await report(api, session_id, highlight_id, ClipState.READY, extra=False)
    clip = await read(api, f"/v1/clips/{own}")
    assert (clip["state"], clip["extra"]) == ("ready", False)
    assert (await ask(api, ada.headers, highlight_id)).status_code == 200


async def test_a_renderer_changes_nothing_of_what_was_asked_for(api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    clip_id = (await asked(api, ada, highlight_id, template_id))["clip_id"]
    await report(
        api,
        session_id,
        highlight_id,
        ClipState.READY,
        template_id,
        **{"extra": False, "template_version": 7},
    )
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["extra"], clip["template_id"], clip["template_version"]) == (True, template_id, 7)


async def test_what_cannot_be_asked_for_is_named(api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    eve = await signed_up(api, "eve@example.org")
    foreign = await template(api, eve)
    gone = await template(api, ada, "Gone")
    assert (await api.http.delete(f"/v1/templates/{gone}", headers=ada.headers)).status_code == 204
    for template_of in (UNKNOWN, foreign, gone):
        refused = problem(await ask(api, ada.headers, highlight_id, template_of), 422, "invalid")
        assert refused["errors"] == [{"field": "template_id", "message": "is not there"}]
    problem(await ask(api, ada.headers, UNKNOWN, template_id), 404, "unknown-highlight")
    opened = await final(api, session_id, 50_000, state=HighlightState.OPENED)
    missed = await final(api, session_id, 90_000, near_miss=True)
    for one, word in ((opened, "opened"), (missed, "near miss")):
        refused = problem(await ask(api, ada.headers, one, template_id), 409, "highlight-not-final")
        assert word in str(refused["detail"])
    own = await report(api, session_id, highlight_id, ClipState.READY)
    down = await api.http.put(f"/v1/clips/{own}/takedown", json={"reason": "x"}, headers=ada.headers)
    assert down.status_code == 200
    refused = problem(
        await ask(api, ada.headers, highlight_id, template_id), 409, "clip-of-highlight-taken-down"
    )
    assert own in str(refused["remedy"])
    answer = await api.http.post("/v1/renders", json={"template_id": template_id}, headers=ada.headers)
    problem(answer, 422, "invalid")
    assert [one["clip_id"] for one in await renders(api)] == [own]


async def test_who_may_ask(api: Api) -> None:
    ada, _session_id, highlight_id, template_id = await a_moment(api)
    bob, eve, kim = [await signed_up(api, f"{name}@example.org") for name in ("bob", "eve", "kim")]
    await joins(api, ada, bob, "viewer")
    await joins(api, ada, kim, "editor")
    reads = await a_key(api, ada, ["*:read"], "editor")
    writes = await a_key(api, ada, ["highlights:read", "renders:write"], "editor")
    for headers, status in (
        (bob.headers, 403),
        (eve.headers, 404),
        (WORKER, 403),
        (reads, 403),
        (kim.headers, 201),
        (writes, 200),
    ):
        answer = await ask(api, headers, highlight_id, template_id)
        assert answer.status_code == status, answer.text
    (one,) = await renders(api)
    assert (one["asked_by_kind"], one["asked_by"]) == ("user", kim.user_id)
    revision = (await read(api, f"/v1/revisions?row_id={one['clip_id']}"))["items"][-1]
    assert (revision["operation"], revision["caller_id"]) == ("create", kim.user_id)


async def test_a_workspace_waits_for_a_bounded_number(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "OPEN_MAX", 2)
    ada, session_id, highlight_id, template_id = await a_moment(api)
    await asked(api, ada, highlight_id, template_id)
    await asked(api, ada, highlight_id, await template(api, ada, "Red"))
    green = await template(api, ada, "Green")
    problem(await ask(api, ada.headers, highlight_id, green), 409, "too-many-renders")
    clips = (await read(api, f"/v1/clips?highlight_id={highlight_id}"))["items"]
    assert len(clips) == 2, "nothing is left of what was refused"
    await report(api, session_id, highlight_id, ClipState.READY, template_id)
    assert (await ask(api, ada.headers, highlight_id, green)).status_code == 201


async def test_what_nobody_makes_is_given_up_after_a_day(setup: Setup, api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    clip_id = (await asked(api, ada, highlight_id, template_id))["clip_id"]
    red = await template(api, ada, "Red")
    anew = (await asked(api, ada, highlight_id, red))["clip_id"]
    await report(api, session_id, highlight_id, ClipState.READY, red, fallback="broken")
    await asked(api, ada, highlight_id, red)
    sweeper = Sweeper(api.services.database, setup.clock)
    setup.clock.advance(asking.KEPT_MS)
    ada = replace(ada, token=TOKEN)  # hers has expired by then
    await sweeper.sweep()
    assert {one["state"] for one in await renders(api)} == {"waiting", "ready"}
    setup.clock.advance(1)
    await sweeper.sweep()
    states = {(one["clip_id"], one["number"]): one for one in await renders(api)}
    given_up = states[clip_id, 1]
    assert (given_up["state"], given_up["reason"]) == ("failed", "no renderer made it within a day")
    clip = await read(api, f"/v1/clips/{clip_id}")
    assert (clip["state"], clip["remedy"]) == ("failed", "start a renderer, and ask again")
    assert states[anew, 2]["state"] == "failed"
    assert (await read(api, f"/v1/clips/{anew}"))["state"] == "ready"
    assert (await ask(api, ada.headers, highlight_id, template_id)).status_code == 201


async def test_the_recording_is_kept_while_somebody_waits(setup: Setup, api: Api) -> None:
    ada, session_id, highlight_id, template_id = await a_moment(api)
    await report(api, session_id, highlight_id, ClipState.READY)
    setup.clock.advance(api.services.settings.hold_clip_ms + 1)
    path = f"/v1/sessions/{session_id}/holds"
    assert (await read(api, path))["items"] == []
    ada = replace(ada, token=TOKEN)  # hers has expired by then
    await asked(api, ada, highlight_id, template_id)
    assert len((await read(api, path))["items"]) == 1


async def test_the_renderers_own_client(door: Door) -> None:
    _, session = await a_session(door)
    highlight = a_highlight(session.session_id, state=HighlightState.FINAL)
    await door.put_highlight(highlight)
    assert await door.highlight(highlight.highlight_id) == highlight
    clip = clip_of(
        session.session_id, ClipState.READY, extra=False, template_version=2, fallback="it is gone"
    )
    await door.put_clip(clip)
    assert await door.clips(session.session_id) == [clip]
    look = await door.clip_look(clip.clip_id)
    assert (look.source, look.body, look.wanted, look.extra) == ("built-in", None, False, False)
    with pytest.raises(DoorRefused) as refused:
        await door.clip_look(UNKNOWN)
    assert refused.value.status == 404


async def test_nothing_is_told_of_what_was_not_committed(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(setup) as api:
        ada, _, highlight_id, template_id = await a_moment(api)

        async def refuse(*_: object) -> None:
            raise ZeroDivisionError("the commit fails")

        with monkeypatch.context() as patch:
            patch.setattr("sqlalchemy.ext.asyncio.AsyncSession.commit", refuse)
            assert (await ask(api, ada.headers, highlight_id, template_id)).status_code == 500
        assert await renders(api) == []
        await asked(api, ada, highlight_id, template_id)
        await until(lambda: told(setup))
        assert len(told(setup)) == 1
