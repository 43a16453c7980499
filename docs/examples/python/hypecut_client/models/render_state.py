from typing import Literal

RenderState = Literal["failed", "ready", "rendering", "waiting"]

RENDER_STATE_VALUES: set[RenderState] = {
    "failed",
    "ready",
    "rendering",
    "waiting",
}


def check_render_state(value: str) -> RenderState:
    if value in RENDER_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RENDER_STATE_VALUES!r}")
