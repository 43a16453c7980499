"""Passwords: in, what a person typed; out, an argon2id hash, or whether it fits one.

Both take about a seventh of a second of a core on purpose, and run in threads.
"""

from __future__ import annotations

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

LENGTH_MIN = 10
LENGTH_MAX = 200
"""Hashing takes longer for longer ones; nobody remembers more."""

AT_ONCE = 2
"""Each takes 64 MiB while it runs: a flood of logins must not take the machine's memory."""

_HASHER = PasswordHash((Argon2Hasher(),))
_TURNS = asyncio.Semaphore(AT_ONCE)

_OF_NOBODY = _HASHER.hash("the password of nobody")
"""Checked when there is no such user, so that the time of an answer tells nothing."""


async def hashed(password: str) -> str:
    """The hash of a new password."""
    async with _TURNS:
        return await asyncio.to_thread(_HASHER.hash, password)


async def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one of the hash; always false, and as slow, where there is none."""
    async with _TURNS:
        known = await asyncio.to_thread(_HASHER.verify, password, password_hash or _OF_NOBODY)
    return known and password_hash is not None
