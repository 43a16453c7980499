"""Twitch's sign-in: apps, codes, access and refresh tokens, and the answers of `id.twitch.tv`.

Tokens end by the world's clock. Like Twitch it takes parameters of a POST from its body or its address.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from tests.fakes.twitch_world import Json, User, World

USER_TOKEN_MS = 4 * 3600 * 1000
APP_TOKEN_MS = 60 * 24 * 3600 * 1000
CODE_MS = 10 * 60 * 1000


class OAuthFault(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass
class App:
    """A registered application.

    Attributes:
        redirect_urls: where a sign-in may lead; none: any page of this machine.
    """

    client_id: str
    secret: str
    redirect_urls: tuple[str, ...] = ()
    name: str = "hypecut"

    def leads_to(self, url: str) -> bool:
        here = urlsplit(url).hostname in {"localhost", "127.0.0.1"}
        return url in self.redirect_urls if self.redirect_urls else here


@dataclass
class Token:
    """An access token; `user` is None for an app's own."""

    access: str
    refresh: str
    client_id: str
    user: User | None
    scopes: tuple[str, ...]
    ends_at_ms: int


@dataclass
class Code:
    """What a sign-in hands to the app's page."""

    client_id: str
    user: User
    scopes: tuple[str, ...]
    redirect_url: str
    challenge: str
    method: str
    ends_at_ms: int


