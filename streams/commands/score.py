"""`hypecut score`: `python -m monitors extract` piped into `python -m agents score`.

In: recordings. Out: what the judges print, and the exit code of the first of the two that failed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from streams.process import FAILED, UNUSABLE, CannotStart

END_S = 10.0
"""How long the reader of a pipe may take to notice that its writer is gone."""


def run_score(chat: Path | None, media: Path | None, as_json: bool, everything: bool) -> int:
    """The command. Returns its exit code."""
    for what, path in (("chat", chat), ("media", media)):
        if path is not None and not path.is_file():
            raise CannotStart(f"there is no {what} file {path}")
    if chat is None and media is None:
        raise CannotStart("give a recording to judge: --chat FILE, --media FILE, or both")
    extract = [sys.executable, "-m", "monitors", "extract"]
    if media is not None:
        extract.append(str(media))
    if chat is not None:
        extract += ["--chat", str(chat)]
    judge = [sys.executable, "-m", "agents", "score"]
    judge += ["--json"] if as_json else []
    judge += ["--all"] if everything else []
    return _piped(extract, judge)


def _piped(writer: list[str], reader: list[str]) -> int:
    with (
        subprocess.Popen(writer, stdout=subprocess.PIPE) as first,
        subprocess.Popen(reader, stdin=first.stdout) as second,
    ):
        # Only the reader may hold the pipe, or a reader that dies would leave the writer waiting.
        if first.stdout is not None:
            first.stdout.close()
        try:
            second_code = second.wait()
            first_code = first.wait(END_S)
        except subprocess.TimeoutExpired:
            first.kill()
            first_code = FAILED
        except KeyboardInterrupt:
            first.terminate()
            second.terminate()
            raise
    # A writer that could not open its input says so; the reader then only saw an empty pipe. One that broke
    # off because its reader had ended is not to blame.
    return _exit_code(first_code if first_code == UNUSABLE else second_code or first_code)


def _exit_code(code: int) -> int:
    if code in (0, FAILED, UNUSABLE):
        return code
    return FAILED
