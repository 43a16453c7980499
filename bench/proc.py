"""CPU time and memory of other processes, read from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Usage:
    """What a process has used so far. `cpu_s`: user and system, with its ended children."""

    cpu_s: float
    rss_bytes: int


def usage(pid: int) -> Usage:
    """What a process has used. Raises FileNotFoundError when it has ended."""
    stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = sum(int(field) for field in stat[11:15])
    return Usage(ticks / _TICKS_PER_S, int(stat[21]) * _PAGE_BYTES)
