"""What has been heard already, within a bounded memory."""

from __future__ import annotations

REMEMBERED_MAX = 20_000
"""Five minutes of the busiest chat measured; platforms and brokers repeat themselves within seconds."""


class Once:
    """Tells what is new. The oldest keys are forgotten."""

    def __init__(self, remembered_max: int = REMEMBERED_MAX) -> None:
        self._max = remembered_max
        self._keys: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def fresh(self, key: str) -> bool:
        """Whether the key was not asked for before; what has no key is always new."""
        if not key:
            return True
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._max:
            del self._keys[next(iter(self._keys))]
        return True
