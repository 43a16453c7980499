"""The API as HTTP: problems, pages, files, limits, its description."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import msgspec
import pytest
from pydantic import BaseModel

from api.clips.shapes import ClipShape
from api.credits.shapes import AccountShape, DeductionShape
from api.highlights.shapes import (
    EvidenceShape,
    HighlightShape,
    ReasonShape,
    SecondScoreShape,
    TranscriptShape,
    WordShape,
)
from api.memories.shapes import MemoryShape
from api.sessions.shapes import GapShape, SessionProgressShape, SessionRequestShape, SessionShape
from api.watches.shapes import WatchRequestShape, WatchShape
from api.workers.shapes import HeartbeatRequest, WorkerRequest, WorkerShape
from schemas import capture, judging, rendering
from schemas.rendering import ClipState
from streams import door
from tests.api.running import EPOCH_MS, TOKEN, Api, Setup, a_highlight, started
from tests.api.test_door import clip_of


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["type"] == f"urn:hypecut:problem:{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["remedy"]
    return body


async def new_session(api: Api) -> str:
    watch = await api.http.post("/v1/watches", json={"source": "twitch:somebody"})
    assert watch.status_code == 201
    request = {
        "watch_id": watch.json()["watch_id"],
        "node": "n",
        "started_at_ms": EPOCH_MS,
        "source": "twitch:somebody",
    }
    session = await api.http.post("/v1/sessions", json=request)
    assert session.status_code == 201
    return str(session.json()["session_id"])


async def put(api: Api, path: str, event: object) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return await api.http.put(path, content=msgspec.json.encode(event), headers=headers)


async def test_a_watch_that_cannot_be_meant_is_refused_by_field(api: Api) -> None:
    refused: list[tuple[dict[str, object], str]] = [
        ({"source": "rtmp://host/live"}, "source"),
        ({"source": "file:///etc/passwd"}, "source"),
        ({"source": "twitch:not a name"}, "source"),
        ({"source": "http:///nowhere"}, "source"),
        ({"source": "http://host:99999/x"}, "source"),
        ({"source": "  "}, "source"),
        ({"source": "two\nlines"}, "source"),
        ({"source": "x" * 2001}, "source"),
        ({"source": "a.mp4", "chat": "https://example.com/chat"}, "chat"),
        ({"source": "a.mp4", "speed": 0.01}, "speed"),
        ({"source": "a.mp4", "speed": 101}, "speed"),
        ({"source": "twitch:somebody", "speed": 2}, "body"),
        ({"source": "a.mp4", "max_media_ms": 0}, "max_media_ms"),
        ({"source": "a.mp4", "sped": 2}, "sped"),
        ({}, "source"),
    ]
    for request, field in refused:
        body = problem(await api.http.post("/v1/watches", json=request), 422, "invalid")
        errors = body["errors"]
        assert isinstance(errors, list)
        assert [error["field"] for error in errors] == [field]
        assert errors[0]["message"]
    assert (await api.http.get("/v1/watches")).json()["items"] == []


async def test_what_can_be_watched(api: Api) -> None:
    for source in ("twitch:Some_Body1", "https://example.com/a.m3u8?x=1#y", "/a b/ünï.mp4", "./rel/a.ts"):
        answer = await api.http.post("/v1/watches", json={"source": source})
        assert (answer.status_code, answer.json()["source"]) == (201, source)


async def test_the_same_idempotency_key_makes_one_watch(api: Api) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = await api.http.post("/v1/watches", json={"source": "a.mp4"}, headers=headers)
    again = await api.http.post("/v1/watches", json={"source": "a.mp4"}, headers=headers)
    assert first.json() == again.json()
    other = await api.http.post("/v1/watches", json={"source": "b.mp4"}, headers=headers)
    problem(other, 422, "idempotency-key-reused")
    assert len((await api.http.get("/v1/watches")).json()["items"]) == 1


async def test_pages_follow_one_another_while_rows_come_and_go(api: Api, setup: Setup) -> None:
    made = []
    for number in range(5):
        setup.clock.advance(1 if number % 2 else 0)  # some in the same millisecond
        made.append((await api.http.post("/v1/watches", json={"source": f"{number}.mp4"})).json())
    first = (await api.http.get("/v1/watches", params={"limit": 2})).json()
    setup.clock.advance(1)
    await api.http.post("/v1/watches", json={"source": "newest.mp4"})
    second = (await api.http.get("/v1/watches", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    third = (await api.http.get("/v1/watches", params={"limit": 2, "cursor": second["next_cursor"]})).json()
    seen = [one["watch_id"] for page in (first, second, third) for one in page["items"]]
    assert sorted(seen) == sorted(one["watch_id"] for one in made)
    assert third["next_cursor"] is None
    stamps = [one["created_at_ms"] for page in (first, second, third) for one in page["items"]]
    assert stamps == sorted(stamps, reverse=True)


async def test_a_cursor_of_somebody_elses_making_is_refused(api: Api) -> None:
    for cursor in ("x", "W10", "WzEsMl0", "bnVsbA", "WzFlOTk5LCJhIl0", "é", "W3RydWUsImEiXQ"):
        problem(await api.http.get("/v1/watches", params={"cursor": cursor}), 422, "invalid")


async def test_without_the_token_there_is_nothing(api: Api) -> None:
    del api.http.headers["Authorization"]
    for method, path in (
        ("GET", "/v1/watches"),
        ("POST", "/v1/watches"),
        ("PATCH", "/v1/watches/x"),
        ("POST", "/v1/sessions"),
        ("PUT", "/v1/highlights/x"),
        ("GET", "/v1/clips/x/file"),
        ("PUT", "/v1/memories"),
        ("GET", "/no/such/path"),
    ):
        for header in (None, "Bearer wrong", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"):
            headers = {} if header is None else {b"Authorization": header.encode()}
            answer = await api.http.request(method, path, content=b"{not json", headers=headers)
            problem(answer, 401, "unauthorized")
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_empty_token_opens_nothing(api: Api) -> None:
    for header in ("Bearer ", "Bearer", "Basic Og==", ""):
        answer = await api.http.get("/v1/clips", headers={"Authorization": header})
        assert answer.status_code == 401, header


FEED_LINKS = (".json", ".rss", "/{token}.json", "/{token}.rss", "/clips/{clip_id}.mp4")
"""Read by programs that know the link, or with a key in the query; they ask for it themselves."""

OPEN = {
    "/v1/health",
    "/.well-known/jwks.json",
    *(f"/v1/feeds/{{slug}}{rest}" for rest in FEED_LINKS),
    *(f"/v1/auth/{name}" for name in ("sign-up", "login", "refresh", "logout", "reset", "password")),
    *(f"/v1/auth/twitch/{name}" for name in ("start", "callback")),
    *(f"/v1/twitch/oauth2/{name}" for name in ("token", "validate")),
}


async def test_health_and_the_description_are_open_and_need_no_network(api: Api, setup: Setup) -> None:
    del api.http.headers["Authorization"]
    assert (await api.http.get("/v1/health")).json()["status"] == "ok"
    page = await api.http.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "//" not in page.text.replace("https://example.com", "").replace("http(s)://", "")
    document = (await api.http.get("/openapi.json")).json()
    described = {tag["name"] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert set(operation["tags"]) <= described
            assert operation["summary"]
            assert operation["description"]
            # Readers of feeds and clips have a link instead, and Stripe signs what it tells.
            open_in_its_way = (
                "/v1/feeds/{slug}",
                "/v1/clips/{clip_id}/shared",
                "/v1/billing/stripe/events",
            )
            if path not in OPEN and not path.startswith(open_in_its_way):
                assert operation["security"], path
    assert "MemoryShape" in document["components"]["schemas"]


async def test_paths_and_methods_that_are_not_there_are_problems(api: Api) -> None:
    problem(await api.http.get("/v1/nothing"), 404, "no-such-path")
    problem(await api.http.delete("/v1/watches"), 405, "method-not-allowed")
    problem(await api.http.get("/v1/highlights/none"), 404, "unknown-highlight")
    problem(await api.http.get("/v1/clips/none"), 404, "unknown-clip")
    problem(await api.http.get("/v1/sessions/none"), 404, "unknown-session")
    problem(await api.http.get("/v1/memories/chat/none"), 404, "unknown-memory")
    problem(await api.http.get("/v1/watches", params={"no_such": "filter"}), 422, "invalid")
    problem(await api.http.get("/v1/highlights", params={"no_such": "filter"}), 422, "invalid")
    problem(await api.http.post("/v1/watches", content=b"{"), 422, "invalid")
    no_json = await api.http.post("/v1/watches", data={"source": "a.mp4"})
    assert "Content-Type: application/json" in str(problem(no_json, 422, "invalid")["remedy"])


async def test_near_misses_are_kept_and_listed_on_request(api: Api) -> None:
    session_id = await new_session(api)
    for highlight in (a_highlight(session_id, 1000), a_highlight(session_id, 2000, near_miss=True)):
        stored = await put(api, f"/v1/highlights/{highlight.highlight_id}", highlight)
        assert stored.json() == {"changed": True, "revision": 1, "state": "opened"}
        assert (await put(api, f"/v1/highlights/{highlight.highlight_id}", highlight)).json()[
            "changed"
        ] is False
    query = {"session_id": session_id}
    assert len((await api.http.get("/v1/highlights", params=query)).json()["items"]) == 1
    query["near_misses"] = "true"
    assert len((await api.http.get("/v1/highlights", params=query)).json()["items"]) == 2


async def test_a_highlight_belongs_to_its_path_and_its_session(api: Api) -> None:
    session_id = await new_session(api)
    highlight = a_highlight(session_id)
    problem(await put(api, "/v1/highlights/another", highlight), 422, "invalid")
    nowhere = msgspec.structs.replace(highlight, session_id="01900000-0000-7000-8000-000000000000")
    path = f"/v1/highlights/{highlight.highlight_id}"
    problem(await put(api, path, nowhere), 404, "unknown-session")
    assert (await put(api, path, highlight)).status_code == 200
    other = msgspec.structs.replace(highlight, session_id=await new_session(api), revision=2)
    problem(await put(api, path, other), 404, "highlight-of-another-session")


async def test_a_shape_of_a_newer_version_is_taken_as_far_as_it_is_known(api: Api) -> None:
    highlight = a_highlight(await new_session(api))
    body = json.loads(msgspec.json.encode(highlight)) | {"v": 2, "mood": "happy"}
    answer = await api.http.put(f"/v1/highlights/{highlight.highlight_id}", json=body)
    assert answer.status_code == 200
    read = (await api.http.get(f"/v1/highlights/{highlight.highlight_id}")).json()
    assert "mood" not in read


async def test_a_clips_file_is_read_whole_and_in_parts(api: Api, setup: Setup) -> None:
    session_id = await new_session(api)
    clip = clip_of(session_id)
    path = f"/v1/clips/{clip.clip_id}"
    await put(api, path, clip)
    problem(await api.http.get(f"{path}/file"), 404, "clip-without-file")
    await put(api, path, clip_of(session_id, ClipState.READY))
    assert "does not exist" not in str(problem(await api.http.get(f"{path}/file"), 404, "clip-without-file"))
    content = bytes(range(256)) * 10
    api.services.store.put("clips/one.mp4", content)
    whole = await api.http.get(f"{path}/file")
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, content, "video/mp4")
    part = await api.http.get(f"{path}/file", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["content-range"] == "bytes 10-19/2560"
    beyond = await api.http.get(f"{path}/file", headers={"Range": "bytes=9999-"})
    assert beyond.status_code == 416


async def test_a_clip_cannot_point_outside_the_store(api: Api) -> None:
    session_id = await new_session(api)
    for key in ("../secrets/worker-token", "/etc/passwd", "a/../../b", "a//b", "a b", "./a", ""):
        clip = clip_of(session_id, ClipState.READY, key=key)
        problem(await put(api, f"/v1/clips/{clip.clip_id}", clip), 422, "invalid")
    assert (await api.http.get("/v1/clips")).json()["items"] == []


async def test_clips_are_filtered_and_sorted_by_their_start(api: Api) -> None:
    first, second = await new_session(api), await new_session(api)
    clips = [
        clip_of(first, ClipState.READY, 5000),
        clip_of(second, ClipState.RENDERING, 3000),
        clip_of(first, ClipState.FAILED, 1000),
    ]
    for clip in clips:
        await put(api, f"/v1/clips/{clip.clip_id}", clip)

    async def starts(**query: str) -> list[int]:
        page = (await api.http.get("/v1/clips", params=query)).json()
        return [one["start_ms"] for one in page["items"]]

    assert await starts(sort="start_ms") == [1000, 3000, 5000]
    assert await starts(sort="-start_ms") == [5000, 3000, 1000]
    assert await starts(session_id=first, sort="start_ms") == [1000, 5000]
    assert await starts(state="rendering") == [3000]
    assert await starts(session_id=first, state="ready") == [5000]
    problem(await api.http.get("/v1/clips", params={"state": "lost"}), 422, "invalid")


async def test_bodies_have_a_bound(api: Api) -> None:
    huge = b'{"source": "' + b"x" * (3 * 1024 * 1024) + b'"}'
    problem(await api.http.post("/v1/watches", content=huge), 413, "too-large")

    async def parts() -> object:
        for _ in range(30):
            yield b"x" * 100_000

    problem(await api.http.post("/v1/watches", content=parts()), 413, "too-large")  # type: ignore[arg-type]
    memory = door.Memory(judge="chat", session_id="s", position=1, body=b"\0" * (1024 * 1024 + 1))
    body = problem(await put(api, "/v1/memories", [memory]), 413, "memory-too-large")
    assert "1048576" in str(body["detail"])
    fits = msgspec.structs.replace(memory, body=b"\0" * (1024 * 1024))
    assert (await put(api, "/v1/memories", [fits])).json() == {"changed": 1}


async def test_memories_that_cannot_be_read_are_refused(api: Api) -> None:
    for body in (
        b"{",
        b"{}",
        b'[{"judge": "chat"}]',
        b'[{"judge":"CHAT","session_id":"s","position":1,"body":""}]',
        b'[{"judge":"chat","session_id":"s","position":-2,"body":""}]',
        b'[{"judge":"chat","session_id":"s","position":1,"body":"\xff"}]',
        b'[{"judge":"chat","session_id":"s","position":1,"body":"***"}]',
    ):
        problem(await api.http.put("/v1/memories", content=body), 422, "invalid")


async def test_a_memory_comes_once_in_a_batch(api: Api) -> None:
    memory = door.Memory(judge="chat", session_id="s", position=1, body=b"")
    problem(await put(api, "/v1/memories", [memory, memory]), 422, "memory-twice")


async def test_a_bug_is_logged_and_answered(
    setup: Setup, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug on purpose")

    monkeypatch.setattr("api.nouns.read_list", broken)
    async with started(setup) as api:
        body = problem(await api.http.get("/v1/watches"), 500, "bug")
    assert "on purpose" not in json.dumps(body)
    assert "a bug on purpose" in caplog.text
    assert "GET /v1/watches" in caplog.text


_PAIRS: list[tuple[type[BaseModel], type[msgspec.Struct]]] = [
    (WatchRequestShape, door.WatchRequest),
    (WatchShape, door.Watch),
    (SessionRequestShape, door.SessionRequest),
    (SessionShape, door.Session),
    (SessionProgressShape, door.SessionProgress),
    (GapShape, capture.Gap),
    (HighlightShape, judging.Highlight),
    (ReasonShape, judging.Reason),
    (EvidenceShape, judging.Evidence),
    (SecondScoreShape, judging.SecondScore),
    (TranscriptShape, judging.Transcript),
    (WordShape, judging.Word),
    (ClipShape, rendering.Clip),
    (MemoryShape, door.Memory),
    (WorkerRequest, door.WorkerRegistration),
    (HeartbeatRequest, door.Heartbeat),
    (WorkerShape, door.RegisteredWorker),
    (AccountShape, door.CreditAccount),
    (DeductionShape, door.Deducted),
]


@pytest.mark.parametrize(("shape", "struct"), _PAIRS)
def test_each_shape_has_what_the_client_knows(shape: type[BaseModel], struct: type[msgspec.Struct]) -> None:
    known = {field.name: field for field in msgspec.structs.fields(struct)}
    assert set(known) <= set(shape.model_fields)
    for name, field in known.items():
        optional = field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT
        if (shape, name) == (WatchRequestShape, "source"):
            continue  # people may name a channel instead, which our own processes do not
        assert shape.model_fields[name].is_required() is not optional, name


def test_the_token_is_not_shown(tmp_path: Path) -> None:
    settings = Setup(tmp_path, more={"database_url": "postgresql://user:hidden@host/db"}).settings
    assert "a-token" not in repr(settings)
    assert "hidden" not in repr(settings)
    assert settings.database == "postgresql+asyncpg://user:hidden@host/db"
