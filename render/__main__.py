"""The command `python -m render`: without arguments a renderer, with `doctor` what it needs.

In: arguments and the environment. Out: an exit code (`streams.process`).
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

import msgspec
from pydantic import ValidationError

from render.doctor import examine
from render.settings import RenderSettings
from streams.process import FAILED, STOPPED, UNUSABLE, run_process

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m render", description="Turns highlights into clips.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="render until told to stop (the default)")
    doctor = commands.add_parser("doctor", help="say what works on this machine and what is missing")
    doctor.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args(arguments)
    try:
        settings = RenderSettings()
    except ValidationError as error:
        sys.stderr.write(f"the settings of the renderer are wrong: {error}\n")
        return UNUSABLE
    if chosen.command == "doctor":
        return _doctor(settings, as_json=chosen.json)

    return run_process("render", settings, lambda stop: _serve(settings, stop))


async def _serve(settings: RenderSettings, stop: asyncio.Event) -> None:
    from render.app import serve

    await serve(settings, stop)


def _doctor(settings: RenderSettings, as_json: bool) -> int:
    usable = True
    for finding in examine(settings):
        if as_json:
            sys.stdout.write(msgspec.json.encode(finding).decode() + "\n")
        else:
            mark = "ok     " if finding.ok else "missing"
            remedy = f"; {finding.remedy}" if finding.remedy else ""
            sys.stdout.write(f"{mark}  {finding.part}: {finding.detail}{remedy}\n")
        sys.stdout.flush()
        if finding.part in {"ffmpeg", "encoder", "work folder", "object store", "fonts"}:
            usable = usable and finding.ok
    return STOPPED if usable else FAILED


if __name__ == "__main__":
    sys.exit(main())
