"""`hypecut demo`: a stream of its own, watched like any other, and the truth to check against.

In: a folder for the clips. Out: clips, a plain verdict on the planted moments, an exit code.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from schemas.judging import Highlight, HighlightState
from streams.commands.watch import chosen_view, load_settings, prepare, run_async, watch_with_stack
from streams.door import WatchRequest
from streams.process import CannotStart
from streams.settings import ProcessSettings
from streams.watching import BROKEN, ENDED, Interrupts, Outcome, View

MAKE_S_MAX = 300.0
"""Without a word from the generator for so long it hangs; it speaks twice a second."""

STOP_S = 3.0
"""The server has nothing to save; after this it is killed."""

SLACK_MS = 3000
"""A highlight shows a moment when its span holds it, give or take a segment and the join."""


class PlantedMoment(msgspec.Struct, frozen=True):
    """A moment that the generator put into the stream."""

    at_s: float
    what: str


class _Progress(msgspec.Struct, frozen=True, tag="progress", tag_field="type"):
    done: float


class Serving(msgspec.Struct, frozen=True, tag="serving", tag_field="type"):
    """Where the stream is served, and what is in it."""

    url: str
    chat: str
    duration_s: int
    moments: tuple[PlantedMoment, ...]


_DECODER: msgspec.json.Decoder[_Progress | Serving] = msgspec.json.Decoder(_Progress | Serving)


@dataclass(frozen=True)
class Verdict:
    """Which planted moments have a finished clip, and which do not."""

    found: tuple[tuple[PlantedMoment, Highlight, Path], ...]
    missed: tuple[PlantedMoment, ...]


def judge_the_judges(moments: tuple[PlantedMoment, ...], outcome: Outcome) -> Verdict:
    """Compare the final highlights that have a clip with what was planted."""
    found: list[tuple[PlantedMoment, Highlight, Path]] = []
    missed: list[PlantedMoment] = []
    for moment in moments:
        at_ms = round(moment.at_s * 1000)
        best = next(
            (
                one
                for one in outcome.story.highlights.values()
                if one.state is HighlightState.FINAL
                and one.start_ms - SLACK_MS <= at_ms <= one.end_ms
                and one.highlight_id in outcome.delivered
            ),
            None,
        )
        if best is None:
            missed.append(moment)
        else:
            found.append((moment, best, outcome.delivered[best.highlight_id]))
    return Verdict(tuple(found), tuple(missed))


@asynccontextmanager
async def served_stream(settings: ProcessSettings, view: View) -> AsyncIterator[asyncio.Task[Serving]]:
    """The generator and server as a process of their own, at work while the stack starts.

    The task ends when the stream is served. It raises CannotStart when the process ended, or said
    nothing for too long, before that.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitors.demo",
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us; we stop it when the watch has ended
        env=_environment(settings),
    )
    served = asyncio.create_task(_until_served(process, view), name="the demo's stream")
    try:
        yield served
    finally:
        served.cancel()
        await asyncio.gather(served, return_exceptions=True)
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_S)
            except TimeoutError:
                process.kill()
                await process.wait()


def _environment(settings: ProcessSettings) -> dict[str, str]:
    import os

    return {**os.environ, "HYPECUT_DATA": str(settings.data), "HYPECUT_LOG_LEVEL": "WARNING"}


async def _until_served(process: asyncio.subprocess.Process, view: View) -> Serving:
    if process.stdout is None:
        raise CannotStart("the demo's stream has no output to read; run `hypecut doctor`")
    shown = -1
    while True:
        try:
            line = await asyncio.wait_for(process.stdout.readline(), MAKE_S_MAX)
        except TimeoutError as error:
            raise CannotStart(
                f"the demo's stream was not made: nothing heard for {MAKE_S_MAX:.0f} s"
            ) from error
        if not line:
            code = await process.wait()
            raise CannotStart(
                f"the demo's stream could not be made (exit code {code}); the lines above say why"
            )
        with suppress(msgspec.DecodeError):
            said = _DECODER.decode(line)
            if isinstance(said, Serving):
                return said
            tenth = int(said.done * 10)
            if tenth > shown:
                shown = tenth
                view.note(f"making the demo's stream, once: {tenth * 10} %")


def run_demo(out: Path, as_json: bool, keep: bool) -> int:
    """The command. Returns its exit code."""
    shown_out = out
    out = out.expanduser().resolve()
    prepare(out)
    settings = load_settings()
    closing: list[str] = []

    async def work(interrupts: Interrupts) -> int:
        with chosen_view(as_json) as view:
            async with served_stream(settings, view) as serving:

                async def request() -> WatchRequest:
                    served = await serving
                    return WatchRequest(source=served.url, chat=served.chat, once=True)

                outcome = await watch_with_stack(settings, request, out, view, interrupts)
                served = await serving
                verdict = judge_the_judges(served.moments, outcome)
                cut_short = interrupts.asked.is_set()  # what had no time to happen was not missed
                if not cut_short and (outcome.code == ENDED or outcome.error):
                    closing.extend(_closing(verdict, outcome, shown_out))
                if keep and not interrupts.asked.is_set():
                    view.note(f"still serving {served.url}; Ctrl-C ends it")
                    await interrupts.asked.wait()
        if outcome.code != ENDED or cut_short:
            return outcome.code
        return BROKEN if verdict.missed else ENDED

    code = run_async(work)
    for line in closing:
        click.echo(line, err=as_json)
    return code


def _closing(verdict: Verdict, outcome: Outcome, out: Path) -> list[str]:
    lines = [outcome.error] if outcome.error else []
    total = len(verdict.found) + len(verdict.missed)
    lines.append(f"{len(verdict.found)} of {total} planted moments found:")
    for moment, highlight, path in verdict.found:
        why = "; ".join(reason.text for reason in highlight.reasons)
        lines.append(f"  {moment.what} at {moment.at_s:.0f} s -> {out / path.name}")
        lines.append(f"    because {why}" if why else "    (no reason was given)")
    lines += [f"  {moment.what} at {moment.at_s:.0f} s was MISSED" for moment in verdict.missed]
    extra = len(outcome.delivered) - len({highlight.highlight_id for _, highlight, _ in verdict.found})
    if extra > 0:
        lines.append(f"  and {extra} clip(s) that nobody planted")
    lines += [
        "Next, try a live channel or a recording of yours:",
        "  hypecut watch twitch:NAME --chat twitch:NAME",
        "  hypecut watch recording.mp4 --speed 4",
        "  hypecut doctor",
    ]
    return lines
