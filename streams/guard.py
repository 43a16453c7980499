"""Runs a command that knows nothing of lifelines, and ends it when the supervisor dies.

In: `guard.py PIDFILE COMMAND...`, and the lifeline by number in `HYPECUT_LIFELINE_FD`. Out: the
command's process id in PIDFILE, its exit code as ours. It is run by its path and imports nothing of
the project, so that it costs a few MB only.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

LIFELINE_ENV = "HYPECUT_LIFELINE_FD"

ORDERLY_S = 5.0
"""How long the command may take to end when the supervisor is gone."""


def main(pid_file: str, command: list[str]) -> int:
    """Run the command to its end; returns its exit code, 128 + number for a signal."""
    child = subprocess.Popen(command)  # its own descriptors are closed: the lifeline is not inherited
    with open(pid_file, "w") as out:  # noqa: PTH123  # pathlib alone would double what this costs
        out.write(f"{child.pid}\n")

    def passed_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, passed_on)

    def watch() -> None:
        while os.read(int(os.environ[LIFELINE_ENV]), 1):
            pass
        child.terminate()
        try:
            child.wait(ORDERLY_S)
        except subprocess.TimeoutExpired:
            child.kill()

    threading.Thread(target=watch, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
