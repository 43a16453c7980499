"""The keys that sign access tokens, and the tokens.

In: a user. Out: a JSON Web Token (EdDSA) that says who it is for some minutes, checked without the
database but for the key. Keys change by themselves; every API process on the same database shares them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import SigningKeyRow
from schemas.ids import new_id

ALGORITHM = "EdDSA"
ISSUER = "hypecut"

ACCESS_S = 15 * 60
"""Short, because a token that was stolen cannot be taken back before it ends."""

LINK_S = 60 * 60
"""Of a link in a mail."""

KEY_AGE_MS_MAX = 30 * 86_400_000
"""A key signs for a month."""

TOKEN_LENGTH_MAX = 2048
"""Ours have some 400 characters."""

_KEY_ID = re.compile(r"[0-9a-f-]{36}")

LEEWAY_S = 30
"""Clocks of two machines differ."""

KEY_GOOD_MS = KEY_AGE_MS_MAX + (max(ACCESS_S, LINK_S) + LEEWAY_S) * 1000
"""When the last token of a key has expired, and the key proves nothing any more."""


class TokenRefused(Exception):
    """A token is not one of ours, or not any more; says why."""


@dataclass(frozen=True)
class Claims:
    """What a token proves.

    Attributes:
        user_id: whose it is. `issued_at_ms`: when it was made.
        purpose: `access`, or what a link is for.
        mark: of a link: what must still be so for it to be good.
    """

    user_id: str
    issued_at_ms: int
    purpose: str
    mark: str = ""


class KeyRing:
    """Makes and checks tokens. Holds keys that it has seen; a key never changes.

    Args:
        secret: encrypts private keys in the database; the same for all API processes on it.
    """

    def __init__(self, secret: str) -> None:
        digest = hashlib.sha256(b"hypecut signing keys" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))
        self._public: dict[str, tuple[Ed25519PublicKey, int]] = {}

    async def sign(
        self, session: AsyncSession, claims: Claims, now_ms: int, lifetime_s: int = ACCESS_S
    ) -> str:
        """A token. The transaction must be one that may write: the first of a month makes a key."""
        row = await self._current(session, now_ms)
        private = self._private(row)
        body = {
            "iss": ISSUER,
            "sub": claims.user_id,
            "aud": claims.purpose,
            "iat": now_ms // 1000,
            "ims": claims.issued_at_ms,
            "exp": now_ms // 1000 + lifetime_s,
            "mark": claims.mark,
        }
        return jwt.encode(body, private, algorithm=ALGORITHM, headers={"kid": row.key_id})

    async def read(self, session: AsyncSession, token: str, purpose: str, now_ms: int) -> Claims:
        """What a token proves. Raises TokenRefused."""
        if len(token) > TOKEN_LENGTH_MAX:
            raise TokenRefused("it is longer than any of ours")
        try:
            key_id = jwt.get_unverified_header(token).get("kid", "")
            public = await self._known(session, str(key_id), now_ms)
            body: dict[str, Any] = jwt.decode(
                token,
                public,
                algorithms=[ALGORITHM],
                audience=purpose,
                issuer=ISSUER,
                options={
                    "require": ["exp", "iat", "sub", "aud", "iss"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
            expires_s, issued_ms = int(body["exp"]), int(body["ims"])
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise TokenRefused(f"it is not one of ours ({type(error).__name__})") from error
        if now_ms >= (expires_s + LEEWAY_S) * 1000:  # by the injected clock
            raise TokenRefused("it has expired")
        if issued_ms > now_ms + LEEWAY_S * 1000:
            raise TokenRefused("it was made in the future; the clocks of the API's machines differ")
        return Claims(str(body["sub"]), issued_ms, purpose, str(body.get("mark", "")))

    async def published(self, session: AsyncSession, now_ms: int) -> list[dict[str, str]]:
        """The public keys whose tokens may be good, as a JSON Web Key Set has them (RFC 8037)."""
        query = (
            select(SigningKeyRow)
            .where(SigningKeyRow.created_at_ms > now_ms - KEY_GOOD_MS)
            .order_by(SigningKeyRow.key_id)
        )
        rows = (await session.scalars(query)).all()
        keys = []
        for row in rows:
            raw = (await self._known(session, row.key_id, now_ms)).public_bytes(
                serialization.Encoding.Raw, serialization.PublicFormat.Raw
            )
            x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
            keys.append(
                {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": row.key_id, "use": "sig", "alg": ALGORITHM}
            )
        return keys

    async def _current(self, session: AsyncSession, now_ms: int) -> SigningKeyRow:
        rows = (
            await session.scalars(select(SigningKeyRow).where(SigningKeyRow.retired_at_ms.is_(None)))
        ).all()
        fresh = [row for row in rows if now_ms - row.created_at_ms < KEY_AGE_MS_MAX and self._readable(row)]
        if fresh:
            return max(fresh, key=lambda row: row.created_at_ms)
        for row in rows:
            if (
                now_ms - row.created_at_ms >= KEY_AGE_MS_MAX
            ):  # a fresh one is of a process with another secret
                row.retired_at_ms = now_ms
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        made = SigningKeyRow(
            key_id=new_id(now_ms),
            public_key=public.decode(),
            private_key=self._fernet.encrypt(pem).decode(),
            retired_at_ms=None,
        )
        session.add(made)
        await session.flush()
        return made

    def _readable(self, row: SigningKeyRow) -> bool:
        """False when the API's secret is another one than when the key was made."""
        try:
            self._private(row)
        except InvalidToken:
            return False
        return True

    def _private(self, row: SigningKeyRow) -> Ed25519PrivateKey:
        pem = self._fernet.decrypt(row.private_key.encode())
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"signing key {row.key_id} is no Ed25519 key")
        return key

    async def _known(self, session: AsyncSession, key_id: str, now_ms: int) -> Ed25519PublicKey:
        """A key that may have signed what is good now. Raises KeyError."""
        if not _KEY_ID.fullmatch(key_id):  # it is what a stranger has written
            raise KeyError(key_id)
        if key_id not in self._public:
            row = await session.get(SigningKeyRow, key_id)
            if row is None:
                raise KeyError(key_id)
            key = serialization.load_pem_public_key(row.public_key.encode())
            if not isinstance(key, Ed25519PublicKey):
                raise TypeError(f"signing key {key_id} is no Ed25519 key")
            self._public[key_id] = (key, row.created_at_ms)
        known, created_at_ms = self._public[key_id]
        if created_at_ms <= now_ms - KEY_GOOD_MS:  # whoever stole an old one signs nothing with it
            raise KeyError(key_id)
        return known