@dataclass
class Authority:
    """Who may do what.

    Attributes:
        visitor: the login of whoever sits before the browser.
        denies: the visitor says no.
        asks: show a page with two buttons; otherwise the answer comes by itself.
        rotates: a refresh gives a new refresh token, and the old one is void.
        on_lost: called with client, user and why when nothing that a user allowed is left.
    """

    world: World
    apps: dict[str, App] = field(default_factory=dict)
    visitor: str = "streamer"
    denies: bool = False
    asks: bool = False
    rotates: bool = False
    user_token_ms: int = USER_TOKEN_MS
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    refreshed: list[str] = field(default_factory=list)
    on_lost: Callable[[str, str, str], None] = lambda client, user, why: None

    def app(self, client_id: str, secret: str = "", *redirect_urls: str) -> App:
        made = App(client_id, secret or f"secret-of-{client_id}", redirect_urls)
        return self.apps.setdefault(client_id, made)

    def issue(self, client_id: str, user: User | None, scopes: tuple[str, ...], refresh: str = "") -> Token:
        """A fresh token, and a refresh token for a user's where none is handed in."""
        if user is not None:
            refresh = refresh or secrets.token_hex(25)
        life_ms = self.user_token_ms if user is not None else APP_TOKEN_MS
        ends_at_ms = self.world.clock.now_ms() + life_ms
        token = Token(secrets.token_hex(15), refresh, client_id, user, scopes, ends_at_ms)
        self.tokens[token.access] = token
        if refresh:
            self.refreshes[refresh] = token
        return token

    def valid(self, access: str) -> Token | None:
        """The token, unless it is unknown, revoked or over."""
        token = self.tokens.get(access)
        if token is None or token.ends_at_ms <= self.world.clock.now_ms():
            return None
        return token

    def granted(self, client_id: str, user_id: str) -> set[str]:
        """All that a user allows an app: what its living refresh tokens stand for."""
        found: set[str] = set()
        for token in self.refreshes.values():
            if token.user is not None and token.user.user_id == user_id and token.client_id == client_id:
                found.update(token.scopes or ("",))
        return found

    def expire(self, login: str = "") -> int:
        """End the access tokens of a user, or all, before their time. How many."""
        now_ms = self.world.clock.now_ms()
        found = [t for t in self.tokens.values() if not login or (t.user and t.user.login == login)]
        for token in found:
            token.ends_at_ms = min(token.ends_at_ms, now_ms)
        return len(found)

    def disconnect(self, login: str, client_id: str = "", why: str = "authorization_revoked") -> None:
        """The user takes back what was allowed (Twitch: Settings, Connections)."""
        user = self.world.user(login)
        for client in [client_id] if client_id else list(self.apps):
            self._forget(lambda t, client=client: t.user is user and t.client_id == client)  # type: ignore[misc]
            self.on_lost(client, user.user_id, why)

    def _forget(self, gone: Callable[[Token], bool]) -> None:
        self.tokens = {key: token for key, token in self.tokens.items() if not gone(token)}
        self.refreshes = {key: token for key, token in self.refreshes.items() if not gone(token)}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/oauth2/...`"""
        params = {str(k): str(v) for k, v in [*request.query.items(), *(await request.post()).items()]}
        name = request.match_info["name"]
        try:
            if name == "authorize":
                return self._authorize(params)
            if name == "validate":
                return web.json_response(self._validate(request.headers.get("Authorization", "")))
            if name == "token" and request.method == "POST":
                return web.json_response(self._token(params))
            if name == "revoke" and request.method == "POST":
                self._revoke(params)
                return web.Response()
        except OAuthFault as fault:
            body = {"status": fault.status, "message": fault.message}
            return web.json_response(body, status=fault.status)
        return web.json_response({"status": 404, "message": "not found"}, status=404)

    def _authorize(self, params: Json) -> web.StreamResponse:
        app = self.apps.get(params.get("client_id", ""))
        if app is None:
            raise OAuthFault(400, "invalid client")
        to = params.get("redirect_uri", "")
        if not app.leads_to(to):
            raise OAuthFault(400, "Parameter redirect_uri does not match registered URI")
        if params.get("response_type") != "code":
            raise OAuthFault(400, "invalid response type")
        choice = params.get("stand_in", "")
        scopes = tuple(params.get("scope", "").split())
        if self.asks and not choice:
            return _page(app, params, self.visitor)
        joint = "&" if "?" in to else "?"
        state = {"state": params["state"]} if "state" in params else {}
        if choice == "deny" or (self.denies and not choice):
            said = {"error": "access_denied", "error_description": "The user denied you access"}
            raise web.HTTPFound(f"{to}{joint}{urlencode({**said, **state})}")
        code = secrets.token_hex(15)
        user = self.world.user(params.get("login") or self.visitor)
        ends_at_ms = self.world.clock.now_ms() + CODE_MS
        challenge, method = params.get("code_challenge", ""), params.get("code_challenge_method", "plain")
        self.codes[code] = Code(app.client_id, user, scopes, to, challenge, method, ends_at_ms)
        raise web.HTTPFound(f"{to}{joint}{urlencode({'code': code, 'scope': ' '.join(scopes), **state})}")

    def _app_of(self, params: Json, *, with_secret: bool = True) -> App:
        if not params.get("client_id"):
            raise OAuthFault(400, "missing client id")
        app = self.apps.get(params["client_id"])
        if app is None:
            raise OAuthFault(400, "invalid client")
        if with_secret:
            if not params.get("client_secret"):
                raise OAuthFault(400, "missing client secret")
            if not secrets.compare_digest(params["client_secret"], app.secret):
                raise OAuthFault(403, "invalid client secret")
        return app

    def _token(self, params: Json) -> Json:
        app = self._app_of(params)
        match params.get("grant_type"):
            case "client_credentials":
                return self._shown(self.issue(app.client_id, None, ()))
            case "authorization_code":
                return self._shown(self._redeem(app, params))
            case "refresh_token":
                return self._shown(self._refresh(app, params.get("refresh_token", "")))
            case None:
                raise OAuthFault(400, "missing grant type")
        raise OAuthFault(400, "invalid grant type")

    def _redeem(self, app: App, params: Json) -> Token:
        code = self.codes.pop(params.get("code", ""), None)
        if code is None or code.client_id != app.client_id or code.ends_at_ms <= self.world.clock.now_ms():
            raise OAuthFault(400, "Invalid authorization code")
        if params.get("redirect_uri") != code.redirect_url:
            raise OAuthFault(400, "Parameter redirect_uri does not match registered URI")
        if code.challenge:
            verifier = params.get("code_verifier", "")
            digest = hashlib.sha256(verifier.encode()).digest()
            hashed = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if (hashed if code.method == "S256" else verifier) != code.challenge:
                raise OAuthFault(400, "invalid code verifier")
        return self.issue(app.client_id, code.user, code.scopes)

    def _refresh(self, app: App, refresh: str) -> Token:
        if not refresh:
            raise OAuthFault(400, "missing refresh token")
        old = self.refreshes.get(refresh)
        if old is None or old.client_id != app.client_id:
            raise OAuthFault(400, "Invalid refresh token")
        if self.rotates:
            del self.refreshes[refresh]
        assert old.user is not None
        self.refreshed.append(old.user.login)
        return self.issue(app.client_id, old.user, old.scopes, "" if self.rotates else refresh)

    def _shown(self, token: Token) -> Json:
        left_s = (token.ends_at_ms - self.world.clock.now_ms()) // 1000
        shown: Json = {"access_token": token.access, "expires_in": left_s, "token_type": "bearer"}
        if token.user is not None:
            shown |= {"refresh_token": token.refresh, "scope": list(token.scopes)}
        return shown

    def _validate(self, header: str) -> Json:
        kind, _, access = header.partition(" ")
        if kind.lower() not in {"oauth", "bearer"} or not access:
            raise OAuthFault(401, "missing authorization token")
        token = self.valid(access)
        if token is None:
            raise OAuthFault(401, "invalid access token")
        left_s = (token.ends_at_ms - self.world.clock.now_ms()) // 1000
        shown: Json = {"client_id": token.client_id, "scopes": list(token.scopes), "expires_in": left_s}
        if token.user is not None:
            shown |= {"login": token.user.login, "user_id": token.user.user_id}
        return shown

    def _revoke(self, params: Json) -> None:
        app = self.apps.get(params.get("client_id", ""))
        if app is None:
            raise OAuthFault(404, "client does not exist")
        if not params.get("token"):
            raise OAuthFault(400, "missing oauth token")
        token = self.tokens.get(params["token"])
        if token is None or token.client_id != app.client_id:
            raise OAuthFault(400, "Invalid token")
        self._forget(lambda t: t is token or (bool(token.refresh) and t.refresh == token.refresh))
        if token.user is not None and not self.granted(app.client_id, token.user.user_id):
            self.on_lost(app.client_id, token.user.user_id, "authorization_revoked")


def _page(app: App, params: Json, visitor: str) -> web.Response:
    asked = "".join(f"<li>{html.escape(scope)}</li>" for scope in params.get("scope", "").split())
    kept = "".join(
        f'<input type=hidden name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in params.items()
        if name != "login"
    )
    return web.Response(
        content_type="text/html",
        text=f"<!doctype html><title>The stand-in for Twitch</title><h1>{html.escape(app.name)} asks for</h1>"
        f"<ul>{asked or '<li>nothing</li>'}</ul><form>{kept}"
        f'<p>You are <input name=login value="{html.escape(visitor)}">'
        "<p><button name=stand_in value=allow>Authorize</button> "
        "<button name=stand_in value=deny>Cancel</button></form>",
    )
