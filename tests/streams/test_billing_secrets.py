"""The keys to money go to the API alone."""

from __future__ import annotations

from streams.stack import DOOR, OF_THE_DOOR, PARTS, handed_on


def test_no_other_process_is_given_the_keys_to_money() -> None:
    environ = dict.fromkeys(OF_THE_DOOR, "secret") | {"HYPECUT_NODE": "n"}
    for part in PARTS:
        given = handed_on(part, environ)
        assert given == (environ if part == DOOR else {"HYPECUT_NODE": "n"}), part
    assert {"HYPECUT_STRIPE_KEY", "HYPECUT_STRIPE_WEBHOOK_SECRET"} <= OF_THE_DOOR
