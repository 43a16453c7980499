"""Secrets that a data folder makes for itself at its first start."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

_TOKEN_BYTES = 32


def kept_secret(data: Path, name: str) -> str:
    """The secret of that name in the data folder; made at first use, readable by its owner only.

    Two processes that come first at the same time get the same one.
    """
    folder = data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        handle, draft_name = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        draft = Path(draft_name)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(_TOKEN_BYTES))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links; whoever renames last is read by both
            if not path.exists():
                draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text().strip()


def worker_token(data: Path) -> str:
    """The token with which the workers of this data folder speak to its API."""
    return kept_secret(data, "worker-token")
