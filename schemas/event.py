"""What every event on the road has in common."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One message on a topic.

    Attributes:
        v: version of the shape. A field added later has a default, so that an old event still
            decodes; a field that an older reader does not know is skipped by it.
    """

    v: int = 1
