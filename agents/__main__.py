"""`python -m agents`: the judging process; `... score`: judge a file; `... doctor`: what works.

In: the environment and the command line. Out: an exit code.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

# Before numpy is loaded: its threads cost twenty times what they save on arrays of one second.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def main(arguments: list[str]) -> int:
    """Run what is asked for."""
    match arguments:
        case []:
            return _judge()
        case ["score", *rest]:
            from agents.score import main as score

            return score(rest)
        case ["doctor", *rest]:
            from agents.doctor import main as doctor

            return doctor(rest)
    sys.stderr.write("usage: python -m agents [score ... | doctor [--json]]\n")
    return 2


def _judge() -> int:
    from agents.settings import AgentSettings
    from agents.watchdog import Stalled
    from agents.worker import work
    from streams.process import FAILED, run_process

    settings = AgentSettings()

    async def judge(stop: asyncio.Event) -> None:
        try:
            await work(settings, stop)
        except (Stalled, ConnectionError) as end:  # foreseen: one line, and the supervisor's turn
            logging.getLogger("agents").error("%s", end)
            raise SystemExit(FAILED) from end

    return run_process("agents", settings, judge)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
