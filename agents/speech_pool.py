"""Processes that transcribe, and who gets the next one.

In: sound of closed highlights. Out: transcripts. A worker that dies or hangs is replaced and its job
done once more; a model that cannot be loaded is said once, and every job then fails at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import msgspec

from agents.speech_worker import FRAME, Answer, Job
from schemas.capture import AUDIO_RATE_HZ
from schemas.judging import Transcript
from streams.telemetry import Counters

log = logging.getLogger(__name__)

LOAD_S_MAX = 60.0
"""A model loads in half a second; ten on a disk that is cold and busy."""

JOB_S_MIN = 30.0
JOB_S_PER_SECOND = 2.0
"""A second of sound takes 0.03 s on a free core; a machine sixty times slower is hung."""

TRIES_MAX = 2
"""A job that killed two workers would kill a third."""

ANSWER_BYTES_MAX = 16 * 1024 * 1024
"""A transcript has some kB; a length beyond this is not one of ours."""

STOP_S = 2.0
"""A worker ends at the end of its input at once, unless it is in a job: then it is killed."""


class SpeechFailed(Exception):
    """No transcript: a sentence that says why."""


class _WorkerLost(Exception):
    """The worker died, or took too long."""


class SpeechPool:
    """Use as an async context manager; the workers load their model at once.

    Args:
        model_path: folder of the model.
        workers: how many processes, one thread each.
        niceness: of the processes.
        command: what starts a worker; tests put another program here.
    """

    def __init__(
        self,
        model_path: Path,
        counters: Counters,
        *,
        workers: int = 1,
        niceness: int = 5,
        job_s_min: float = JOB_S_MIN,
        command: tuple[str, ...] = (sys.executable, "-m", "agents.speech_worker"),
    ) -> None:
        self._command = (*command, str(model_path), str(niceness))
        self._counters = counters
        self._count = workers
        self._job_s_min = job_s_min
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: list[_Worker] = []
        self._warming: list[asyncio.Task[None]] = []
        self._unusable = ""
        self._loaded = False

    async def __aenter__(self) -> SpeechPool:
        self._workers = [_Worker(self._command) for _ in range(self._count)]
        for worker in self._workers:
            self._warming.append(asyncio.create_task(self._warm(worker), name="speech model"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._warming:
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    @property
    def pids(self) -> list[int]:
        """Of the workers that run."""
        return [worker.pid for worker in self._workers if worker.pid]

    async def transcribe(self, pcm: bytes, start_ms: int, language: str = "") -> Transcript:
        """What was said. Waits for a free worker.

        Args:
            pcm: signed 16 bit little endian, mono, 16 kHz.
            start_ms: media time of the first sample.
            language: see `agents.speech.Transcriber.transcribe`.

        Raises:
            SpeechFailed
        """
        body = msgspec.msgpack.encode(Job(pcm, start_ms, language))
        limit_s = self._job_s_min + JOB_S_PER_SECOND * len(pcm) / (2 * AUDIO_RATE_HZ)
        worker = await self._free.get()
        try:
            for attempt in range(TRIES_MAX):
                if self._unusable:
                    raise SpeechFailed(self._unusable)
                try:
                    return await self._ask(worker, body, limit_s)
                except _WorkerLost as lost:
                    self._counters.add("speech_workers_lost")
                    log.warning("a speech worker was lost (%s): attempt %d", lost, attempt + 1)
                    await worker.stop(at_once=True)
            raise SpeechFailed(f"{TRIES_MAX} workers were lost over it")
        finally:
            self._free.put_nowait(worker)

    async def _ask(self, worker: _Worker, body: bytes, limit_s: float) -> Transcript:
        if worker.pid is None:
            if refusal := await worker.start():
                self._refused(refusal)
                raise SpeechFailed(refusal)
            self._loaded = True
        answered = False
        try:
            answer = await worker.ask(body, limit_s)
            answered = True
        finally:
            if not answered:
                worker.kill()  # also when we are cancelled: its answer would be taken for the next job's
        if answer.transcript is None:
            raise SpeechFailed(answer.error)
        return answer.transcript

    async def _warm(self, worker: _Worker) -> None:
        try:
            if refusal := await worker.start():
                self._refused(refusal)
            else:
                self._loaded = True
        except _WorkerLost as lost:
            log.warning("a speech worker did not start (%s); it is tried again with its first job", lost)
            await worker.stop(at_once=True)
        finally:
            self._free.put_nowait(worker)

    def _refused(self, refusal: str) -> None:
        if self._loaded:  # the model is good: what was wrong (memory, a disk) may pass
            self._counters.add("speech_workers_refused")
            log.warning("a speech worker does not start, and is tried again with its next job: %s", refusal)
        elif not self._unusable:
            self._unusable = refusal
            log.error("judging goes on without transcripts: %s", refusal)


class _Worker:
    """One process."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._killed = False

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        process = self._process
        runs = process is not None and process.returncode is None and not self._killed
        return process.pid if process is not None and runs else None

    async def start(self) -> str:
        """Start it and wait for its model. Returns why it refuses to work, or nothing."""
        await self.stop(at_once=True)
        # One thread each, whatever the machine has; and never a look at the network.
        limits = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **limits},
            limit=ANSWER_BYTES_MAX,
            # Ctrl-C is the parent's to handle; the worker follows by its closed input.
            start_new_session=True,
        )
        answer = await self._answer(LOAD_S_MAX)
        return answer.error

    async def ask(self, body: bytes, limit_s: float) -> Answer:
        """One job. Raises _WorkerLost."""
        process = self._process
        if process is None or process.stdin is None:
            raise _WorkerLost("it does not run")
        try:
            process.stdin.write(FRAME.pack(len(body)) + body)
            async with asyncio.timeout(limit_s):
                await process.stdin.drain()
        except (ConnectionError, TimeoutError) as error:
            raise _WorkerLost("it takes no more jobs") from error
        return await self._answer(limit_s)

    async def _answer(self, limit_s: float) -> Answer:
        process = self._process
        if process is None or process.stdout is None:
            raise _WorkerLost("it does not run")
        try:
            async with asyncio.timeout(limit_s):
                size = FRAME.unpack(await process.stdout.readexactly(FRAME.size))[0]
                if size > ANSWER_BYTES_MAX:
                    raise _WorkerLost("it said something that is no answer")
                body = await process.stdout.readexactly(size)
        except TimeoutError as error:
            raise _WorkerLost(f"no answer in {limit_s:.0f} s") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise _WorkerLost("it died") from error
        return msgspec.msgpack.decode(body, type=Answer)

    def kill(self) -> None:
        """At once."""
        if self.pid is not None and self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._killed = True

    async def stop(self, *, at_once: bool = False) -> None:
        """End it: by the end of its input, else by force."""
        process, self._process = self._process, None
        self._killed = False
        if process is None:
            return
        if process.returncode is None:
            if process.stdin is not None and not at_once:
                process.stdin.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), STOP_S)
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
            with suppress(ConnectionError):
                await process.stdin.wait_closed()
