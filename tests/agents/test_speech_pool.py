from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agents.settings import shipped_model_dir
from agents.speech_pool import SpeechFailed, SpeechPool
from streams.telemetry import Counters

SECOND = bytes(32_000)

# Answers like the real one; the first sample says what to do: 1 dies, 2 dies once, 3 hangs, 4 fails.
FAKE = """
import os, sys, time
from pathlib import Path
from agents.speech_worker import Answer, _read, _write
from schemas.judging import Transcript
marker = Path(sys.argv[1])
if marker.name == "broken" or marker.with_name("broken now").exists():
    _write(sys.stdout.buffer, Answer(error="the model is broken; get another")); sys.exit(2)
_write(sys.stdout.buffer, Answer())
while (job := _read(sys.stdin.buffer)) is not None:
    order = job.pcm[0]
    if order == 1 or (order == 2 and not marker.exists()):
        marker.touch(); os._exit(9)
    if order == 3:
        time.sleep(60)
    if order == 4:
        _write(sys.stdout.buffer, Answer(error="ValueError: no")); continue
    text = f"heard {job.start_ms}"
    _write(sys.stdout.buffer, Answer(transcript=Transcript(language="en", text=text, words=(), model="fake")))
"""


@asynccontextmanager
async def pool_of(folder: Path, model: str = "model", **options: float) -> AsyncIterator[SpeechPool]:
    script = folder / "fake_worker.py"
    script.write_text(FAKE)
    code = f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')"
    command = (sys.executable, "-c", code)
    async with SpeechPool(folder / model, Counters(), command=command, **options) as pool:  # type: ignore[arg-type]
        yield pool


async def test_a_worker_that_dies_is_replaced_and_its_job_done(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        transcript = await pool.transcribe(b"\x02" + SECOND, 7)
        assert transcript.text == "heard 7"
        assert (await pool.transcribe(SECOND, 8)).text == "heard 8"


async def test_a_job_that_kills_every_worker_fails_and_the_next_one_works(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        with pytest.raises(SpeechFailed, match="2 workers were lost"):
            await pool.transcribe(b"\x01" + SECOND, 7)
        assert (await pool.transcribe(SECOND, 8)).text == "heard 8"


async def test_a_job_that_hangs_is_ended_in_time(tmp_path: Path) -> None:
    async with pool_of(tmp_path, job_s_min=0.3) as pool:
        with pytest.raises(SpeechFailed):
            await pool.transcribe(b"\x03", 7)


async def test_a_job_that_fails_costs_no_worker(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        await pool.transcribe(SECOND, 0)
        before = pool.pids
        with pytest.raises(SpeechFailed, match="ValueError"):
            await pool.transcribe(b"\x04" + SECOND, 7)
        assert pool.pids == before


async def test_a_job_that_is_given_up_leaves_no_answer_to_the_next(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        await pool.transcribe(SECOND, 0)
        given_up = asyncio.create_task(pool.transcribe(b"\x03" + SECOND, 1))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        assert (await pool.transcribe(SECOND, 2)).text == "heard 2"


async def test_a_model_that_cannot_be_loaded_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with pool_of(tmp_path, "broken", workers=2) as pool:
        for _ in range(3):
            with pytest.raises(SpeechFailed, match="the model is broken"):
                await pool.transcribe(SECOND, 7)
    # By number: Faust gives the levels other names.
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


async def test_a_model_that_was_loaded_once_is_tried_again(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        await pool.transcribe(SECOND, 0)
        (tmp_path / "broken now").touch()
        os.kill(pool.pids[0], signal.SIGKILL)
        with pytest.raises(SpeechFailed, match="the model is broken"):
            await pool.transcribe(SECOND, 1)
        (tmp_path / "broken now").unlink()
        assert (await pool.transcribe(SECOND, 2)).text == "heard 2"


async def test_the_real_worker_loads_answers_and_leaves_no_process() -> None:
    async with SpeechPool(shipped_model_dir(), Counters()) as pool:
        transcript = await pool.transcribe(SECOND, 7)
        assert transcript.words == ()
        (pid,) = pool.pids
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


async def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    code = f"""
import asyncio, sys
from pathlib import Path
from agents.speech_pool import SpeechPool
from streams.telemetry import Counters
async def main():
    async with SpeechPool(Path({str(shipped_model_dir())!r}), Counters()) as pool:
        await pool.transcribe(bytes(32000), 0)
        print(pool.pids[0], flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    for _ in range(100):
        if not _runs(pid):
            return
        await asyncio.sleep(0.05)  # until the kernel has told it
    pytest.fail("the worker outlived its parent")


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
