"""All tables of the API, gathered so that migrations and tests see every one."""

from __future__ import annotations

from api.access.models import AccessRuleRow
from api.accounts.models import IdentityRow, RefreshTokenRow, SigningKeyRow, UserRow
from api.audit.models import AuditRow, RevisionRow
from api.base import Base
from api.clips.models import ClipRow
from api.highlights.models import HighlightRow
from api.idempotency.models import IdempotencyKeyRow
from api.keys.models import ApiKeyRow
from api.memories.models import MemoryRow
from api.sessions.models import GapRow, SessionRow
from api.starts.models import SettingRow
from api.watches.models import WatchRow
from api.workspaces.models import MembershipRow, WorkspaceRow

__all__ = [
    "AccessRuleRow",
    "ApiKeyRow",
    "AuditRow",
    "Base",
    "ClipRow",
    "GapRow",
    "HighlightRow",
    "IdempotencyKeyRow",
    "IdentityRow",
    "MembershipRow",
    "MemoryRow",
    "RefreshTokenRow",
    "RevisionRow",
    "SessionRow",
    "SettingRow",
    "SigningKeyRow",
    "UserRow",
    "WatchRow",
    "WorkspaceRow",
]
