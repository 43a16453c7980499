from typing import Literal

GiveTokenBodyGrantType = Literal["client_credentials", "refresh_token"]

GIVE_TOKEN_BODY_GRANT_TYPE_VALUES: set[GiveTokenBodyGrantType] = {
    "client_credentials",
    "refresh_token",
}


def check_give_token_body_grant_type(value: str) -> GiveTokenBodyGrantType:
    if value in GIVE_TOKEN_BODY_GRANT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GIVE_TOKEN_BODY_GRANT_TYPE_VALUES!r}")
