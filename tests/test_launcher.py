"""The launcher `./hypecut`, in a clone whose slow parts are stand-ins: uv is a script that keeps a
record. With HYPECUT_TEST_ALL=1 also a real set-up from the lock file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, missing

FAKE_UV = """#!/bin/sh
if [ "$1" = --version ]; then echo 'uv 0.0.0'; exit 0; fi
echo "$@" >>"{record}"
[ -e "{record}.fail" ] && exit 1
[ -e "{record}.slow" ] && sleep 1
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
ln -sf "{python}" "$UV_PROJECT_ENVIRONMENT/bin/python"
printf '#!/bin/sh\\necho "ran from $PWD:" "$@"\\n' >"$UV_PROJECT_ENVIRONMENT/bin/hypecut"
chmod +x "$UV_PROJECT_ENVIRONMENT/bin/hypecut"
"""


class Clone:
    """A folder with the launcher and a lock file, and a PATH with a stand-in for uv."""

    def __init__(self, base: Path) -> None:
        self.root = base / "a clone"
        self.root.mkdir()
        shutil.copy(ROOT / "hypecut", self.root)
        self.lock("one")
        self.record = base / "uv-calls"
        self.bin = base / "bin"
        self.bin.mkdir()
        uv = self.bin / "uv"
        uv.write_text(FAKE_UV.format(record=self.record, python=sys.executable))
        uv.chmod(0o755)
        self.home = base / "home"
        self.home.mkdir()

    def lock(self, text: str) -> None:
        (self.root / "uv.lock").write_text(text)

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": f"{self.bin}:{Path(sys.executable).parent}:/usr/bin:/bin"}

    def run(
        self, *args: str, cwd: Path | None = None, command: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(command or self.root / "hypecut"), *args],
            cwd=cwd or self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def set_ups(self) -> list[str]:
        return self.record.read_text().splitlines() if self.record.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_sets_up_once_and_passes_on_what_was_typed(clone: Clone) -> None:
    first = clone.run("watch", "a file.mp4", "--json")
    assert first.returncode == 0
    assert first.stdout == f"ran from {clone.root}: watch a file.mp4 --json\n"
    assert "setting up" in first.stderr
    assert clone.run("doctor").stderr == ""
    (only,) = clone.set_ups
    assert "--frozen" in only
    assert "--no-dev" in only


def test_sets_up_again_when_the_lock_file_changed(clone: Clone) -> None:
    clone.run("doctor")
    clone.lock("two")
    clone.run("doctor")
    clone.run("doctor")
    assert len(clone.set_ups) == 2


def test_tests_get_the_tools_of_development_and_keep_them(clone: Clone) -> None:
    clone.run("doctor")
    clone.run("test")
    clone.run("doctor")
    clone.lock("two")
    clone.run("doctor")
    assert ["--no-dev" in call for call in clone.set_ups] == [True, False, False]


def test_runs_from_anywhere_and_through_links(clone: Clone, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "first").symlink_to(clone.root / "hypecut")
    (elsewhere / "second").symlink_to("first")
    done = clone.run("doctor", cwd=elsewhere, command=elsewhere / "second")
    assert done.stdout == f"ran from {elsewhere}: doctor\n"


def test_a_failed_set_up_names_the_remedy_and_is_tried_again(clone: Clone) -> None:
    fail = clone.record.with_name("uv-calls.fail")
    fail.touch()
    failed = clone.run("doctor")
    assert failed.returncode == 2
    assert "Check the network" in failed.stderr
    assert not (clone.root / ".hypecut" / "setup.lock").exists()
    fail.unlink()
    assert clone.run("doctor").returncode == 0


def test_two_that_start_at_once_set_up_once(clone: Clone) -> None:
    clone.record.with_name("uv-calls.slow").touch()
    command = [str(clone.root / "hypecut"), "doctor"]
    both = [
        subprocess.Popen(
            command, env=clone.environment, cwd=clone.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(3)
    ]
    assert [process.communicate(timeout=60)[0] for process in both] == [
        f"ran from {clone.root}: doctor\n".encode()
    ] * 3
    assert len(clone.set_ups) == 1


def test_the_lock_of_a_killed_set_up_is_taken_over(clone: Clone) -> None:
    lock = clone.root / ".hypecut" / "setup.lock"
    lock.mkdir(parents=True)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (lock / "pid").write_text(f"{gone.pid}\n")
    done = clone.run("doctor")
    assert done.returncode == 0
    assert "was cut off" in done.stderr


def test_without_a_python_that_fits_it_says_which_are_needed(clone: Clone) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python"):
        old = clone.bin / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
    refused = clone.run("doctor")
    assert refused.returncode == 2
    assert "3.11, 3.12 or 3.13" in refused.stderr


def test_outside_a_clone_it_refuses(clone: Clone) -> None:
    (clone.root / "uv.lock").unlink()
    refused = clone.run("doctor")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no uv.lock" in refused.stderr


def test_a_broken_environment_is_made_again(clone: Clone) -> None:
    clone.run("doctor")
    python = clone.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/no/python/any/more")
    assert clone.run("doctor").returncode == 0
    assert len(clone.set_ups) == 2


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_it_is_plain_posix_shell(shell: str) -> None:
    path = shutil.which(shell)
    if path is None:
        missing(shell)
    assert path is not None
    command = [path, "sh", "-n"] if shell == "busybox" else [path, "-n"]
    assert subprocess.run([*command, str(ROOT / "hypecut")], check=False).returncode == 0


@pytest.mark.timeout(900)
def test_a_real_set_up_from_the_lock_file(tmp_path: Path) -> None:
    """Without uv on the PATH, from nothing but Python and the package registry."""
    if os.environ.get("HYPECUT_TEST_ALL") != "1":
        missing("a real set-up takes minutes and the network; HYPECUT_TEST_ALL=1 runs it")
    root = tmp_path / "a clone"
    git = shutil.which("git") or "git"
    subprocess.run([git, "clone", "-q", str(ROOT), str(root)], check=True)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python3").symlink_to(os.path.realpath(sys.executable))
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
    environment = {**kept, "HOME": str(tmp_path), "PATH": f"{tools}:/usr/bin:/bin"}
    done = subprocess.run(
        [str(root / "hypecut"), "--version"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("hypecut, version ")


def test_a_copied_clone_gets_an_environment_of_its_own(clone: Clone, tmp_path: Path) -> None:
    clone.run("doctor")
    copy = tmp_path / "a copy"
    shutil.copytree(clone.root, copy, symlinks=True)
    done = clone.run("doctor", cwd=copy, command=copy / "hypecut")
    assert "copied or moved" in done.stderr
    assert len(clone.set_ups) == 2
    assert str(copy) in clone.set_ups[-1]
    assert clone.run("doctor").stderr == ""


def test_a_lock_whose_maker_was_cut_off_at_once_is_taken_away(clone: Clone) -> None:
    (clone.root / ".hypecut" / "setup.lock").mkdir(parents=True)
    done = clone.run("doctor")
    assert done.returncode == 0
    assert "cut off" in done.stderr
