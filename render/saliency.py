"""Where in a wide picture the action is, column by column, from a few keyframes.

In: recorded files. Out: a weight for each column. No model: edges say where things are, differences
between keyframes say where they move. The same files always give the same answer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from render.ffmpeg import Abandoned

log = logging.getLogger(__name__)

COLUMNS = 160
ROWS = 90

FRAMES_MAX = 24
"""Pictures looked at for a clip, 3 ms each."""

MOTION_WEIGHT = 3.0
"""What moves counts more than what only has edges, such as a frame or a chat window."""

CENTRE_WEIGHT = 0.35
"""How much lighter the very edge counts than the centre, where streamers aim and look."""


def column_weights(files: Sequence[Path], cancelled: threading.Event) -> NDArray[np.float64] | None:
    """How much goes on in each column.

    Args:
        files: of one picture size, oldest first.
        cancelled: ends the search when set.

    Returns:
        `COLUMNS` weights that add up to 1; None when no picture could be decoded, or all were blank.

    Raises:
        Abandoned: `cancelled` was set.
    """
    pictures: list[NDArray[np.float32]] = []
    step = max(1, -(-len(files) // FRAMES_MAX))
    for path in files[::step]:
        if cancelled.is_set():
            raise Abandoned
        pictures += _keyframes(path, FRAMES_MAX - len(pictures))
        if len(pictures) >= FRAMES_MAX:
            break
    return weigh(pictures)


def weigh(pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.float64] | None:
    """Weights of the columns of pictures of `ROWS` x `COLUMNS` grey levels, as `column_weights`."""
    if not pictures:
        return None
    edges = sum(np.abs(np.diff(one, axis=0)).sum(axis=0) for one in pictures) / len(pictures)
    moves = np.zeros(COLUMNS)
    for before, after in pairwise(pictures):
        difference = np.abs(after - before)
        moves += np.clip(difference - np.median(difference), 0, None).sum(axis=0)
    weights = np.asarray(edges, dtype=np.float64)
    weights = weights / max(1.0, float(weights.sum()))
    if moves.sum() > 0:
        weights += MOTION_WEIGHT * moves / moves.sum()
    total = float(weights.sum())
    return weights / total if total > 1e-6 else None


def _keyframes(path: Path, wanted: int) -> list[NDArray[np.float32]]:
    found: list[NDArray[np.float32]] = []
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.codec_context.skip_frame = "NONKEY"
            for frame in container.decode(stream):
                grey = frame.reformat(width=COLUMNS, height=ROWS, format="gray", interpolation="AREA")
                found.append(grey.to_ndarray().astype(np.float32))
                if len(found) >= wanted:
                    break
    except (av.FFmpegError, ValueError, IndexError) as error:
        log.debug("%s: %s", path.name, error)
    return found


def best_window(weights: NDArray[np.float64], share: float) -> tuple[float, float]:
    """Where a window of that share of the width keeps the most, the centre being preferred.

    Returns:
        The window's left edge as a share of the width, and the share of all weight it keeps.
    """
    width = max(1, min(COLUMNS, round(share * COLUMNS)))
    summed = np.concatenate([[0.0], np.cumsum(weights)])
    kept = summed[width:] - summed[:-width]
    lefts = np.arange(len(kept))
    middle = (COLUMNS - width) / 2
    away = np.abs(lefts - middle) / max(1.0, middle)
    best = int(np.argmax(kept * (1 - CENTRE_WEIGHT * away)))
    return best / COLUMNS, float(kept[best])
