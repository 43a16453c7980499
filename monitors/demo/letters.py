"""Letters for the demo's picture: five by seven dots, as old machines had them.

In: text in capitals. Out: a mask of the size asked for.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_ROWS = 7
_COLUMNS = 5

# Each letter is seven rows; a row is a number whose five bits are its dots, the highest leftmost.
_DOTS: dict[str, tuple[int, ...]] = {
    "A": (14, 17, 17, 31, 17, 17, 17), "B": (30, 17, 17, 30, 17, 17, 30), "C": (14, 17, 16, 16, 16, 17, 14),
    "D": (30, 17, 17, 17, 17, 17, 30), "E": (31, 16, 16, 30, 16, 16, 31), "F": (31, 16, 16, 30, 16, 16, 16),
    "G": (14, 17, 16, 23, 17, 17, 14), "H": (17, 17, 17, 31, 17, 17, 17), "I": (14, 4, 4, 4, 4, 4, 14),
    "J": (1, 1, 1, 1, 17, 17, 14), "K": (17, 18, 20, 24, 20, 18, 17), "L": (16, 16, 16, 16, 16, 16, 31),
    "M": (17, 27, 21, 21, 17, 17, 17), "N": (17, 25, 21, 19, 17, 17, 17), "O": (14, 17, 17, 17, 17, 17, 14),
    "P": (30, 17, 17, 30, 16, 16, 16), "R": (30, 17, 17, 30, 20, 18, 17), "S": (15, 16, 16, 14, 1, 1, 30),
    "T": (31, 4, 4, 4, 4, 4, 4), "U": (17, 17, 17, 17, 17, 17, 14), "V": (17, 17, 17, 17, 17, 10, 4),
    "W": (17, 17, 17, 21, 21, 27, 17), "X": (17, 17, 10, 4, 10, 17, 17), "Y": (17, 17, 10, 4, 4, 4, 4),
    "Z": (31, 1, 2, 4, 8, 16, 31), "Q": (14, 17, 17, 17, 21, 18, 13),
    "0": (14, 17, 19, 21, 25, 17, 14), "1": (4, 12, 4, 4, 4, 4, 14), "2": (14, 17, 1, 6, 8, 16, 31),
    "3": (30, 1, 1, 14, 1, 1, 30), "4": (2, 6, 10, 18, 31, 2, 2), "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (14, 16, 30, 17, 17, 17, 14), "7": (31, 1, 2, 4, 8, 8, 8), "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 1, 14), ":": (0, 4, 4, 0, 4, 4, 0), "-": (0, 0, 0, 31, 0, 0, 0),
    "!": (4, 4, 4, 4, 4, 0, 4), " ": (0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip


@lru_cache(maxsize=256)
def text_mask(text: str, dot: int) -> NDArray[np.bool_]:
    """Where the text's dots are.

    Args:
        text: capitals, digits and `:-! `.
        dot: width of a dot in pixels.

    Returns:
        bool of shape (7 * dot, 6 * dot * len(text)).

    Raises:
        KeyError: a letter that is not there.
    """
    cells = []
    for letter in text:
        rows = [
            [bool(row >> (_COLUMNS - 1 - i) & 1) for i in range(_COLUMNS)] + [False] for row in _DOTS[letter]
        ]
        cells.append(np.array(rows))
    flat = np.concatenate(cells, axis=1) if cells else np.zeros((_ROWS, 0), dtype=bool)
    return np.kron(flat, np.ones((dot, dot), dtype=bool))
