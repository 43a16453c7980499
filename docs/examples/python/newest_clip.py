"""Signs in, lists the clips that are ready, and downloads the newest one.

    HYPECUT_PASSWORD=... python newest_clip.py http://127.0.0.1:8700 operator@localhost --to clips

It needs `pip install httpx attrs python-dateutil`, and the folder `hypecut_client` beside it. Ends with 0,
or with 1 and a sentence.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TypeVar

import httpx
from hypecut_client import AuthenticatedClient, Client
from hypecut_client.api.auth import log_in
from hypecut_client.api.clips import list_clips
from hypecut_client.models import ClipAnswer, LogIn, ProblemShape

T = TypeVar("T")

TIMEOUT_S = 30.0
LISTED = 10


class Refused(Exception):
    """The API said no, and what to do about it."""


def told(answer: T | ProblemShape | None) -> T:
    """The answer, where it is none of the problems that every call may be answered with."""
    if isinstance(answer, ProblemShape):
        raise Refused(f"{answer.detail} ({answer.status}); {answer.remedy}")
    if answer is None:
        raise Refused("the answer is none that the API describes; is this its address?")
    return answer


def sign_in(url: str, email: str, password: str) -> AuthenticatedClient:
    """A client whose calls carry an access token; it is good for a quarter of an hour."""
    with Client(base_url=url, timeout=httpx.Timeout(TIMEOUT_S)) as nobody:
        tokens = told(log_in.sync(client=nobody, body=LogIn(email=email, password=password)))
    return AuthenticatedClient(base_url=url, token=tokens.access_token, timeout=httpx.Timeout(TIMEOUT_S))


def download(client: AuthenticatedClient, clip: ClipAnswer, folder: Path) -> Path:
    """The file of a clip, read in pieces: it may be larger than what one wants to hold."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / f"{clip.clip_id}.mp4"
    part = whole.with_suffix(".part")
    with client.get_httpx_client().stream("GET", f"/v1/clips/{clip.clip_id}/file") as answer:
        if answer.is_error:
            answer.read()
            raise Refused(f"{answer.json()['detail']} ({answer.status_code})")
        with part.open("wb") as file:
            for piece in answer.iter_bytes():
                file.write(piece)
    return part.replace(whole)  # under its name once it is whole


def newest(client: AuthenticatedClient) -> ClipAnswer:
    """The newest clip; the ones before it are shown as well."""
    page = told(list_clips.sync(client=client, state="ready", sort="-created_at_ms", limit=LISTED))
    for clip in page.items:
        print(f"{clip.clip_id}  {clip.duration_ms or 0:>7} ms  {clip.title}")
    if not page.items:
        raise Refused("no clip is ready yet; watch something first")
    return page.items[0]


def main(arguments: list[str]) -> int:
    """The program."""
    parser = argparse.ArgumentParser(description="Download the newest clip.")
    parser.add_argument("url", help="of the API, such as http://127.0.0.1:8700")
    parser.add_argument("email")
    parser.add_argument("--to", type=Path, default=Path("clips"), help="folder for the file")
    options = parser.parse_args(arguments)
    password = os.environ.get("HYPECUT_PASSWORD") or getpass.getpass()
    try:
        with sign_in(options.url, options.email, password) as client:
            print(download(client, newest(client), options.to))
    except (Refused, httpx.HTTPError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
