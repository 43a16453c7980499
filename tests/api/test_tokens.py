"""Access tokens that were not made here, or not for this: each is refused, and none is an error of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.accounts.signing import Claims
from tests.api.people import bearer, me, person
from tests.api.running import Api
from tests.api.test_http import problem

HALF_A_LETTER = r'{"alg": "EdDSA", "kid": "\ud800"}'


def _part(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(part: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return value


async def _public(api: Api) -> tuple[str, bytes, bytes]:
    """The key's identity, its raw bytes and its PEM, as everybody may have them."""
    key = (await api.http.get("/.well-known/jwks.json")).json()["keys"][0]
    raw = base64.urlsafe_b64decode(key["x"] + "==")
    pem = Ed25519PublicKey.from_public_bytes(raw).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return key["kid"], raw, pem


def _hs256(header: dict[str, object], body: dict[str, Any], secret: bytes) -> str:
    signed = f"{_part(header)}.{_part(body)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


async def test_no_trick_with_a_token_opens_anything(api: Api) -> None:
    ada, eve = await person(api, "ada"), await person(api, "eve")
    head, body, signature = eve.access.split(".")
    claims = {**_decoded(body), "sub": ada.user_id}
    kid, raw, pem = await _public(api)
    own = Ed25519PrivateKey.generate()
    forged = {
        "none": f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}.",
        "None with a signature": f"{_part({'alg': 'None', 'kid': kid})}.{_part(claims)}.{signature}",
        "HS256 with the public key as PEM": _hs256({"alg": "HS256", "kid": kid}, claims, pem),
        "HS256 with the raw public key": _hs256({"alg": "HS256", "kid": kid}, claims, raw),
        "HS256 with nothing": _hs256({"alg": "HS256", "kid": kid}, claims, b""),
        "tampered payload": f"{head}.{_part(claims)}.{signature}",
        "another key": jwt.encode(claims, own, algorithm="EdDSA", headers={"kid": kid}),
        "a key of one's own": jwt.encode(claims, own, "EdDSA", headers={"kid": kid, "jwk": {"kty": "OKP"}}),
        "a key from elsewhere": jwt.encode(claims, own, "EdDSA", headers={"kid": kid, "jku": "http://evil/"}),
        "no kid": jwt.encode(claims, own, algorithm="EdDSA"),
        "unknown kid": jwt.encode(claims, own, "EdDSA", headers={"kid": ada.user_id}),
        "a path": jwt.encode(claims, own, "EdDSA", headers={"kid": "../../../../dev/null"}),
        "SQL": jwt.encode(claims, own, "EdDSA", headers={"kid": "x' UNION SELECT 'a"}),
        "NUL": f"{_part({'alg': 'EdDSA', 'kid': kid + chr(0)})}.{_part(claims)}.{signature}",
        "half a letter": f"{_part(HALF_A_LETTER)}.{_part(claims)}.{signature}",
        "a list as kid": f"{_part({'alg': 'EdDSA', 'kid': [kid]})}.{_part(claims)}.{signature}",
        "a list as alg": f"{_part({'alg': ['EdDSA'], 'kid': kid})}.{_part(claims)}.{signature}",
        "a header that is no object": f"{_part([1])}.{_part(claims)}.{signature}",
        "deep": f"{_part('[' * 700)}.{_part(claims)}.{signature}",
        "no header": f".{body}.{signature}",
        "no payload": f"{head}..{signature}",
        "no signature": f"{head}.{body}.",
        "nothing": "..",
        "two parts": f"{head}.{body}",
        "four parts": f"{eve.access}.{signature}",
        "long": "a" * 100_000,
        "another letter": f"{head}.{body}.{signature[:-4]}AAAA",
        "not base64": "é.é.é",
    }
    for trick, token in forged.items():
        answer = await api.http.get("/v1/auth/me", headers={"Authorization": b"Bearer " + token.encode()})
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer"), trick
        assert ada.email not in answer.text
    assert (await me(api, eve.access)).status_code == 200


async def _signed(api: Api, changes: dict[str, Any], drop: str = "") -> str:
    """A token with the API's own signature, as only a bug of ours could make it."""
    services = api.services
    async with services.database.writing() as work:
        now_ms = services.clock.now_ms()
        row = await services.keys._current(work.session, now_ms)
        private = services.keys._private(row)
        good = await services.keys.sign(work.session, Claims("nobody", now_ms, "access"), now_ms)
    body = {**_decoded(good.split(".")[1]), **changes}
    body.pop(drop, None)
    return jwt.encode(body, private, algorithm="EdDSA", headers={"kid": row.key_id})


async def test_a_good_signature_is_not_enough(api: Api) -> None:
    ada = await person(api, "ada")
    now_s = api.services.clock.now_ms() // 1000
    good = {"sub": ada.user_id}
    assert (await me(api, await _signed(api, good))).status_code == 200
    for changes in (
        {"aud": "reset"},
        {"aud": ["reset", "mail"]},
        {"iss": "somebody"},
        {"exp": now_s - 31},
        {"exp": "soon"},
        {"ims": (now_s + 31) * 1000},
        {"ims": "x"},
        {"ims": None},
        {"sub": ada.user_id + "x"},
        {"sub": 7},
        {"exp": 1e400},
    ):
        problem(await me(api, await _signed(api, {**good, **changes})), 401, "unauthorized")
    for claim in ("exp", "iat", "sub", "aud", "iss", "ims"):
        problem(await me(api, await _signed(api, good, claim)), 401, "unauthorized")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "bearer  ",
        "Token x",
        "Bearer a b c",
        "Bearer null",
        "Bearer hk_",
        "Bearer test_hk_x",
    ],
)
async def test_what_is_no_credential_opens_nothing(api: Api, header: str) -> None:
    for path in ("/v1/auth/me", "/v1/watches", "/v1/nothing"):
        problem(await api.http.get(path, headers={"Authorization": header}), 401, "unauthorized")


async def test_a_token_in_the_wrong_place_counts_for_nothing(api: Api) -> None:
    ada = await person(api, "ada")
    for answer in (
        await api.http.get(f"/v1/auth/me?access_token={ada.access}", headers={"Authorization": ""}),
        await api.http.get("/v1/auth/me", headers={"Authorization": "", "X-Api-Key": ada.access}),
        await api.http.get("/v1/auth/me", headers={"Authorization": f"Basic {ada.access}"}),
    ):
        problem(answer, 401, "unauthorized")
    assert (await api.http.get("/v1/auth/me", headers=bearer(ada.access))).status_code == 200
