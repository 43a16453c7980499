"""`hypecut test`: what must pass before a change is done.

In: arguments for pytest. Out: what each tool prints, pytest's own closing line last, an exit code.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from streams.process import CannotStart

ROOT = Path(__file__).resolve().parent.parent.parent

WORKERS_MAX = 4
"""Tests that run side by side: one more than there are processors, as many wait for media to play."""

_ALONE = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "--capture")
"""Arguments of pytest that say how tests run, or that need a terminal of their own."""

_TOOLS = ("ruff", "mypy", "importlinter", "pytest")


def run_checks(pytest_args: Sequence[str], root: Path = ROOT) -> int:
    """Lint, types, contracts, tests, in this order, all of them whatever fails.

    Returns:
        0 when all passed, else 1.
    """
    if not (root / "tests").is_dir():
        raise CannotStart(f"{root} holds no tests: run `./hypecut test` in a clone of the project")
    absent = [tool for tool in _TOOLS if importlib.util.find_spec(tool) is None]
    if absent:
        raise CannotStart(f"{', '.join(absent)} not installed: run `./hypecut test`, or `uv sync`")
    scripts = Path(sys.executable).parent
    python = sys.executable
    steps: list[tuple[str, list[str]]] = [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("contracts", [str(scripts / "lint-imports")]),
    ]
    failed = []
    for name, command in steps:
        click.echo(f"==> {name}: {' '.join([Path(command[0]).name, *command[1:]])}")
        if subprocess.run(command, cwd=root, check=False).returncode != 0:
            failed.append(name)
    if failed:
        click.echo(f"==> failed so far: {', '.join(failed)}")
    tests = [*_side_by_side(pytest_args), *pytest_args]
    click.echo(f"==> tests: pytest {' '.join(tests)}".rstrip())
    sys.stdout.flush()
    # Last, so that pytest's closing line is the last line of all.
    code = subprocess.run([python, "-m", "pytest", *tests], cwd=root, check=False).returncode
    return 1 if failed or code != 0 else 0


def _side_by_side(pytest_args: Sequence[str]) -> list[str]:
    """Arguments with which pytest uses several processors."""
    if any(argument.startswith(_ALONE) for argument in pytest_args):
        return []
    workers = min(WORKERS_MAX, len(os.sched_getaffinity(0)) + 1)
    return [f"--numprocesses={workers}", "--dist=worksteal"]
