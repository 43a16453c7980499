"""`python -m agents` with simple judges: `python -m tests.fakes.judging_process [deaf]`.

`deaf`: Faust keeps its partitions and reads nothing, as about one worker in ten does after a kill.
"""

from __future__ import annotations

import asyncio
import sys

from agents import __main__, app, worker
from streams import heart
from tests.fakes.simple_judges import simple_judges


async def _never(*_: object) -> None:
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    heart.BEAT_S = 0.2  # so that a drain is heard of soon
    if sys.argv[1:] == ["deaf"]:
        app.FaustSide._one = _never  # type: ignore[method-assign]
    worker.make_judges = lambda *_: simple_judges()  # type: ignore[assignment]
    sys.exit(__main__.main([]))
