"""The picture of the demo's match: an arena, two cars and a ball, a score board, a face in a corner.

In: the script and the course of the ball. Out: frames of 1280x720 as planes of `yuv420p`, one at a
time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monitors.demo.canvas import Canvas, Rgb, Sprite
from monitors.demo.letters import text_mask
from monitors.demo.match import GOALS_X, GROUND_Y, WORLD_W, Course, goal_of
from monitors.demo.script import HEIGHT, WIDTH, Moment

Image = NDArray[np.uint8]

_BLUE, _ORANGE = (60, 140, 255), (255, 140, 40)
_WHITE, _DARK, _YELLOW = (245, 245, 250), (16, 18, 32), (255, 230, 90)
_STANDS_Y, _FIELD_Y = 250, 430
_FLASH_S, _BANNER_S, _BURST_S = 0.9, 3.2, 3.0
_PARTICLES = 260
_FACE_W, _FACE_H = 256, 176
_EXCITED_S = 7.0
_LONG_AGO_S = 99.0


class Painter:
    """Draws the stream, frame by frame; everything that does not move is drawn once."""

    def __init__(
        self, course: Course, moments: tuple[Moment, ...], mouth: NDArray[np.float64], fps: int
    ) -> None:
        """Take what is drawn.

        Args:
            course: where the ball is.
            moments: what flashes.
            mouth: how wide the commentator's mouth is in each frame, 0 to 1.
            fps: frames a second.
        """
        self._course, self._moments, self._mouth, self._fps = course, moments, mouth, fps
        rng = np.random.default_rng(3)
        self._canvas = Canvas(WIDTH, HEIGHT)
        self._sky = Sprite.of(_sky(WORLD_W // 3 + WIDTH))
        self._worlds = [Sprite.of(_world(0)), Sprite.of(_world(1))]
        self._ball = Sprite.of(*_disc(26, (240, 240, 250), (150, 160, 190)))
        self._cars = [Sprite.of(*_car(_BLUE)), Sprite.of(*_car(_ORANGE))]
        self._faces = {
            (mouth, blink, excited): Sprite.of(_face(mouth / 3, bool(blink), bool(excited)))
            for mouth in range(4)
            for blink in (0, 1)
            for excited in (0, 1)
        }
        angle = rng.uniform(0, 2 * np.pi, _PARTICLES)
        speed = rng.uniform(60, 520, _PARTICLES)
        self._scatter = np.stack([np.cos(angle) * speed, np.sin(angle) * speed - 120], axis=1)
        self._car_x = [float(course.ball_x[0]) - 160, float(course.ball_x[0]) + 160]

    def frames(self) -> Iterator[Image]:
        """Every frame of the stream, uint8 of shape (1080, 1280); the next one overwrites it."""
        for number in range(len(self._course.ball_x)):
            yield self._frame(number)

    def _frame(self, number: int) -> Image:
        at_s = number / self._fps
        camera = int(self._course.camera_x[number])
        moment = next((one for one in self._moments if 0 <= at_s - one.at_s < _EXCITED_S), None)
        since_s = at_s - moment.at_s if moment else _LONG_AGO_S
        canvas = self._canvas
        canvas.strip(self._sky, camera // 3, 0)
        canvas.strip(self._worlds[number // 4 % 2 if moment else 0], camera, _STANDS_Y)
        self._actors(number, camera)
        if moment and since_s < _BURST_S:
            self._explosion(moment, since_s, camera)
        self._board(at_s)
        self._commentator(number, at_s, excited=moment is not None)
        if moment and since_s < _BANNER_S:
            self._write(moment.banner, WIDTH // 2, 214, 6, shadow=_side(moment))
        if since_s < _FLASH_S:
            canvas.brighten(int(200 * (1 - since_s / _FLASH_S) ** 1.5))
        return canvas.data

    def _commentator(self, number: int, at_s: float, excited: bool) -> None:
        bob = int(6 * abs(np.sin(at_s * 9))) if excited else int(2 * np.sin(at_s * 2) + 2)
        level = min(3, int(self._mouth[number] * 4))
        blink = int(number % 97 < 4)
        self._canvas.paste(self._faces[(level, blink, int(excited))], 24, 24 + bob)

    def _actors(self, number: int, camera: int) -> None:
        ball_x, ball_y = self._course.ball_x[number], self._course.ball_y[number]
        for side, car in enumerate(self._cars):
            goal_x = ball_x + (-130 if side == 0 else 130)
            self._car_x[side] += (goal_x - self._car_x[side]) * (0.06 if side == 0 else 0.05)
            self._canvas.paste(car, int(self._car_x[side]) - camera - 65, GROUND_Y - 44 + side * 8)
        if self._course.shown[number]:
            shade = max(4, 30 - int((GROUND_Y - ball_y) / 12))
            x = int(ball_x) - camera
            self._canvas.darken(x - shade, GROUND_Y + 4, 2 * shade, 6)
            self._canvas.paste(self._ball, x - 26, int(ball_y) - 26)

    def _explosion(self, moment: Moment, since_s: float, camera: int) -> None:
        x0, y0 = goal_of(moment) - camera, GROUND_Y - 90
        places = self._scatter * since_s
        places[:, 1] += 160 * since_s**2
        size = max(2, int(11 * (1 - since_s / _BURST_S)))
        colours = (_side(moment), _WHITE, _YELLOW)
        dx, dy = (grid.ravel() for grid in np.meshgrid(np.arange(size), np.arange(size)))
        for index, colour in enumerate(colours):
            some = places[index::3]
            x = ((x0 + some[:, 0]).astype(np.int64)[:, None] + dx).ravel()
            y = ((y0 + some[:, 1]).astype(np.int64)[:, None] + dy).ravel()
            self._canvas.dots(x, y, colour)
        ring = 620 * since_s
        if ring < 700:
            angle = np.linspace(0, 2 * np.pi, 1440)
            for thick in range(8):
                x = (x0 + (ring + thick) * np.cos(angle)).astype(np.int64)
                y = (y0 + (ring + thick) * 0.6 * np.sin(angle)).astype(np.int64)
                self._canvas.dots(x, y, _WHITE)

    def _board(self, at_s: float) -> None:
        scores = [sum(1 for m in self._moments if m.scorer == side and at_s >= m.at_s) for side in (0, 1)]
        left, right = WIDTH // 2 - 190, WIDTH // 2 + 190
        self._canvas.fill(left, 18, right - left, 70, _DARK)
        self._canvas.fill(left, 18, 92, 70, _BLUE)
        self._canvas.fill(right - 92, 18, 92, 70, _ORANGE)
        remaining = max(0, 300 - int(at_s))
        self._write(f"{remaining // 60}:{remaining % 60:02d}", WIDTH // 2, 36, 5)
        self._write(str(scores[0]), left + 49, 32, 6)
        self._write(str(scores[1]), right - 43, 32, 6)

    def _write(self, text: str, centre_x: int, y: int, dot: int, shadow: Rgb | None = None) -> None:
        width = text_mask(text, dot).shape[1] - dot
        if shadow is not None:
            self._canvas.paste(_letters(text, dot, shadow), centre_x - width // 2 + dot, y + dot)
        self._canvas.paste(_letters(text, dot, _WHITE), centre_x - width // 2, y)


@lru_cache(maxsize=256)
def _letters(text: str, dot: int, colour: Rgb) -> Sprite:
    mask = text_mask(text, dot)
    mask = np.pad(mask, ((0, mask.shape[0] % 2), (0, mask.shape[1] % 2)))
    return Sprite.of(np.full((*mask.shape, 3), colour, dtype=np.uint8), mask)


def _side(moment: Moment) -> Rgb:
    return _ORANGE if moment.scorer == 1 else _BLUE


def _sky(width: int) -> Image:
    rng = np.random.default_rng(11)
    fade = np.linspace(0, 1, _STANDS_Y)[:, None, None]
    sky = (np.array([18, 16, 48]) * (1 - fade) + np.array([92, 44, 110]) * fade).astype(np.uint8)
    image = np.broadcast_to(sky, (_STANDS_Y, width, 3)).copy()
    image[rng.integers(0, 150, 240), rng.integers(0, width, 240)] = (230, 230, 255)
    for x in range(0, width, 58):
        height = int(rng.integers(40, 130))
        image[_STANDS_Y - height :, x : x + 50] = (30, 26, 60)
        for row in range(_STANDS_Y - height + 8, _STANDS_Y - 6, 14):
            lit = rng.random(6) < 0.4
            for window in np.flatnonzero(lit):
                image[row : row + 5, x + 5 + int(window) * 7 : x + 9 + int(window) * 7] = (250, 210, 120)
    return image


def _world(jump: int) -> Image:
    """The stands and the field, as wide as the world; `jump` lifts half of the crowd."""
    rng = np.random.default_rng(12)
    image = np.zeros((HEIGHT - _STANDS_Y, WORLD_W, 3), dtype=np.uint8)
    image[: _FIELD_Y - _STANDS_Y] = (38, 34, 58)
    for row in range(8, _FIELD_Y - _STANDS_Y - 14, 16):
        for x in range(row % 32 // 2, WORLD_W - 12, 18):
            colour = rng.integers(70, 230, 3)
            lift = 5 if jump and rng.random() < 0.6 else 0
            image[row - lift : row + 9 - lift, x : x + 9] = colour
    fade = np.linspace(0, 1, HEIGHT - _FIELD_Y)[:, None, None]
    grass = (np.array([24, 96, 84]) * (1 - fade) + np.array([14, 52, 66]) * fade).astype(np.uint8)
    field = image[_FIELD_Y - _STANDS_Y :]
    field[:] = grass
    for x in range(0, WORLD_W, 220):
        field[:, x : x + 110] = np.minimum(field[:, x : x + 110].astype(np.int16) + 9, 255)
    field[:6] = (210, 220, 235)
    field[:, WORLD_W // 2 - 4 : WORLD_W // 2 + 4] = (190, 205, 225)
    for goal_x, team in zip(GOALS_X, (_ORANGE, _BLUE), strict=True):
        _goal(image, goal_x, team)
    return image


def _goal(image: Image, x: int, colour: Rgb) -> None:
    top, bottom = 330 - _STANDS_Y, GROUND_Y + 6 - _STANDS_Y
    box = image[top:bottom, x - 110 : x + 110]
    box[:] = box // 2 + np.array(colour, dtype=np.uint8) // 5
    box[:, ::22] = np.array(colour) // 2
    box[::22] = np.array(colour) // 2
    image[top : top + 10, x - 120 : x + 120] = colour
    image[top:bottom, x - 120 : x - 110] = colour
    image[top:bottom, x + 110 : x + 120] = colour


def _disc(radius: int, light: Rgb, dark: Rgb) -> tuple[Image, NDArray[np.bool_]]:
    y, x = np.mgrid[-radius:radius, -radius:radius]
    mask = x**2 + y**2 < radius**2
    shade = np.clip((x + y + radius) / (2.4 * radius), 0, 1)[..., None]
    image = (np.array(light) * (1 - shade) + np.array(dark) * shade).astype(np.uint8)
    image[(np.abs(x) < 3) | (np.abs(y) < 3)] = dark
    return image, mask


def _car(colour: Rgb) -> tuple[Image, NDArray[np.bool_]]:
    image = np.zeros((50, 130, 3), dtype=np.uint8)
    mask = np.zeros((50, 130), dtype=bool)
    y, x = np.mgrid[0:50, 0:130]
    body = (y > 16) & (y < 40) & (x > 4) & (x < 126)
    cabin = (y > 2) & (y <= 17) & (x > 36 - y // 2) & (x < 92 + y // 2)
    image[body] = colour
    image[cabin] = np.array(colour) // 2 + 60
    image[(y > 30) & body] = np.array(colour) * 3 // 5
    mask |= body | cabin
    for centre in (30, 100):
        wheel = (x - centre) ** 2 + (y - 38) ** 2 < 121
        image[wheel] = _DARK
        image[(x - centre) ** 2 + (y - 38) ** 2 < 25] = (180, 180, 190)
        mask |= wheel
    return image, mask


def _face(mouth: float, blink: bool, excited: bool) -> Image:
    """The commentator in the corner; `mouth` is how far it is open, 0 to 1."""
    y, x = np.mgrid[0:_FACE_H, 0:_FACE_W]
    fade = (x / _FACE_W)[..., None]
    image = (np.array([70, 40, 110]) * (1 - fade) + np.array([30, 60, 120]) * fade).astype(np.uint8)
    middle = _FACE_W // 2
    image[(np.abs(x - middle) < 74) & (y > 142)] = (40, 44, 60)
    image[((x - middle) / 62) ** 2 + ((y - 84) / 70) ** 2 < 1] = (52, 34, 26)
    image[((x - middle) / 50) ** 2 + ((y - 92) / 62) ** 2 < 1] = (226, 178, 146)
    for side in (-1, 1):
        eye_x = middle + side * 20
        height = 1.6 if blink else 9 if excited else 6
        image[((x - eye_x) / 9) ** 2 + ((y - 80) / height) ** 2 < 1] = (250, 250, 250)
        if not blink:
            image[(x - eye_x) ** 2 + (y - 80) ** 2 < 16] = (30, 40, 70)
        brow = 60 if excited else 66
        image[(np.abs(x - eye_x) < 11) & (np.abs(y - brow) < 3)] = (52, 34, 26)
        image[((x - middle - side * 56) / 13) ** 2 + ((y - 88) / 22) ** 2 < 1] = (30, 30, 36)
    image[((x - middle) / (17 + 5 * mouth)) ** 2 + ((y - 124) / (2.5 + 15 * mouth)) ** 2 < 1] = (120, 30, 40)
    image[:4], image[-4:], image[:, :4], image[:, -4:] = _WHITE, _WHITE, _WHITE, _WHITE
    return np.asarray(image)
