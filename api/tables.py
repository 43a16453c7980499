"""All tables of the API, gathered so that migrations and tests see every one."""

from __future__ import annotations

from api.base import Base
from api.clips.models import ClipRow
from api.highlights.models import HighlightRow
from api.memories.models import MemoryRow
from api.sessions.models import GapRow, SessionRow
from api.starts.models import SettingRow
from api.watches.models import WatchRow

__all__ = ["Base", "ClipRow", "GapRow", "HighlightRow", "MemoryRow", "SessionRow", "SettingRow", "WatchRow"]
