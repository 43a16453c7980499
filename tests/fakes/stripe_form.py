"""Stripe's way to write parameters and errors."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]


class Fault(Exception):
    """An answer that is an error, as Stripe gives it."""

    def __init__(self, status: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


def invalid(message: str, param: str = "", code: str = "parameter_invalid") -> Fault:
    return Fault(400, "invalid_request_error", message, param=param, code=code)


def missing(kind: str, identity: str) -> Fault:
    message = f"No such {kind}: '{identity}'"
    return Fault(404, "invalid_request_error", message, code="resource_missing", param="id")


def declined(code: str, intent: Json | None = None) -> Fault:
    messages = {
        "card_declined": "Your card was declined.",
        "authentication_required": "Your card was declined. This transaction requires authentication.",
    }
    more = {"payment_intent": intent} if intent is not None else {}
    return Fault(402, "card_error", messages[code], code=code, decline_code="generic_decline", **more)


def read_form(text: str) -> Json:
    """`a[b][0][c]=1` as nested objects and lists; values stay texts."""
    made: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        parts = [part for part in re.split(r"[\[\]]+", name) if part]
        at = made
        for part in parts[:-1]:
            at = at.setdefault(part, {})
        at[parts[-1]] = value
    return {key: _listed(value) for key, value in made.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(one) for key, one in value.items()}


def whole(value: Any, param: str) -> int:
    if not re.fullmatch(r"-?\d+", str(value)):
        raise invalid(f"Invalid integer: {value}", param)
    return int(value)


def needed(params: Json, *names: str) -> None:
    for name in names:
        if name not in params:
            raise invalid(f"Missing required param: {name}.", name, "parameter_missing")


def known(params: Json, *names: str) -> None:
    """Stripe refuses what it does not know."""
    for name in params:
        if name not in names:
            raise invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")
