"""What the API's own secret is used for beside the keys that sign tokens.

In: a text. Out: the text sealed, so that the database alone does not give it away; or a mark of it, which
nobody without the secret can make.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


def digest_of(secret: str) -> str:
    """How a long random secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SealBroken(Exception):
    """It was sealed with another secret, or is no seal at all."""


class Seals:
    """Seals and marks.

    Args:
        secret: the same for all API processes on one database.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, purpose: str, plain: str) -> str:
        """The text, to be opened for the same purpose only."""
        return self._fernet(purpose).encrypt(plain.encode()).decode()

    def open(self, purpose: str, sealed: str) -> str:
        """What was sealed. Raises SealBroken."""
        try:
            return self._fernet(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealBroken("it was sealed with another HYPECUT_SECRET") from error

    def mark(self, purpose: str, text: str) -> str:
        """43 characters that are always the same for this text, and cannot be guessed."""
        digest = hmac.digest(self._key(purpose), text.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _fernet(self, purpose: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key(purpose)))

    def _key(self, purpose: str) -> bytes:
        return hashlib.sha256(b"hypecut seals " + purpose.encode() + b"\0" + self._secret).digest()
