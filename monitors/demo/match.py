"""Where the ball is: the match behind the demo's picture and its sound.

In: the script. Out: for each frame the ball and the camera, and the instants of the kicks.
Positions are pixels of a world that is wider than the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.demo.script import MOMENTS, Moment

WORLD_W = 4400
GROUND_Y = 560
GOALS_X = (3980, 420)
"""The goal that blue shoots at, and the one that orange shoots at."""

CENTRE_X = WORLD_W // 2
AWAY_S = 4.5
"""After a goal the ball is gone for so long, and then lies in the centre."""

RUN_UP_S = 3.2
_SWIFTNESS = 0.16
"""Share of the way to the ball that the camera goes in a frame: the ball stays near the middle."""


@dataclass(frozen=True)
class Kick:
    """The ball is hit: where, when, and how high it flies until the next."""

    at_s: float
    x: float
    height: float


@dataclass(frozen=True)
class Course:
    """The whole match, a row for each frame.

    Attributes:
        ball_x, ball_y: centre of the ball.
        shown: whether there is a ball.
        camera_x: left edge of the picture.
        kicks_s: when the ball is hit.
    """

    ball_x: NDArray[np.float64]
    ball_y: NDArray[np.float64]
    shown: NDArray[np.bool_]
    camera_x: NDArray[np.int64]
    kicks_s: tuple[float, ...]


def goal_of(moment: Moment) -> float:
    """Where a moment happens. A save happens at the goal that orange shoots at."""
    return GOALS_X[1 if moment.scorer is None else moment.scorer]


def course(
    duration_s: float, fps: int, width: int, moments: tuple[Moment, ...] = MOMENTS, seed: int = 7
) -> Course:
    """The match from its first frame to its last."""
    kicks = _kicks(duration_s, moments, seed)
    at_s = np.arange(round(duration_s * fps)) / fps
    times = np.array([kick.at_s for kick in kicks])
    places = np.array([kick.x for kick in kicks])
    index = np.clip(np.searchsorted(times, at_s, side="right") - 1, 0, len(kicks) - 2)
    length = times[index + 1] - times[index]
    part = np.clip((at_s - times[index]) / length, 0, 1)
    ball_x = places[index] + (places[index + 1] - places[index]) * part
    height = np.array([kick.height for kick in kicks])[index]
    ball_y = GROUND_Y - 26 - height * 4 * part * (1 - part)
    shown = np.ones(len(at_s), dtype=bool)
    for moment in moments:
        if moment.scorer is not None:
            shown &= ~((at_s >= moment.at_s) & (at_s < moment.at_s + AWAY_S))
    camera = _camera(ball_x, width)
    gone = [m.at_s for m in moments if m.scorer is not None]
    heard = tuple(k.at_s for k in kicks if not any(g <= k.at_s < g + AWAY_S for g in gone))
    return Course(ball_x, ball_y, shown, camera, heard)


def _camera(ball_x: NDArray[np.float64], width: int) -> NDArray[np.int64]:
    camera = np.empty(len(ball_x))
    middle = ball_x[0]
    for frame, x in enumerate(ball_x):
        middle += (x - middle) * _SWIFTNESS
        camera[frame] = middle
    return np.clip(camera - width / 2, 0, WORLD_W - width).astype(np.int64)


def _kicks(duration_s: float, moments: tuple[Moment, ...], seed: int) -> list[Kick]:
    rng = np.random.default_rng(seed)
    kicks = [Kick(0.0, CENTRE_X, 60)]
    waiting = list(moments)
    while kicks[-1].at_s < duration_s:
        now_s, x = kicks[-1].at_s, kicks[-1].x
        if waiting and now_s >= waiting[0].at_s - RUN_UP_S - 1.2:
            moment = waiting.pop(0)
            kicks += _attack(moment, x, now_s)
            continue
        step_s = float(rng.uniform(0.9, 1.6))
        if waiting:
            step_s = min(step_s, max(0.4, waiting[0].at_s - RUN_UP_S - now_s))
        target = float(np.clip(x + rng.uniform(-520, 520), 1500, 2900))
        kicks.append(Kick(now_s + step_s, target, float(rng.uniform(40, 170))))
    kicks.append(Kick(kicks[-1].at_s + 5.0, CENTRE_X, 40))
    return kicks


def _attack(moment: Moment, x: float, now_s: float) -> list[Kick]:
    """From where the ball is to the goal, in two hits, and what comes of it."""
    goal = goal_of(moment)
    begin_s = max(now_s + 0.3, moment.at_s - RUN_UP_S + 0.6)
    halfway = x + (goal - x) * 0.5
    hits = [Kick(begin_s, x + (goal - x) * 0.12, 150), Kick(moment.at_s - 1.2, halfway, 260)]
    if moment.scorer is None:
        away = goal + (CENTRE_X - goal) * 0.45
        return [*hits, Kick(moment.at_s, goal + 90, 330), Kick(moment.at_s + 1.8, away, 90)]
    return [
        *hits,
        Kick(moment.at_s, goal, 0),
        Kick(moment.at_s + AWAY_S - 0.6, goal, 0),
        Kick(moment.at_s + AWAY_S, CENTRE_X, 60),
    ]
