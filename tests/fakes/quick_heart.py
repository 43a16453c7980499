"""`python -m tests.fakes.quick_heart`: `python -m monitors`, and a drain is heard of soon."""

from __future__ import annotations

from monitors import __main__
from streams import heart

if __name__ == "__main__":
    heart.BEAT_S = 0.2
    __main__.main(prog_name="python -m monitors", args=[])
