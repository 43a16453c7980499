"""One try to deliver: in, a URL, a secret and the bytes; out, what came back. Nothing is raised.

What is signed is the time and the body, so that nobody can send an old one again later as a new one.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from streams.addresses import AddressRefused, Network, Target, check_public

TRY_S = 10.0
"""A receiver that has more to do answers first and does it afterwards."""

ANSWER_BYTES = 1024
"""Of what came back, as much as helps to find out what is wrong."""

SIGNATURE = "Hypecut-Signature"


@dataclass(frozen=True)
class Letter:
    """What is sent.

    Attributes:
        secrets: sign it, the one in use first. `sent_at_s`: epoch seconds, signed as well.
    """

    url: str
    secrets: tuple[str, ...]
    delivery_id: str
    kind: str
    attempt: int
    payload: str
    sent_at_s: int


@dataclass(frozen=True)
class Outcome:
    """What came of a try. It arrived when the status is one of 2xx."""

    status: int | None
    duration_ms: int
    answer: str = ""
    error: str = ""

    @property
    def arrived(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


def signature(secrets: Sequence[str], sent_at_s: int, payload: str) -> str:
    """The value of the header: `t=SECONDS,v1=HEX`, HMAC-SHA256 over `SECONDS.BODY`; a `v1` a secret."""
    signed = f"{sent_at_s}.{payload}".encode()
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={sent_at_s}", *(f"v1={digest}" for digest in digests)])


class _Pinned(AbstractResolver):
    """Resolves a host to what it stood for when it was checked, and nothing else."""

    def __init__(self, target: Target) -> None:
        self._target = target

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._target.addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def send(letter: Letter, allowed: Sequence[Network]) -> Outcome:
    """One try."""
    began_s = time.monotonic()

    def outcome(status: int | None, answer: str = "", error: str = "") -> Outcome:
        return Outcome(status, round((time.monotonic() - began_s) * 1000), answer, error)

    try:
        async with asyncio.timeout(TRY_S):
            target = await check_public(letter.url, allowed)
            status, body = await _posted(letter, target)
    except AddressRefused as error:
        return outcome(None, error=str(error))
    except TimeoutError:
        return outcome(None, error=f"no answer within {TRY_S:.0f} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return outcome(None, error=f"{type(error).__name__}: {error}"[:500])
    answer = body.decode(errors="replace").replace("\0", "\ufffd")
    if 300 <= status < 400:
        return outcome(status, answer, "it answers with a redirect, and none is followed")
    return outcome(status, answer, "" if 200 <= status < 300 else f"it answers {status}")


async def _posted(letter: Letter, target: Target) -> tuple[int, bytes]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "hypecut-webhook/1",
        "Hypecut-Delivery": letter.delivery_id,
        "Hypecut-Event": letter.kind,
        "Hypecut-Try": str(letter.attempt),
        SIGNATURE: signature(letter.secrets, letter.sent_at_s, letter.payload),
    }
    connector = aiohttp.TCPConnector(resolver=_Pinned(target), use_dns_cache=False, force_close=True)
    async with (
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=TRY_S),
            auto_decompress=False,  # a kB is read, and must not become a GB
            trust_env=False,  # a proxy would resolve the name anew
        ) as session,
        session.post(
            target.url, data=letter.payload.encode(), headers=headers, allow_redirects=False
        ) as response,
    ):
        return response.status, await response.content.read(ANSWER_BYTES)
