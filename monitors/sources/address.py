"""Addresses, as they may be shown."""

from __future__ import annotations

from urllib.parse import urlsplit


def without_secrets(address: str) -> str:
    """An address without its query, which often is a signature, and without a password.

    A path of this machine stays as it is.
    """
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        host = ""  # no address at all; its beginning tells people which one is meant
    if not host:
        return f"{address.partition('://')[0]}://..."
    return f"{parts.scheme}://{host}{port}{parts.path}"
