"""Puts the finished clip where others find it. In: `ctx.product`. Out: the object, and `ctx.key`."""

from __future__ import annotations

from render.context import Hindered, RenderContext, made
from streams.store import StoreUnwritable

STORE_REMEDY = "free some space or point HYPECUT_STORE at a folder that can be written"


def clip_key(session_id: str, clip_id: str) -> str:
    """The clip's name in the object store; the same for every rendering of it."""
    return f"clips/{session_id}/{clip_id}.mp4"


class StoreClip:
    """Stores the clip; an older one stays until the new one is whole, for putting is atomic."""

    def name(self) -> str:
        """See `Stage.name`."""
        return "store"

    def run(self, ctx: RenderContext) -> None:
        """Store it. Raises Hindered when the store takes nothing."""
        product = made(ctx.product, "encode")
        key = clip_key(ctx.highlight.session_id, ctx.clip_id)
        try:
            ctx.store.put(key, product.path)
        except StoreUnwritable as error:
            raise Hindered(str(error), STORE_REMEDY) from error
        except OSError as error:  # stored, and then not to be seen: the store went away
            raise Hindered(f"cannot look at {key}: {error.strerror or error}", STORE_REMEDY) from error
        ctx.key = key
