"""`/docs`: the description of the API as one page that needs nothing from the network.

In: the app's own OpenAPI document. Out: HTML without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
code{background:#f3f3f3;padding:.1em .3em;border-radius:3px} table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ddd;padding:.3rem .5rem;text-align:left;vertical-align:top}
details{border:1px solid #ddd;border-radius:6px;margin:.5rem 0;padding:.5rem .8rem}
summary{cursor:pointer} .method{display:inline-block;width:4rem;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}code{background:#2a2a2a}
td,th,details{border-color:#444}a{color:#8bf}}
"""

_Json = dict[str, Any]


@router.get("/docs", response_class=HTMLResponse)
async def read_docs(request: Request) -> HTMLResponse:
    """The page."""
    document: _Json = request.app.openapi()
    return HTMLResponse("".join(_page(document)))


def _page(document: _Json) -> Iterator[str]:
    info = document["info"]
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(info['title'])} API</title>"
    yield f"<style>{_STYLE}</style><h1>{escape(info['title'])} {escape(info['version'])}</h1>"
    yield f"<p>{_text(info['description'])}</p><p>As OpenAPI: <a href=/openapi.json>/openapi.json</a>; "
    yield "to try it: <a href=/docs/swagger>/docs/swagger</a></p>"
    for tag in document["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2><p>{_text(tag['description'])}</p>"
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation.get("tags", ()):
                    yield from _operation(path, method, operation)
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from _schema(name, schema)


def _operation(path: str, method: str, operation: _Json) -> Iterator[str]:
    yield f"<details><summary><span class=method>{method.upper()}</span> <code>{escape(path)}</code> "
    yield f"{escape(operation.get('summary', ''))}</summary><p>{_text(operation.get('description', ''))}</p>"
    rows = [
        (
            f"{one['name']} ({one['in']})",
            one["schema"],
            one.get("required", False),
            one.get("description", ""),
        )
        for one in operation.get("parameters", ())
    ]
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    rows.extend(("body", content["schema"], True, "") for content in bodies)
    rows.extend(
        (f"answer {status}", content.get("schema", {}), False, answer.get("description", ""))
        for status, answer in operation["responses"].items()
        for content in answer.get("content", {}).values()
    )
    yield from _table(rows)
    yield "</details>"


def _schema(name: str, schema: _Json) -> Iterator[str]:
    yield f"<details id='{escape(name)}'><summary><code>{escape(name)}</code></summary>"
    yield f"<p>{_text(schema.get('description', ''))}</p>"
    required = schema.get("required", ())
    if "enum" in schema:
        yield f"<p>One of {', '.join(f'<code>{escape(str(one))}</code>' for one in schema['enum'])}.</p>"
    yield from _table(
        [
            (field, shape, field in required, shape.get("description", ""))
            for field, shape in schema.get("properties", {}).items()
        ]
    )
    yield "</details>"


def _table(rows: list[tuple[str, _Json, bool, str]]) -> Iterator[str]:
    if not rows:
        return
    yield "<table><tr><th>Name<th>Type<th>Meaning</tr>"
    for name, shape, required, meaning in rows:
        mark = " <b title=required>*</b>" if required else ""
        yield f"<tr><td><code>{escape(name)}</code>{mark}<td>{_kind(shape)}<td>{_text(meaning)}</tr>"
    yield "</table>"


def _kind(shape: _Json) -> str:
    if "$ref" in shape:
        name = escape(str(shape["$ref"]).rsplit("/", 1)[-1])
        return f"<a href='#{name}'>{name}</a>"
    for union in ("anyOf", "oneOf", "allOf"):
        if union in shape:
            return " or ".join(_kind(one) for one in shape[union])
    if shape.get("type") == "array":
        return f"list of {_kind(shape.get('items', {}))}"
    bounds = [f"{sign} {shape[key]}" for key, sign in _BOUNDS if key in shape]
    return escape(" ".join([str(shape.get("type", "anything")), *bounds]))


_BOUNDS = (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "at most"), ("maxItems", "at most"))


def _text(text: str) -> str:
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
