"""From a JPEG to what little of it is compared: brightness at 160x90 in cells, and colours.

PyAV decodes; it is called on one small picture at a time and takes about a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass

import av
import av.error
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 160, 90
CELL_COLUMNS, CELL_ROWS = 64, 36
"""What is kept of a picture until the next: 2.3 kB."""
COLOUR_BINS = 4
CHANGED = 18.0
"""A cell that changed by so many of 255 steps of brightness has moved."""
PIXELS_MAX = 1920 * 1088
"""Frames on the road have at most 640x360; a larger header is refused before it is decoded."""


class UnreadablePicture(ValueError):
    """The bytes are no JPEG that decodes."""


@dataclass(frozen=True)
class Picture:
    """A picture, small. `luma`: (36, 64) brightness 0 to 255. `colours`: 64 thousandths."""

    luma: NDArray[np.uint8]
    colours: tuple[int, ...]


def read_picture(jpeg: bytes) -> Picture:
    """Decode and shrink.

    Raises:
        UnreadablePicture: with what the decoder said.
    """
    try:
        decoder = av.CodecContext.create("mjpeg", "r")
        frames = decoder.decode(av.Packet(jpeg)) or decoder.decode(None)
        frame = frames[0]
        if frame.width * frame.height > PIXELS_MAX:
            raise UnreadablePicture(f"a picture of {frame.width}x{frame.height} is no frame of the road")
        pixels = frame.reformat(width=WIDTH, height=HEIGHT, format="rgb24").to_ndarray()
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise UnreadablePicture(f"the picture does not decode: {error}") from error
    luma = pixels @ np.array([0.299, 0.587, 0.114])
    rows = np.linspace(0, HEIGHT, CELL_ROWS + 1).astype(int)[:-1]
    columns = np.linspace(0, WIDTH, CELL_COLUMNS + 1).astype(int)[:-1]
    sums = np.add.reduceat(np.add.reduceat(luma, rows, axis=0), columns, axis=1)
    areas = np.outer(np.diff([*rows, HEIGHT]), np.diff([*columns, WIDTH]))
    bins = pixels.astype(np.int64) * COLOUR_BINS // 256
    codes = (bins[..., 0] * COLOUR_BINS + bins[..., 1]) * COLOUR_BINS + bins[..., 2]
    counts = np.bincount(codes.ravel(), minlength=COLOUR_BINS**3)
    return Picture(
        luma=(sums / areas).astype(np.uint8),
        colours=tuple(int(count) for count in counts * 1000 // codes.size),
    )


@dataclass(frozen=True)
class Change:
    """From one picture to the next; all 0 to 1."""

    motion: float
    spread: float
    colours: float
    flash: float


def change_between(luma: bytes, colours: list[int], picture: Picture) -> Change:
    """What changed since the picture of which `luma` and `colours` were kept."""
    before = np.frombuffer(luma, dtype=np.uint8).reshape(CELL_ROWS, CELL_COLUMNS).astype(np.float64)
    now = picture.luma.astype(np.float64)
    moved = np.abs(now - before)
    return Change(
        motion=float(moved.mean() / 255),
        spread=float((moved > CHANGED).mean()),
        colours=sum(abs(a - b) for a, b in zip(colours, picture.colours, strict=True)) / 2000,
        flash=max(0.0, float((now.mean() - before.mean()) / 255)),
    )
