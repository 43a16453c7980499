"""HTML: in, the name of a template and what it shows; out, a page that loads nothing from elsewhere."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from api.problems import Problem

HERE = Path(__file__).resolve().parent

SHOWN_LENGTH = 80
"""Of a value in a list; the page of the row has all of it."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
    "data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class SignInNeeded(Exception):
    """The page is for somebody, and nobody is there."""


def _time(value: object) -> str:
    if not isinstance(value, int):
        return ""
    try:
        at = datetime.datetime.fromtimestamp(value / 1000, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return str(value)
    return at.strftime("%Y-%m-%d %H:%M:%S")


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _short(value: object) -> str:
    text = _shown(value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _prose(text: str) -> Markup:
    """A sentence of ours, with what stands between backticks as code."""
    code = Markup("<code>{}</code>")
    parts = enumerate(text.split("`"))
    return Markup("").join(code.format(part) if index % 2 else escape(part) for index, part in parts)


_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"prose": _prose, "time": _time, "shown": _shown, "short": _short}


def page(template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page.

    Args:
        template: its name.
        status: HTTP's.
        **shown: what the template names.
    """
    shown.setdefault("visit", None)
    return HTMLResponse(_TEMPLATES.get_template(template).render(shown), status, headers=_HEADERS)


class PageRoute(APIRoute):
    """A route of pages: what goes wrong is a page as well."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See `APIRoute`."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInNeeded:
                return RedirectResponse("/admin/login", 303, headers={"Cache-Control": "no-store"})
            except Problem as problem:
                return page("problem.html", problem.status, problem=problem)

        return shown
