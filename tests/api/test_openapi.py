"""The description is true: valid, complete, and what it says of answers holds for generated requests."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.access_table import OPEN
from tests.api.access_world import World, world_of
from tests.api.running import TOKEN, Api, Setup, listening

EXAMPLES = 12
"""For each operation, on each database: some thirty requests a second, and a minute for all."""

Json = dict[str, Any]


@pytest.fixture
def document(tmp_path: Any) -> Json:
    made: Json = Setup(tmp_path).app().openapi()
    return made


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from _refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _refs(one)


def test_the_document_is_valid(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["description"]
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate(schema)
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        assert "__" not in name, f"{name}: two shapes have one name; generated clients would lack one"
    for ref in _refs(document):
        kind, name = ref.removeprefix("#/components/").split("/")
        assert name in document["components"][kind], ref
    identities = [operation["operationId"] for _, operation in operations(document)]
    assert len(identities) == len(set(identities))
    for route, operation in operations(document):
        named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", route)), route
        for one in operation.get("parameters", ()):
            jsonschema_rs.meta.validate(one["schema"])


def test_every_operation_tells_what_it_is(document: Json) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    for route, operation in operations(document):
        assert operation.get("summary"), route
        assert operation.get("description"), route
        assert operation["tags"], route
        assert all(tags.get(tag) for tag in operation["tags"]), route
    used = {tag for _, operation in operations(document) for tag in operation["tags"]}
    assert used == {*tags}


def test_every_operation_tells_who_may_and_what_is_refused(document: Json) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}
    for route, operation in operations(document):
        responses = operation["responses"]
        by_link = route.startswith(("GET /v1/feeds/{slug}", "GET /v1/clips/{clip_id}/shared"))
        if route not in OPEN and not by_link:
            assert "security" in operation, route
        if "security" in operation:
            assert "401" in responses, route
        if "{" in route and "{judge}" not in route:
            assert "404" in responses, route
        if operation.get("parameters") or "requestBody" in operation:
            assert "422" in responses, route
        if route.startswith(("PATCH", "DELETE")) and any(
            one["name"] == "if-match" for one in operation.get("parameters", ())
        ):
            assert "412" in responses, route
        assert any(status.startswith("2") for status in responses), route
        for status, answer in responses.items():
            if int(status) >= 400:
                assert answer["content"] == problem, (route, status)
                assert answer["description"], (route, status)
            if status in {"429", "503"}:
                assert "Retry-After" in answer["headers"], route


def test_every_body_has_an_example_that_fits(document: Json) -> None:
    bodies = 0
    for route, operation in operations(document):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if "json" not in kind:
                continue
            schema = {**content["schema"], "components": document["components"]}
            assert jsonschema_rs.Draft202012Validator(schema).is_valid(content["example"]), route
            bodies += 1
    assert bodies > 20


async def test_what_is_no_field_is_named_in_a_refusal_that_fits_the_shape(api: Api, document: Json) -> None:
    answer = await api.http.post("/v1/workspaces", json={"nothing": 1})
    shape = {"$ref": "#/components/schemas/ProblemShape", "components": document["components"]}
    jsonschema_rs.Draft202012Validator(shape).validate(answer.json())


@dataclass
class Served:
    """An API behind a socket, in a loop of its own, with a workspace full of rows."""

    url: str
    world: World


@dataclass
class KeepingSetup(Setup):
    """A setup that tells which apps were made of it."""

    apps: list[FastAPI] = field(default_factory=list)

    def app(self) -> FastAPI:
        self.apps.append(super().app())
        return self.apps[-1]


@pytest.fixture
def served(setup: Setup) -> Iterator[Served]:
    ready, made = threading.Event(), list[Served]()
    loops, stop = list[asyncio.AbstractEventLoop](), asyncio.Event()

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        kept = KeepingSetup(setup.data, setup.clock, setup.publisher, setup.more)
        async with listening(kept) as url:
            app = kept.apps[-1]
            headers = {"Authorization": f"Bearer {TOKEN}"}
            async with httpx.AsyncClient(base_url=url, headers=headers) as http:
                made.append(Served(url, await world_of(Api(app, http))))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    try:
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.mark.timeout(600)
def test_generated_requests_meet_no_bug_and_answers_are_as_described(served: Served, document: Json) -> None:
    schema = schemathesis.openapi.from_dict(document)
    wrong: list[str] = []
    with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30) as http:
        for found in schema.get_all_operations():
            operation = found.ok()
            try:
                _check(operation, served, http)
            except (Exception, BaseExceptionGroup) as error:
                wrong.append(f"{operation.method.upper()} {operation.path}: {error}")
    assert not wrong, "\n\n".join(wrong)


def _check(operation: Any, served: Served, http: httpx.Client) -> None:
    noun = operation.path.split("/")[2] if operation.path.count("/") > 1 else ""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), there=st.booleans())
    def run(case: Any, there: bool) -> None:
        if there and noun in served.world.rows:
            for name in case.path_parameters or {}:
                if name.endswith("_id"):
                    case.path_parameters[name] = served.world.rows[noun]
        answer = case.call(base_url=served.url, headers={"Authorization": f"Bearer {TOKEN}"})
        case.validate_response(answer, checks=CHECKS)

    run()
