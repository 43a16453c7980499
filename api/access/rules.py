"""The rules that every installation begins with: for each table five expressions, one an operation.

What no rule allows is denied. They are shown at `GET /v1/access-rules`, beside those that a workspace
has added. `row` is the row that is there, or, for `create`, the one that is to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Operation(StrEnum):
    """What may be done with a row."""

    LIST = "list"
    VIEW = "view"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self not in {Operation.LIST, Operation.VIEW}


Rules = Mapping[Operation, str]

_OPERATOR = "caller.operator"
_WORKER = 'caller.kind == "worker"'
_VIEWER = "row.workspace_id in caller.viewer_of"
_EDITOR = "row.workspace_id in caller.editor_of"
_OWNER = "row.workspace_id in caller.owner_of"


def _any(*expressions: str) -> str:
    return " || ".join((*expressions, _OPERATOR))


def _five(seen: str, made: str, changed: str | None = None, removed: str | None = None) -> Rules:
    changed = made if changed is None else changed
    return {
        Operation.LIST: seen,
        Operation.VIEW: seen,
        Operation.CREATE: made,
        Operation.UPDATE: changed,
        Operation.DELETE: changed if removed is None else removed,
    }


_OF_MEMBERS = _five(_any(_VIEWER), _any(_EDITOR))
"""Seen by every member, changed by editors."""

_OF_WORKERS = _five(_any(_VIEWER, _WORKER), _any(_WORKER))
"""Written by the processes that watch, judge and render; seen by every member."""

_FOR_THE_BOT = _five(_any(_VIEWER, _WORKER), _any(_EDITOR))
"""Changed by editors, seen by every member, and by the processes that speak in chats."""

_OF_OWNERS = _five(_any(_VIEWER), _any(_OWNER))
_HIDDEN = _five(_any(_OWNER), _any(_OWNER))

_OWN_WISH = 'caller.kind == "user" && row.made_by == caller.id'
"""Of a streamer, who has shown that by signing in with Twitch."""

_SHOWN = _five(_any(), "false")
"""Kept by the API itself; operators may look."""

BUILT_IN: Mapping[str, Rules] = {
    "users": _five(_any("row.user_id == caller.id"), _any(), _any("row.user_id == caller.id")),
    "workspaces": _five(_any(_VIEWER), _any('caller.kind == "user"'), _any(_OWNER), _any(_OWNER)),
    "memberships": _five(
        _any(_VIEWER, "row.user_id == caller.id"),
        _any(_OWNER),
        _any(_OWNER),
        _any(_OWNER, "row.user_id == caller.id"),
    ),
    "api_keys": _HIDDEN,
    "access_rules": _OF_OWNERS,
    "watches": _five(_any(_VIEWER, _WORKER), _any(_EDITOR), _any(_EDITOR, _WORKER), _any(_EDITOR)),
    "sessions": _OF_WORKERS,
    "signals_minutes": _OF_WORKERS,
    "gaps": _five(_any(_WORKER), _any(_WORKER)),  # people read them through their session
    "highlights": _five(_any(_VIEWER, _WORKER), _any(_WORKER), _any(_WORKER, _EDITOR), _any(_WORKER)),
    "clips": _five(_any(_VIEWER, _WORKER), _any(_WORKER), _any(_WORKER, _EDITOR), _any(_EDITOR)),
    "clip_tags": _SHOWN,
    "memories": _five(_any(_WORKER), _any(_WORKER)),
    "renders": _five(_any(_VIEWER, _WORKER), _any(_EDITOR), _any(_WORKER)),
    "workers": _five(_any(_WORKER), _any(_WORKER), _any(), _any()),
    "channels": _OF_MEMBERS,
    "stream_events": _OF_WORKERS,
    "bot_settings": _FOR_THE_BOT,
    "bot_commands": _FOR_THE_BOT,
    "bot_requests": _OF_WORKERS,
    "bot_answers": _OF_WORKERS,
    "wishes": _OF_WORKERS,
    "templates": _OF_MEMBERS,
    "assets": _OF_MEMBERS,
    "feeds": _OF_MEMBERS,
    "webhooks": _HIDDEN,
    "webhook_deliveries": _HIDDEN,
    "custom_fields": _OF_OWNERS,
    "feed_items": _OF_MEMBERS,
    "events": _five(_any(_VIEWER), "false"),
    "rules": _OF_MEMBERS,
    "rule_versions": _five(_any(_VIEWER), _any(_EDITOR), "false"),
    "rule_runs": _five(_any(_VIEWER), "false"),
    "credit_accounts": _five(_any(_VIEWER), "false", _any(), "false"),
    "credit_lots": _five(_any(_VIEWER), "false"),
    "credit_transfers": _five(_any(_VIEWER), _any(), "false"),
    "credit_minutes": _five(_any(_VIEWER, _WORKER), _any(_WORKER), "false"),
    "credit_holds": _SHOWN,
    "customers": _HIDDEN,
    "subscriptions": _OF_OWNERS,
    "purchases": _five(_any(_VIEWER), "false"),
    "top_ups": _five(_any(_VIEWER), "false"),
    "stripe_events": _five(_any(), "false", _any(), "false"),
    "twitch_links": _five(_any(_VIEWER, _WORKER), _any(_EDITOR)),
    "twitch_opt_outs": _five(_any(_WORKER, _OWN_WISH), _any(_OWN_WISH)),
    "twitch_flows": _SHOWN,
    "twitch_revocations": _SHOWN,
    "identities": _SHOWN,
    "refresh_tokens": _SHOWN,
    "signing_keys": _SHOWN,
    "idempotency_keys": _SHOWN,
    "settings": _SHOWN,
    "revisions": _five(_any(_OWNER), "false"),
    "audit_log": _five(_any(_OWNER), "false"),
}
