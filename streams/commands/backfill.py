"""`hypecut backfill`: the judging of live streams, over a recording that lies on the network.

In: a VOD's address or number, and a file of its chat where there is one. Out: clips, and an exit code.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from streams.addresses import VOD
from streams.commands.watch import load_settings, watch_request
from streams.door import WatchRequest
from streams.process import CannotStart

_NUMBER = re.compile(r"v?(\d{5,12})")
_PAGE = re.compile(
    r"https?://(?:www\.|m\.)?twitch\.tv/(?:videos|[A-Za-z0-9_]+/v(?:ideo)?)/(\d{5,12})/?(?:\?.*)?"
)


class _Body(msgspec.Struct, frozen=True):
    body: str


class _Commenter(msgspec.Struct, frozen=True):
    identity: str = msgspec.field(name="_id", default="")


class _Comment(msgspec.Struct, frozen=True):
    content_offset_seconds: float
    message: _Body
    commenter: _Commenter | None = None


class _Replay(msgspec.Struct, frozen=True):
    comments: list[_Comment]


def vod_source(vod: str) -> str:
    """The source of a watch that plays a VOD: a number of Twitch's, a page of its, or any http(s) address.

    Raises:
        CannotStart: with one sentence.
    """
    found = _NUMBER.fullmatch(vod) or _PAGE.fullmatch(vod)
    if found is not None:
        return f"{VOD}https://www.twitch.tv/videos/{found[1]}"
    if vod.startswith(("http://", "https://")):
        return f"{VOD}{vod}"
    raise CannotStart(
        f"{vod} is no VOD: give the number or the page of one on Twitch, or an http(s) address of a "
        "recording; `hypecut watch` takes files"
    )


def chat_lines(replay: Path, folder: Path) -> Path:
    """A chat replay as TwitchDownloader saves it (JSON), in the form that a watch takes; others as they are.

    Args:
        replay: ends in `.json`, or is a `.jsonl` already.
        folder: takes the file that is made.

    Raises:
        CannotStart: with one sentence.
    """
    if replay.suffix != ".json":
        return replay
    try:
        comments = msgspec.json.decode(replay.read_bytes(), type=_Replay).comments
    except OSError as error:
        raise CannotStart(
            f"the chat replay {replay} cannot be read: {error.strerror}; check the path"
        ) from error
    except msgspec.MsgspecError as error:
        raise CannotStart(
            f"{replay} is no chat replay: {error}; give a .jsonl file, or the JSON that TwitchDownloader "
            "saves"
        ) from error
    made = folder / "replays" / f"{replay.stem}.jsonl"
    try:
        made.parent.mkdir(parents=True, exist_ok=True)
        with made.open("wb") as file:
            for one in sorted(comments, key=lambda comment: comment.content_offset_seconds):
                who = one.commenter.identity if one.commenter is not None else ""
                line = {"t": one.content_offset_seconds, "u": who, "m": one.message.body}
                file.write(msgspec.json.encode(line) + b"\n")
    except OSError as error:
        raise CannotStart(
            f"the chat replay cannot be kept in {made.parent}: {error.strerror}; free some space"
        ) from error
    return made


def backfill_request(vod: str, chat: Path | None, speed: float, max_minutes: float | None) -> WatchRequest:
    """What the user asked for, checked as far as it can be without opening anything.

    Raises:
        CannotStart: with one sentence.
    """
    source = vod_source(vod)
    lines = None if chat is None else str(chat_lines(chat.expanduser(), load_settings().data))
    wanted = watch_request(source.removeprefix(VOD), lines, 1.0, max_minutes)
    return msgspec.structs.replace(wanted, source=source, speed=speed)
