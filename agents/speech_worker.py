"""A process that transcribes: `python -m agents.speech_worker MODEL NICENESS`.

In, on standard input: jobs, each 4 bytes of length (big endian) and a MessagePack `Job`. Out, on
standard output: framed likewise, one `Answer` for each job; the first, without a job, says that the
model is loaded. It ends when its input ends, which it does when its parent dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from schemas.judging import Transcript

FRAME = struct.Struct(">I")

_PR_SET_PDEATHSIG = 1


class Job(msgspec.Struct, frozen=True):
    """Sound of one span; see `agents.speech.Transcriber.transcribe`."""

    pcm: bytes
    start_ms: int
    language: str = ""


class Answer(msgspec.Struct, frozen=True):
    """A transcript, or why there is none."""

    transcript: Transcript | None = None
    error: str = ""


def main(model_path: str, niceness: int) -> int:
    """Answer jobs until the input ends."""
    _die_with_parent()
    os.nice(niceness)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    from agents.speech import SpeechModelMissing, Transcriber

    try:
        transcriber = Transcriber(Path(model_path))
    except SpeechModelMissing as missing:
        _write(answers, Answer(error=str(missing)))
        return 2
    _write(answers, Answer())
    while (job := _read(sys.stdin.buffer)) is not None:
        try:
            answer = Answer(transcript=transcriber.transcribe(job.pcm, job.start_ms, job.language))
        except Exception as error:  # a job that fails must not take the others with it
            answer = Answer(error=f"{type(error).__name__}: {error}")
        _write(answers, answer)
    return 0


def _read(source: BinaryIO) -> Job | None:
    head = source.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    body = source.read(FRAME.unpack(head)[0])
    return msgspec.msgpack.decode(body, type=Job)


def _write(target: BinaryIO, answer: Answer) -> None:
    body = msgspec.msgpack.encode(answer)
    target.write(FRAME.pack(len(body)) + body)
    target.flush()


def _die_with_parent() -> None:
    """The end of the input tells us too, but only between jobs."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
