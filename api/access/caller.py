"""Who makes a request: in, what its credentials prove; out, what the rules of access are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LOCAL_OPERATOR = "local-operator"
"""The `caller_id` of the installation's own command, which has the operator's token."""


class CallerKind(StrEnum):
    """What kind of credentials came."""

    ANONYMOUS = "anonymous"
    USER = "user"
    KEY = "key"
    WORKER = "worker"
    RULE = "rule"


class Role(StrEnum):
    """What a member of a workspace may do; each may do what those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True)
class Caller:
    """Whoever makes a request.

    Attributes:
        kind: how they proved who they are.
        caller_id: of the user, the key or the worker; empty for nobody.
        roles: by workspace.
        scopes: of a key: `TABLE:read`, `TABLE:write`, or `*:read` and `*:write`. None: no such bounds.
        operator: runs this installation, and may do everything.
        address: the network address that the request came from.
        agent: the program, as it names itself.
    """

    kind: CallerKind = CallerKind.ANONYMOUS
    caller_id: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    operator: bool = False
    address: str = ""
    agent: str = ""

    def workspaces(self, least: Role) -> list[str]:
        """The workspaces in which they have at least this role, in order."""
        return sorted(name for name, role in self.roles.items() if _RANKS[role] >= _RANKS[least])

    def facts(self) -> dict[str, object]:
        """What an expression may read of `caller`."""
        return {
            "kind": self.kind.value,
            "id": self.caller_id,
            "operator": self.operator,
            "viewer_of": self.workspaces(Role.VIEWER),
            "editor_of": self.workspaces(Role.EDITOR),
            "owner_of": self.workspaces(Role.OWNER),
        }

    def in_scope(self, table: str, writes: bool) -> bool:
        """Whether a key was made for this; everybody else is bounded by the rules alone."""
        if self.scopes is None:
            return True
        verb = "write" if writes else "read"
        return not self.scopes.isdisjoint({f"{table}:{verb}", f"*:{verb}"})


NOBODY = Caller()
