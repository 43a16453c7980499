"""A stream with planted moments, as events: quiet talk, then noise, movement and an excited chat."""

from __future__ import annotations

import io
import random
from functools import cache

import av
import numpy as np

from schemas.capture import AudioWindow, ChatBatch, ChatMessage, Frame, Watermark, WindowState
from schemas.event import Event
from streams.topics import CHAT_BATCHES, MEDIA_AUDIO, MEDIA_FRAMES, Topic

CHAT_LATE_S = 6
CALM = ("hello", "what game is this", "brb", "lol", "nice weather", "where are you from")
WILD = ("OMG", "POGGERS", "LETS GOOO", "no way!!", "KEKW", "clip it", "WHAT", "insane play")


@cache
def jpeg(number: int) -> bytes:
    """One of a few pictures."""
    picture = np.random.default_rng(number).integers(0, 255, (9, 16, 3), dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(picture.repeat(20, 0).repeat(20, 1), "rgb24")
    target = io.BytesIO()
    with av.open(target, "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


@cache
def sound(*, loud: bool, seed: int) -> bytes:
    """A second of sound."""
    noise = np.random.default_rng(seed).normal(0, 9000 if loud else 250, 16_000)
    return noise.clip(-32_000, 32_000).astype("<i2").tobytes()


def second_of_media(
    session_id: str, second: int, moments: tuple[tuple[int, int], ...], *, final: bool = False
) -> list[tuple[Topic, Event]]:
    """What capture says of one second.

    Args:
        moments: first and last second of each.
    """
    draw = random.Random(f"{session_id}/{second}")
    at_ms = second * 1000
    live = any(first <= second <= last for first, last in moments)
    talked = any(first + CHAT_LATE_S <= second <= last + CHAT_LATE_S for first, last in moments)
    lines = tuple(
        ChatMessage(
            at_ms=at_ms + 20 * number,
            author=f"{draw.randrange(400):016x}",
            text=draw.choice(WILD if talked else CALM),
        )
        for number in range(draw.randint(12, 25) if talked else draw.randint(0, 3))
    )
    said: list[tuple[Topic, Event]] = []
    if lines:
        batch = ChatBatch(session_id=session_id, discontinuity=0, messages=lines)
        said.append((CHAT_BATCHES, batch))
    window = AudioWindow(
        session_id=session_id,
        start_ms=at_ms,
        discontinuity=0,
        covered_ms=1000,
        pcm=sound(loud=live, seed=second % 7),
    )
    said.append((MEDIA_AUDIO, window))
    for half in range(2):
        picture = jpeg(draw.randrange(6) if live else 0)
        frame = Frame(
            session_id=session_id,
            at_ms=at_ms + 500 * half,
            discontinuity=0,
            width=320,
            height=180,
            jpeg=picture,
        )
        said.append((MEDIA_FRAMES, frame))
    mark = Watermark(
        session_id=session_id, until_ms=at_ms + 1000, discontinuity=0, state=WindowState.LIVE, final=final
    )
    return said + [(topic, mark) for topic in (CHAT_BATCHES, MEDIA_AUDIO, MEDIA_FRAMES)]
