"""The progress of an evening, on stderr: a line for each thing that happens, for people or as JSON."""

from __future__ import annotations

import json
import sys
import time

from streams.clock import Clock


class Shown:
    """Tells what happens.

    Attributes:
        began_ms: epoch time of the evening's beginning, once it has begun.
    """

    def __init__(self, clock: Clock, *, as_json: bool) -> None:
        self.began_ms: int | None = None
        self._clock = clock
        self._as_json = as_json
        self._started_s = time.monotonic()

    @property
    def at_ms(self) -> int | None:
        """Where the evening is."""
        return None if self.began_ms is None else self._clock.now_ms() - self.began_ms

    def tell(self, what: str, text: str) -> None:
        """One line. `what` is a word for programs."""
        at_ms = self.at_ms
        real_s = time.monotonic() - self._started_s
        if self._as_json:
            at_s = None if at_ms is None else round(at_ms / 1000, 1)
            line = {"type": what, "at_s": at_s, "real_s": round(real_s, 1), "text": text}
            sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
        else:
            place = "  --:--" if at_ms is None else f"{at_ms // 60_000:4d}:{at_ms // 1000 % 60:02d}"
            sys.stderr.write(f"{place} ({real_s:5.1f} s)  {text}\n")
        sys.stderr.flush()
