"""What the routes of accounts take and give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.accounts.models import EMAIL_LENGTH
from api.accounts.passwords import LENGTH_MAX, LENGTH_MIN
from api.accounts.signing import ACCESS_S
from api.fields import Identity, Ms, Request, Shape


def _short_enough(email: str) -> str:
    if len(email.strip().lower()) > EMAIL_LENGTH:  # some letters are two in lower case
        raise ValueError(f"an address has at most {EMAIL_LENGTH} characters")
    return email


Email = Annotated[
    str,
    AfterValidator(_short_enough),
    Field(
        max_length=EMAIL_LENGTH,
        pattern=r"^\s*[^@\s<>\",;:\\()\[\]\x00-\x1f\x7f]{1,64}@[^@\s<>\",;:\\()\[\]\x00-\x1f\x7f]{1,189}\s*$",
        examples=["ada@example.org"],
    ),
]
NewPassword = Annotated[
    str,
    Field(
        min_length=LENGTH_MIN,
        max_length=LENGTH_MAX,
        description="A long one that nobody else has; every character counts.",
        examples=["correct horse battery staple"],
    ),
]
AnyPassword = Annotated[str, Field(max_length=LENGTH_MAX)]
Name = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["Ada"])]
Secret = Annotated[str, Field(min_length=1, max_length=4096)]


class SignUp(Request):
    """Who wants an account."""

    email: Email
    password: NewPassword
    name: Name = ""


class LogIn(Request):
    """Who comes back."""

    email: Email
    password: AnyPassword


class RefreshBody(Request):
    """The refresh token of the last pair."""

    refresh_token: Secret


class ResetAsked(Request):
    """Whose password is to be reset."""

    email: Email


class ResetDone(Request):
    """The token of the mailed link, and the new password."""

    token: Secret
    password: NewPassword


class UserShape(Shape):
    """A person."""

    user_id: Identity
    email: str
    name: str
    operator: bool
    email_verified: bool
    created_at_ms: Ms


class UserChange(Request):
    """What people change of their own account."""

    name: Name


class TokensShape(Shape):
    """A pair of tokens. The refresh token is good for one use, and is replaced by it."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a word of RFC 6750
    expires_in_s: int = ACCESS_S
    user: UserShape


class RoleShape(Shape):
    """A workspace that the caller is a member of."""

    workspace_id: Identity
    role: str


class MeShape(Shape):
    """Who the caller is, and what they may do where."""

    kind: str
    id: str
    operator: bool
    roles: list[RoleShape]
    scopes: list[str] | None
    user: UserShape | None
