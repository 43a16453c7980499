"""`/docs/swagger`: the API to be tried in a browser, by Swagger UI, with nothing from outside.

In: the files of Swagger UI, as the package `fastapi-swagger` carries them, and the app's own OpenAPI
document. Out: a page that a strict policy holds to this site: no inline script, no frame, no other host.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

router = APIRouter(prefix="/docs/swagger", include_in_schema=False)

FILES = {
    name: Path(str(resources.files("fastapi_swagger.resources") / name))
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")
}

PATHS = frozenset({"/docs/swagger", "/docs/swagger/start.js", *(f"/docs/swagger/{name}" for name in FILES)})
"""What is open to everybody, as `/openapi.json` is: a token is typed in on the page."""

STATIC_S = 3600
"""Files may be an hour old after an update; their names do not change with it."""

_KEPT = {"Cache-Control": f"public, max-age={STATIC_S}", "X-Content-Type-Options": "nosniff"}

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
    "data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# Addresses are relative, so that the page works behind a prefix of a proxy too.
_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>hypecut API</title>
<meta name=viewport content="width=device-width">
<link rel=stylesheet href=swagger/swagger-ui.css><link rel=icon href=swagger/favicon-32x32.png>
<div id=swagger-ui></div><noscript>This page needs scripts; <a href=../docs>/docs</a> does not.</noscript>
<script src=swagger/swagger-ui-bundle.js></script><script src=swagger/start.js></script></html>
"""

# No validator: it is on another host. A token lives as long as the page: what runs on this site some
# other day finds none.
_START = """SwaggerUIBundle({
  url: "../openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none", filter: true,
  displayRequestDuration: true, persistAuthorization: false, validatorUrl: null
});
"""


@router.get("", response_class=HTMLResponse)
async def show_swagger() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_PAGE, headers=_HEADERS)


@router.get("/start.js")
async def read_start() -> Response:
    """What sets it up: a file of its own, since the policy takes no script in the page."""
    return Response(_START, media_type="text/javascript", headers=_KEPT)


@router.get("/swagger-ui-bundle.js")
async def read_bundle() -> Response:
    """Swagger UI itself."""
    return FileResponse(FILES["swagger-ui-bundle.js"], media_type="text/javascript", headers=_KEPT)


@router.get("/swagger-ui.css")
async def read_style() -> Response:
    """Its style."""
    return FileResponse(FILES["swagger-ui.css"], media_type="text/css", headers=_KEPT)


@router.get("/favicon-32x32.png")
async def read_icon() -> Response:
    """Its icon."""
    return FileResponse(FILES["favicon-32x32.png"], media_type="image/png", headers=_KEPT)
