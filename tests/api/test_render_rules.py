"""Rules that ask for clips: in the transaction of their event, once, and in no circle; in a twin as well."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.judging import HighlightState
from schemas.rendering import ClipState, clip_id_of
from tests.api.asking import asked, final, read, renders, report, template, told
from tests.api.members import Person, signed_up
from tests.api.running import Api, Setup, started, until
from tests.api.saying import a_session_of
from tests.api.test_rules import live, runs
from tests.api.test_twins import changes, make, promotion, twin_of


def with_template(template_id: str) -> list[dict[str, object]]:
    return [{"kind": "render_with_template", "template_id": template_id}]


async def ada_of(api: Api) -> tuple[Person, str]:
    ada = await signed_up(api, "ada@example.org")
    return ada, await a_session_of(api, ada)


async def sentences(api: Api) -> list[str]:
    return [result["sentence"] for run in await runs(api) for result in run["results"]]


async def test_a_rule_asks_for_a_clip_of_each_moment_once(setup: Setup, api: Api) -> None:
    ada, session_id = await ada_of(api)
    blue = await template(api, ada)
    rule_id = await live(api, ada, event="clip.ready", actions=with_template(blue))
    highlight_id = await final(api, session_id)
    await report(api, session_id, highlight_id, ClipState.READY)
    extra = clip_id_of(highlight_id, blue)
    await until(lambda: told(setup) == [extra])
    assert await sentences(api) == [f"clip {extra} is asked for"]
    (render,) = await renders(api, clip_id=extra)
    assert (render["asked_by_kind"], render["asked_by"], render["state"]) == ("rule", rule_id, "waiting")
    setup.clock.advance(1000)  # The own clip gets ready once more: nothing new.
    await report(api, session_id, highlight_id, ClipState.READY, duration_ms=5)
    assert (await sentences(api))[1:] == [f"clip {extra} is there, or on its way"]
    assert len(await renders(api, clip_id=extra)) == 1


async def test_what_a_rule_asked_for_asks_for_no_more(api: Api) -> None:
    ada, session_id = await ada_of(api)
    blue, red = await template(api, ada), await template(api, ada, "Red")
    await live(api, ada, event="clip.ready", name="blue", actions=with_template(blue))
    await live(api, ada, event="clip.ready", name="red", actions=with_template(red))
    highlight_id = await final(api, session_id)
    await report(api, session_id, highlight_id, ClipState.READY)
    extras = [clip_id_of(highlight_id, one) for one in (blue, red)]
    for one in (blue, red):
        # Not as it was asked for, which would else be a reason to make it anew.
        await report(api, session_id, highlight_id, ClipState.READY, one, fallback="its logo is gone")
    for clip_id in extras:
        assert len(await renders(api, clip_id=clip_id)) == 1
    assert (await sentences(api)).count("a rule asked for this clip, which leads to no further one") == 4
    assert len((await read(api, f"/v1/clips?highlight_id={highlight_id}"))["items"]) == 3


async def test_what_a_person_asked_for_may_lead_to_one_more(api: Api) -> None:
    ada, session_id = await ada_of(api)
    blue, red = await template(api, ada), await template(api, ada, "Red")
    await live(api, ada, event="clip.ready", expression="row.extra", actions=with_template(red))
    highlight_id = await final(api, session_id)
    await report(api, session_id, highlight_id, ClipState.READY)
    assert await sentences(api) == []
    await asked(api, ada, highlight_id, blue)
    await report(api, session_id, highlight_id, ClipState.READY, blue)
    assert await sentences(api) == [f"clip {clip_id_of(highlight_id, red)} is asked for"]


async def test_a_final_highlight_is_rendered_and_one_that_is_not_says_why(api: Api) -> None:
    ada, session_id = await ada_of(api)
    blue = await template(api, ada)
    await live(api, ada, event="highlight.final", expression="row.score > 2.0", actions=with_template(blue))
    await live(api, ada, event="highlight.reviewed", actions=with_template(blue))
    highlight_id = await final(api, session_id)
    assert await sentences(api) == [f"clip {clip_id_of(highlight_id, blue)} is asked for"]
    opened = await final(api, session_id, 60_000, state=HighlightState.OPENED)
    said = await api.http.patch(f"/v1/highlights/{opened}", json={"note": "x"}, headers=ada.headers)
    assert said.status_code == 200
    failed = [run for run in await runs(api) if run["outcome"] == "failed"]
    assert "clips are made of final ones" in failed[0]["results"][0]["sentence"]
    assert len(await renders(api)) == 1


async def test_a_template_that_is_gone_fails_the_action_alone(api: Api) -> None:
    ada, session_id = await ada_of(api)
    blue = await template(api, ada)
    actions = [*with_template(blue), {"kind": "tag", "tags": ["seen"]}]
    await live(api, ada, event="clip.ready", actions=actions)
    assert (await api.http.delete(f"/v1/templates/{blue}", headers=ada.headers)).status_code == 204
    clip_id = await report(api, session_id, await final(api, session_id), ClipState.READY)
    (run,) = await runs(api)
    assert [(one["done"], one["sentence"]) for one in run["results"]] == [
        (False, "the template is gone"),
        (True, "tagged seen"),
    ]
    assert (await read(api, f"/v1/clips/{clip_id}"))["tags"] == ["seen"]


async def test_it_is_asked_for_with_the_event_or_not_at_all(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.publisher.down = True
    async with started(setup) as api:
        ada, session_id = await ada_of(api)
        blue = await template(api, ada)
        await live(api, ada, event="clip.ready", actions=with_template(blue))
        highlight_id = await final(api, session_id)

        async def refuse(*_: object) -> None:
            raise ZeroDivisionError("the commit fails")

        with monkeypatch.context() as patch:
            patch.setattr("sqlalchemy.ext.asyncio.AsyncSession.commit", refuse)
            with pytest.raises(AssertionError):
                await report(api, session_id, highlight_id, ClipState.READY)
        assert await renders(api) == []
        await report(api, session_id, highlight_id, ClipState.READY)
    setup.publisher.down = False
    async with started(setup) as api:  # the process died before the broker was back
        await until(lambda: told(setup) == [clip_id_of(highlight_id, blue)])


async def test_a_twin_renders_as_its_workspace_and_stays_inside(setup: Setup, api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    twin = await twin_of(api, ada)
    await make(api, twin, "webhooks", url="https://example.org/hook")
    blue = await template(api, twin)
    await live(api, twin, name="Bold", event="clip.ready", actions=with_template(blue))
    session_id = await a_session_of(api, twin)
    highlight_id = await final(api, session_id)
    await report(api, session_id, highlight_id, ClipState.READY)
    extra = clip_id_of(highlight_id, blue)
    await until(lambda: told(setup) == [extra])
    assert (await read(api, f"/v1/clips/{extra}"))["workspace_id"] == twin.workspace_id
    hooks = (await read(api, "/v1/webhooks"))["items"]
    deliveries: Any = await read(api, f"/v1/webhooks/{hooks[0]['webhook_id']}/deliveries")
    assert {one["state"] for one in deliveries["items"]} == {"held"}
    # Promoted, the rule names the workspace's own template.
    assert changes(await promotion(api, ada, dry_run=False)) == {
        "templates/Blue": "create",
        "rules/Bold": "create",
    }
    query = f"?workspace_id={ada.workspace_id}"
    (own,) = (await read(api, f"/v1/templates{query}"))["items"]
    (rule,) = (await read(api, f"/v1/rules{query}"))["items"]
    assert rule["actions"] == with_template(own["template_id"])
    assert own["template_id"] != blue
