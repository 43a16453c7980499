"""A process of a stack with nothing in it, for tests of the stack.

`python -m tests.streams.tiny_part BEHAVIOUR`: `works`; `deaf` takes no notice of SIGTERM; `broken`
can never run, and `broken-later` not from its second start on; `dies` ends at once with an error;
`hangs` never gets ready.
It starts a child of its own, and writes both process ids and what it was given into
`<data>/<node>.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys

from streams.process import CannotStart, mark_ready, run_process
from streams.settings import ProcessSettings

LONGER_THAN_ANY_TEST_S = "600"


def run(behaviour: str) -> int:
    settings = ProcessSettings()

    async def main(stop: asyncio.Event) -> None:
        seen = settings.data / f"{settings.node}.json"
        if behaviour == "broken" or (behaviour == "broken-later" and seen.exists()):
            raise CannotStart("the tiny part has no engine: fit one")
        if behaviour == "dies":
            raise RuntimeError("the tiny part fell over")
        if behaviour == "hangs":
            await stop.wait()
            return
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-S", "-c", f"import time; time.sleep({LONGER_THAN_ANY_TEST_S})"
        )
        report = {
            "pid": os.getpid(),
            "child": child.pid,
            "environment": {k: v for k, v in os.environ.items() if k.startswith("HYPECUT_")},
        }
        draft = settings.data / f"{settings.node}.draft"
        draft.write_text(json.dumps(report))
        draft.rename(draft.with_suffix(".json"))
        print(f"{settings.node} works", flush=True)  # noqa: T201  # it must be in the log
        mark_ready(settings)
        if behaviour == "deaf":
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            await asyncio.Event().wait()
        await stop.wait()
        child.kill()
        await child.wait()

    return run_process("tiny", settings, main)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
