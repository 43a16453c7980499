"""The border to Twitch's sign-in: in, codes and tokens; out, tokens and what they prove.

What OAuth says is Authlib's; the calls are ours, over aiohttp, each bounded in time. Nothing is called from
inside a transaction of the database: others would wait for Twitch. No error and no line of the log holds a
token or a code.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp
import msgspec

from api.problems import Problem, Unavailable

log = logging.getLogger(__name__)

CALL_S = 8.0
"""Twitch answers within one second; a person waits for this call."""

ANSWER_BYTES_MAX = 64 * 1024
"""Of an answer with a token or two; more is none of Twitch's."""

MESSAGE_LENGTH = 200
"""Of what Twitch says, as much as is passed on."""

LIFETIME_S_MAX = 90 * 86_400
"""Of a token; a longer one is asked for anew before that anyway."""

T = TypeVar("T")


class TwitchAway(Unavailable):
    """Twitch did not answer, or says to come again later."""

    slug = "twitch-away"
    title = "Twitch cannot be reached now"


class TwitchWrong(Problem):
    """Twitch answers what cannot be used, or refuses this installation's application."""

    status = 502
    slug = "twitch-wrong"
    title = "Twitch's answer cannot be used"


class GrantRefused(Exception):
    """Twitch does not take this code or refresh token (any more); says why."""


class TokenUnknown(Exception):
    """Twitch does not take this access token (any more)."""


@dataclass(frozen=True)
class Grant:
    """Tokens. `refresh` is empty of the application's own; `scopes` is None where none are told."""

    access: str
    refresh: str
    expires_in_s: int
    scopes: tuple[str, ...] | None


@dataclass(frozen=True)
class Proof:
    """What an access token proves: for whom, and what it may."""

    user_id: str
    login: str
    scopes: tuple[str, ...]
    expires_in_s: int


class _Token(msgspec.Struct):
    access_token: str
    refresh_token: str = ""
    expires_in: int = 0
    scope: list[str] | str | None = None


class _Validated(msgspec.Struct):
    client_id: str
    expires_in: int = 0
    login: str | None = None
    user_id: str | None = None
    scopes: list[str] | None = None


class _Fault(msgspec.Struct):
    message: str = ""


