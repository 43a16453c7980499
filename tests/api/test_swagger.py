"""Swagger UI: served by ourselves, under a policy that lets nothing in from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api import swagger
from tests.api.running import Api, Setup

NOBODY = {"Authorization": ""}


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """No row is read here: one database is enough."""
    return Setup(tmp_path)


async def test_the_page_and_its_files_come_from_here_without_a_token(api: Api) -> None:
    page = await api.http.get("/docs/swagger", headers=NOBODY)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    addresses = re.findall(r"(?:src|href)=([^ >]+)", page.text)
    assert len(addresses) == 5
    assert not any("//" in address for address in addresses)
    kinds = {}
    for address in addresses:
        found = await api.http.get(f"/docs/{address}", headers=NOBODY, follow_redirects=False)
        if address == "../docs":
            continue
        assert found.status_code == 200, address
        assert found.headers["x-content-type-options"] == "nosniff"
        kinds[address.rsplit("/")[-1]] = (found.headers["content-type"].partition(";")[0], len(found.content))
    assert {name: kind for name, (kind, _) in kinds.items()} == {
        "swagger-ui.css": "text/css",
        "favicon-32x32.png": "image/png",
        "swagger-ui-bundle.js": "text/javascript",
        "start.js": "text/javascript",
    }
    assert kinds["swagger-ui-bundle.js"][1] > 1_000_000


async def test_the_policy_takes_scripts_and_styles_of_this_site_alone(api: Api) -> None:
    page = await api.http.get("/docs/swagger", headers=NOBODY)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert re.findall(r"<script(?! src=)|<style|\son\w+=|style=", page.text) == []


async def test_the_set_up_asks_no_other_host_and_keeps_no_token(api: Api) -> None:
    start = (await api.http.get("/docs/swagger/start.js", headers=NOBODY)).text
    assert 'url: "../openapi.json"' in start
    assert "validatorUrl: null" in start
    assert "persistAuthorization: false" in start
    assert "//" not in start


async def test_the_version_reads_openapi_3_1(api: Api) -> None:
    document = (await api.http.get("/openapi.json", headers=NOBODY)).json()
    assert document["openapi"].startswith("3.1")
    bundle = swagger.FILES["swagger-ui-bundle.js"].read_text()
    (version,) = re.findall(r'PACKAGE_VERSION:"(\d+)\.[\d.]+"', bundle)
    assert int(version) >= 5  # the first that does


async def test_authorize_takes_a_bearer_token_and_every_closed_route_asks_for_it(api: Api) -> None:
    from tests.api.access_table import OPEN

    document = (await api.http.get("/openapi.json", headers=NOBODY)).json()
    ((name, scheme),) = document["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    asked = {
        f"{method.upper()} {path}": operation.get("security")
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    by_link = ("GET /v1/feeds/{slug}", "GET /v1/clips/{clip_id}/shared")
    closed = {route for route in asked if route not in OPEN and not route.startswith(by_link)}
    assert len(closed) > 100
    assert {route for route in closed if asked[route] != [{name: []}]} == set()
    assert {route for route in OPEN if asked[route]} == set()


async def test_what_is_not_there_is_refused(api: Api) -> None:
    for path in ("/docs/swagger/", "/docs/swagger/../app.py", "/docs/swagger/index.html"):
        assert (await api.http.get(path, headers=NOBODY)).status_code in {401, 404}
    assert (await api.http.get("/docs/swagger/index.html")).status_code == 404
