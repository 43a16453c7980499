"""The OpenAPI document, as it is true: in, what FastAPI makes of the routes; out, the same made complete.

Every refusal is a problem in its own media type, with the headers that come with it; every body has an
example that fits its schema; and what any request may meet is said of every operation.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.access.gate import UNCOUNTED_PATHS
from api.problems import ProblemShape

Json = dict[str, Any]

METHODS = frozenset({"get", "put", "post", "delete", "patch"})

PROBLEM = "application/problem+json"

_REFUSALS = {
    "400": "The body is no JSON, or ended before its end.",
    "401": "No credentials, or such that prove nothing.",
    "403": "The rules, or the scopes of the key, do not allow it.",
    "404": "There is none, or none that the caller may know of.",
    "409": "The state does not allow it.",
    "412": "Somebody else has changed it.",
    "413": "The body is too large.",
    "422": "Something cannot be meant; `errors` names the fields.",
    "429": "Too often; `Retry-After` says how long to wait.",
    "502": "Twitch answers what cannot be used; nothing was changed.",
    "503": "Not now; nothing was changed, and the same request may be sent again.",
}

_HEADERS = {
    "401": {"WWW-Authenticate": {"description": "How to prove it.", "schema": {"type": "string"}}},
    "429": {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
        "RateLimit": {
            "description": "Calls left, and seconds until there are more.",
            "schema": {"type": "string"},
        },
    },
    "503": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}

DEPTH_MAX = 12
"""Of an example; a schema that holds itself ends there."""


def complete(app: FastAPI) -> None:
    """Let the app describe itself with `described`."""
    made = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = described(made())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def described(document: Json) -> Json:
    """The document with what FastAPI cannot know. It is changed in place."""
    schemas: Json = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                if path not in UNCOUNTED_PATHS:
                    operation["responses"].setdefault("429", {})
                _complete(operation, schemas)
    problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemShape"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def _complete(operation: Json, schemas: Json) -> None:
    responses: Json = operation["responses"]
    if "requestBody" in operation:
        for status in ("400", "413", "422"):
            responses.setdefault(status, {})
        for content in operation["requestBody"]["content"].values():
            if "example" not in content and "examples" not in content and "schema" in content:
                content["example"] = example_of(content["schema"], schemas)
    if operation.get("parameters"):
        responses.setdefault("422", {})
    for status, answer in list(responses.items()):
        if status.isdigit() and int(status) >= 400:
            responses[status] = _problem(status, answer)


def _problem(status: str, answer: Json) -> Json:
    told = answer.get("description", "")
    generic = told in {"", "Validation Error"} or len(told.split()) <= 3
    made: Json = {
        "description": _REFUSALS.get(status, told or "It is refused.") if generic else told,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}},
    }
    if status in _HEADERS:
        made["headers"] = _HEADERS[status]
    return made


def example_of(schema: Json, schemas: Json, depth: int = 0) -> Any:
    """A value that fits a schema, of the examples and bounds in it."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, depth + 1)
    known = _known(schema)
    if known is not None:
        return known
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return example_of(schema[union][0], schemas, depth + 1)
    if schema.get("type") == "object":
        return _object(schema, schemas, depth)
    if schema.get("type") == "array":
        count = schema.get("minItems", 0) or (1 if depth == 0 else 0)
        return [example_of(schema.get("items", {}), schemas, depth + 1) for _ in range(count)]
    return _plain(schema)


def _known(schema: Json) -> Any:
    """What the schema itself gives as an example."""
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    for given in ("example", "const", "default"):
        if schema.get(given) not in (None, "", []):
            return schema[given]
    return None


def _plain(schema: Json) -> Any:
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "string" if "pattern" in schema:
            return _word(schema)
        case "string":
            return "x" * max(1, schema.get("minLength", 1))
        case _:
            return None


def _object(schema: Json, schemas: Json, depth: int) -> Json:
    required = schema.get("required", ())
    return {
        name: example_of(shape, schemas, depth + 1)
        for name, shape in schema.get("properties", {}).items()
        if name in required or (depth < DEPTH_MAX and ("examples" in shape or "example" in shape))
    }


def _word(schema: Json) -> str:
    pattern = schema["pattern"]
    return "01a0c450-6c00-7a0f-aa45-3cdcd585b13b" if "{1,64}" in pattern else "clips"
