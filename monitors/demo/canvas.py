"""A picture in the encoder's own form (planes of luma and half-size colour), drawn into directly.

In: colours and images in RGB, once. Out: a frame that needs no conversion, which would cost more
than drawing does. Colours are those of BT.709, limited range. Positions are rounded to even pixels
where colour is concerned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Rgb = tuple[int, int, int]

_LUMA = np.array([0.1826, 0.6142, 0.0620])
_BLUE_LESS = np.array([-0.1006, -0.3386, 0.4392])
_RED_LESS = np.array([0.4392, -0.3989, -0.0403])


def _planes(rgb: NDArray[np.floating | np.integer]) -> tuple[Plane, Plane, Plane]:
    """Luma and the two colour planes, all of the same size."""
    image = rgb.astype(np.float32)
    luma = image @ _LUMA + 16
    return (
        luma.astype(np.uint8),
        (image @ _BLUE_LESS + 128).astype(np.uint8),
        (image @ _RED_LESS + 128).astype(np.uint8),
    )


@lru_cache(maxsize=64)
def _yuv(colour: Rgb) -> tuple[int, int, int]:
    y, u, v = _planes(np.array([[colour]]))
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])


@dataclass(frozen=True)
class Sprite:
    """An image to paste, with the dots of it that count; sides are even."""

    y: Plane
    u: Plane
    v: Plane
    mask: NDArray[np.bool_]

    @classmethod
    def of(cls, image: Plane, mask: NDArray[np.bool_] | None = None) -> Sprite:
        """From RGB, uint8 of shape (height, width, 3), both even."""
        y, u, v = _planes(image)
        whole = np.ones(image.shape[:2], dtype=bool) if mask is None else mask
        return cls(y, np.ascontiguousarray(u[::2, ::2]), np.ascontiguousarray(v[::2, ::2]), whole)


class Canvas:
    """One frame: `data` is uint8 of shape (height * 3 / 2, width), as PyAV takes `yuv420p`."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.data = np.zeros((height * 3 // 2, width), dtype=np.uint8)
        self.y = self.data[:height]
        colour = self.data[height:].reshape(-1)
        size = width * height // 4
        self.u = colour[:size].reshape(height // 2, width // 2)
        self.v = colour[size:].reshape(height // 2, width // 2)

    def strip(self, sprite: Sprite, left: int, top: int) -> None:
        """Fill rows from `top` on with the part of a wide image that begins at `left`."""
        left -= left % 2
        height = sprite.y.shape[0]
        self.y[top : top + height] = sprite.y[:, left : left + self.width]
        rows, columns = slice(top // 2, (top + height) // 2), slice(left // 2, (left + self.width) // 2)
        self.u[rows] = sprite.u[:, columns]
        self.v[rows] = sprite.v[:, columns]

    def paste(self, sprite: Sprite, x: int, y: int) -> None:
        """Put a sprite down; what lies outside is cut off."""
        x, y = x - x % 2, y - y % 2
        height, width = sprite.mask.shape
        left, top = max(0, -x), max(0, -y)
        right, bottom = min(width, self.width - x), min(height, self.height - y)
        if left >= right or top >= bottom:
            return
        part = sprite.mask[top:bottom, left:right]
        self.y[y + top : y + bottom, x + left : x + right][part] = sprite.y[top:bottom, left:right][part]
        half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
        place = (slice((y + top) // 2, (y + bottom) // 2), slice((x + left) // 2, (x + right) // 2))
        small = sprite.mask[::2, ::2][half]
        self.u[place][small] = sprite.u[half][small]
        self.v[place][small] = sprite.v[half][small]

    def fill(self, x: int, y: int, width: int, height: int, colour: Rgb) -> None:
        """A rectangle inside the picture."""
        luma, blue_less, red_less = _yuv(colour)
        self.y[y : y + height, x : x + width] = luma
        place = (slice(y // 2, (y + height + 1) // 2), slice(x // 2, (x + width + 1) // 2))
        self.u[place] = blue_less
        self.v[place] = red_less

    def dots(self, x: NDArray[np.int64], y: NDArray[np.int64], colour: Rgb) -> None:
        """Single points; those outside are left out."""
        inside = (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
        luma, blue_less, red_less = _yuv(colour)
        self.y[y[inside], x[inside]] = luma
        self.u[y[inside] // 2, x[inside] // 2] = blue_less
        self.v[y[inside] // 2, x[inside] // 2] = red_less

    def darken(self, x: int, y: int, width: int, height: int) -> None:
        """A shadow, inside the picture."""
        part = self.y[y : y + height, max(0, x) : max(0, x + width)]
        part[:] = part // 2 + 8

    def brighten(self, amount: int) -> None:
        """A flash: every dot nearer to white."""
        lifted = np.minimum(self.y.astype(np.uint16) + amount, 235)
        self.y[:] = lifted
        for plane in (self.u, self.v):
            plane[:] = 128 + (plane.astype(np.int16) - 128) * (255 - amount) // 255