class TwitchOAuth:
    """Twitch's sign-in, for one application.

    Args:
        client_id, client_secret: of the application.
        url: where Twitch's sign-in is, without a path.
    """

    def __init__(self, client_id: str, client_secret: str, url: str) -> None:
        from authlib.oauth2.auth import ClientAuth

        self.client_id = client_id
        self._url = url.rstrip("/")
        # Twitch takes the secret in the form, and not in a header.
        self._auth = ClientAuth(client_id, client_secret, "client_secret_post")
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def authorize_url(
        self, redirect_url: str, scopes: Sequence[str], state: str, verifier: str, *, ask_again: bool
    ) -> str:
        """Where a person is sent.

        Twitch documents no PKCE. Its challenge is sent along all the same: whoever does not know it must
        skip it (RFC 6749, 3.1), and whoever does binds the code to us.

        Args:
            redirect_url: where they come back to.
            scopes: what is asked for.
            state: what they bring back.
            verifier: of PKCE.
            ask_again: show them what is asked for, though they have granted it before.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        return str(
            prepare_grant_uri(
                f"{self._url}/oauth2/authorize",
                client_id=self.client_id,
                response_type="code",
                redirect_uri=redirect_url,
                scope=list(scopes),
                state=state,
                code_challenge=create_s256_code_challenge(verifier),
                code_challenge_method="S256",
                force_verify="true" if ask_again else "false",
            )
        )

    async def exchange(self, code: str, verifier: str, redirect_url: str) -> Grant:
        """The tokens of a code. Raises GrantRefused, TwitchAway, TwitchWrong."""
        return await self._granted(
            "authorization_code", redirect_uri=redirect_url, code=code, code_verifier=verifier
        )

    async def refresh(self, refresh_token: str) -> Grant:
        """The next tokens. Raises GrantRefused, TwitchAway, TwitchWrong."""
        grant = await self._granted("refresh_token", refresh_token=refresh_token)
        # One that says nothing of the refresh token lets the old one be good.
        return grant if grant.refresh else replace(grant, refresh=refresh_token)

    async def application(self) -> Grant:
        """A token of the application itself. Raises TwitchAway, TwitchWrong."""
        try:
            return await self._granted("client_credentials")
        except GrantRefused as error:
            raise _misset(str(error)) from error

    async def prove(self, access: str) -> Proof:
        """What a token proves. Raises TokenUnknown, TwitchAway, TwitchWrong."""
        status, body = await self.validate(access)
        if status == 401:
            raise TokenUnknown("Twitch does not take this token")
        found = _decoded(body, _Validated) if status == 200 else None
        if found is None:
            raise _unusable(status)
        if found.client_id != self.client_id:  # of another application, whoever has slipped it in
            raise TokenUnknown("the token is one of another application")
        return Proof(
            found.user_id or "", (found.login or "").lower(), tuple(found.scopes or ()), found.expires_in
        )

    async def validate(self, access: str) -> tuple[int, bytes]:
        """What Twitch says of a token: status and body. Raises TwitchAway."""
        return await self._call("GET", "validate", {"Authorization": f"OAuth {access}"}, None)

    async def revoke(self, token: str) -> None:
        """Let a token be good for nothing. One that Twitch does not know is gone already.

        Raises:
            TwitchAway
        """
        from authlib.common.urls import add_params_to_qs
        from authlib.oauth2.rfc7009 import prepare_revoke_token_request

        body, headers = prepare_revoke_token_request(token, None, "", {})
        body = add_params_to_qs(body, [("client_id", self.client_id)])
        status, _ = await self._call("POST", "revoke", headers, body)
        if status not in {200, 400, 404}:
            raise _unusable(status)

    async def _granted(self, kind: str, **params: Any) -> Grant:
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = prepare_token_request(kind, "", **params)
        _, headers, body = self._auth.prepare("POST", "", headers, body)
        status, answer = await self._call("POST", "token", headers, body)
        if status == 200:
            return _grant(answer)
        fault = _decoded(answer, _Fault)
        message = (fault.message if fault is not None else "")[:MESSAGE_LENGTH]
        # A mistake in our own settings is not the end of everybody's link.
        if status == 401 or (status == 400 and "client" not in message.lower()):
            raise GrantRefused(message or f"it answers {status}")
        if status in {400, 403}:
            raise _misset(message)
        raise _unusable(status)

    async def _call(
        self, method: str, path: str, headers: dict[str, str], body: str | None
    ) -> tuple[int, bytes]:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=CALL_S), cookie_jar=aiohttp.DummyCookieJar()
            )
        url = f"{self._url}/oauth2/{path}"
        try:
            # A redirect would carry the secret to wherever it leads.
            async with self._http.request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as answer:
                read = await answer.content.read(ANSWER_BYTES_MAX)
                if answer.status >= 500 or answer.status == 429:
                    raise away(f"it answers {answer.status}")
                return answer.status, read
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise away(type(error).__name__) from error


def _grant(body: bytes) -> Grant:
    found = _decoded(body, _Token)
    if found is None or not found.access_token:
        raise _unusable(200)
    scopes = found.scope.split() if isinstance(found.scope, str) else found.scope
    lifetime_s = min(max(found.expires_in, 0), LIFETIME_S_MAX)
    told = None if scopes is None else tuple(scopes)
    return Grant(found.access_token, found.refresh_token, lifetime_s, told)


def _decoded(body: bytes, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError:
        return None


def away(why: str) -> TwitchAway:
    """The problem, with a line in the log."""
    log.warning("Twitch did not answer: %s", why)
    return TwitchAway("Twitch did not answer", "send the request again")


def _unusable(status: int) -> TwitchWrong:
    log.error("Twitch's sign-in answers %d with what cannot be used", status)
    return TwitchWrong(
        f"Twitch's sign-in answers {status} with what cannot be used",
        "send the request again; an operator checks HYPECUT_TWITCH_AUTH_URL and Twitch's status page",
    )


def _misset(message: str) -> TwitchWrong:
    log.error("Twitch refuses the application of this installation: %s", message)
    return TwitchWrong(
        f"Twitch refuses the application of this installation: {message}",
        "an operator checks HYPECUT_TWITCH_CLIENT_ID, HYPECUT_TWITCH_CLIENT_SECRET and the redirect URL that "
        "is registered at Twitch",
    )
