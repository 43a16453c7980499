"""Makes the Python client of `docs/examples/python` anew: `.venv/bin/python -m docs.examples.generate`.

In: the OpenAPI document of the API in this checkout. Out: `hypecut_client/`, and `MADE_FROM`, the mark of
the document and of the generator, by which a test sees at once that the client is out of date. The
generator runs by uv in an environment of its own: the project itself has no need of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from api.app import create_app
from api.link import RoadLink
from api.settings import ApiSettings
from streams.clock import SystemClock
from streams.road import Publisher

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "python"
PACKAGE = "hypecut_client"
MADE_FROM = "MADE_FROM"

GENERATOR = "openapi-python-client==0.29.1"

CONFIG = {
    "post_hooks": [],  # tidied below, by the ruff of the lock file: another one would write another client
    "literal_enums": True,  # else a sort by `-created_at_ms` would be called VALUE_1
    "content_type_overrides": {
        "application/rss+xml": "application/octet-stream",
        "application/feed+json": "application/json",
    },
}

LINE_LENGTH = 110

GENERATE_S = 300
"""The first time the generator is fetched; then it takes ten seconds."""


class CannotGenerate(Exception):
    """With a sentence and the remedy."""


def document() -> dict[str, Any]:
    """The OpenAPI document, as the API answers it at `/openapi.json`."""
    settings = {"data": Path(tempfile.gettempdir()) / "hypecut-no-data", "kafka": "", "store": "", "run": ""}
    secrets = dict.fromkeys(("secret", "token", "operator_token"), "of no installation")
    app = create_app(ApiSettings.model_validate(settings | secrets), RoadLink(_no_road), SystemClock())
    made: dict[str, Any] = app.openapi()
    return made


def _no_road() -> AbstractAsyncContextManager[Publisher]:
    raise NotImplementedError("the app describes itself here, and is not started")


def mark(described: dict[str, Any]) -> str:
    """Names the document and the generator; the version of the release alone makes no other client."""
    info = {name: value for name, value in described["info"].items() if name != "version"}
    known = json.dumps(described | {"info": info}, sort_keys=True)
    digest = hashlib.sha256((known + json.dumps(CONFIG, sort_keys=True)).encode()).hexdigest()
    return f"{GENERATOR}\n{digest}\n"


def generate(described: dict[str, Any], into: Path) -> None:
    """Write the client to the folder `into`, which must not be there. Raises CannotGenerate."""
    with tempfile.TemporaryDirectory(prefix="hypecut-client-") as folder:
        source, config = Path(folder) / "openapi.json", Path(folder) / "config.json"
        source.write_text(json.dumps(described))
        config.write_text(json.dumps(CONFIG))
        made = Path(folder) / PACKAGE
        options = ("--meta", "none", "--path", source, "--config", config, "--output-path", made)
        python = ("--python", sys.executable)
        tool = [_uv(), "tool", "run", *python, "--from", GENERATOR, "openapi-python-client"]
        said = _run([*tool, "generate", *options])
        if "Warning" in said or "WARNING" in said:
            raise CannotGenerate(f"a part of the API was left out:\n{said}\nname it so that it is not")
        ruff = [sys.executable, "-m", "ruff"]
        style = ("--isolated", "--target-version", "py311", "--line-length", str(LINE_LENGTH))
        _run([*ruff, "check", *style, "--quiet", "--fix", "--exit-zero", "--select", "F401,I", made])
        _run([*ruff, "format", *style, "--quiet", made])
        shutil.move(made, into)


def _uv() -> str:
    """The uv on the PATH, or the one that `./hypecut` has fetched."""
    found = shutil.which("uv") or shutil.which("uv", path=ROOT / ".hypecut" / "tools" / "bin")
    if found is None:
        raise CannotGenerate("there is no uv; run ./hypecut once, which fetches it, or install it")
    return found


def _run(command: Sequence[str | Path]) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=GENERATE_S, env=environment
    )
    if ended.returncode:
        raise CannotGenerate(f"{command[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout + ended.stderr


def differences(one: Path, other: Path) -> Iterator[str]:
    """Files that are in one folder alone, or not the same in both."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*.py")}
    for name in sorted(names):
        files = (one / name, other / name)
        if not all(file.exists() for file in files) or files[0].read_bytes() != files[1].read_bytes():
            yield str(name)


def main(arguments: Sequence[str]) -> int:
    """Make the client anew, or say with `--check` whether it would be another one."""
    parser = argparse.ArgumentParser(prog="python -m docs.examples.generate")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if the client is out of date")
    options = parser.parse_args(arguments)
    described = document()
    try:
        with tempfile.TemporaryDirectory(prefix="hypecut-client-") as folder:
            made = Path(folder) / PACKAGE
            generate(described, made)
            if options.check:
                changed = list(differences(made, HERE / PACKAGE))
                sys.stdout.writelines(f"{name}\n" for name in changed)
                return 1 if changed or (HERE / MADE_FROM).read_text() != mark(described) else 0
            shutil.rmtree(HERE / PACKAGE, ignore_errors=True)
            shutil.move(made, HERE / PACKAGE)
            (HERE / MADE_FROM).write_text(mark(described))
    except CannotGenerate as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{HERE / PACKAGE}: {len(list((HERE / PACKAGE).rglob('*.py')))} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
