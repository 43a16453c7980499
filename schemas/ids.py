"""Identities: UUIDs of version 7 (RFC 9562), sortable by the time they stand for.

`new_id` is for what comes from outside (a watch, a session). `derived_id` is for what follows from
something else: whoever computes it again, after a crash or on another node, gets the same one.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid

_TIME_SHIFT = 80
_RANDOM_BITS = 80


def _version7(time_ms: int, tail: int) -> str:
    value = (time_ms & ((1 << 48) - 1)) << _TIME_SHIFT | tail & ((1 << _RANDOM_BITS) - 1)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def new_id(now_ms: int) -> str:
    """A fresh identity.

    Args:
        now_ms: milliseconds since the epoch, from the injected clock.
    """
    return _version7(now_ms, secrets.randbits(_RANDOM_BITS))


def derived_id(parent_id: str, kind: str, at_ms: int) -> str:
    """The identity of the `kind` that begins `at_ms` milliseconds into `parent_id`.

    The same arguments give the same identity everywhere, and children sort by `at_ms` behind
    their parent's own time.

    Raises:
        ValueError: `parent_id` is no UUID.
    """
    parent = uuid.UUID(parent_id)
    digest = hashlib.sha256(f"{parent.hex}/{kind}/{at_ms}".encode()).digest()
    return _version7((parent.int >> _TIME_SHIFT) + max(at_ms, 0), int.from_bytes(digest[:10], "big"))
