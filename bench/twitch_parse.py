"""`python -m bench.twitch_parse`: lines of IRC and notifications of EventSub a second and core.

In: real tagged lines and whole EventSub frames (`--data`); most frames are the lines again, as Twitch would
send them, because almost all that it sends are lines. Out: how many of each our parse takes a second, from
the text as it arrives to the shapes that go onto the road, authors hashed and duplicates looked for; beside
it TwitchIO's own parse of the same frames, from the same text to its objects, and nothing more.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from monitors.chat.eventsub import epoch_ms
from monitors.chat.hearing import Hearing
from monitors.chat.irc import emotes_of, parse
from monitors.chat.message import AuthorHash

ROUNDS = 7
"""In turns, so that other work on the machine meets both."""
PASSES = 20
AUTHOR = AuthorHash("bench")


def read_lines(wire: Path) -> list[str]:
    """Real lines."""
    names = ("irc_tagged_400.txt", "irc_edge_cases.txt")
    return [raw for name in names for raw in (wire / name).read_text(encoding="utf-8").split("\n") if raw]


def read_frames(wire: Path, lines: list[str]) -> list[str]:
    """Real notifications, and the lines in the form of one of them."""
    frames = [json.loads(raw) for raw in (wire / "eventsub_frames.ndjson").read_text().splitlines()]
    frames = [frame for frame in frames if frame["metadata"]["message_type"] == "notification"]
    form = next(one for one in frames if one["metadata"]["subscription_type"] == "channel.chat.message")
    return [
        json.dumps(frame) for frame in (*frames, *(_as_frame(form, raw) for raw in lines if "PRIVMSG" in raw))
    ]


def _as_frame(form: dict[str, Any], raw: str) -> dict[str, Any]:
    line = parse(raw)
    text, tags = line.text or "", line.tags
    fragments: list[dict[str, Any]] = []
    rest = text
    for name, emote_id in emotes_of(tags.get("emotes", ""), text):
        before, _, rest = rest.partition(name)
        emote = {"id": emote_id, "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
        fragments += [_fragment("text", before), {**_fragment("emote", name), "emote": emote}]
    fragments.append(_fragment("text", rest))
    badges = [badge.partition("/") for badge in tags.get("badges", "").split(",") if badge]
    event = {
        **form["payload"]["event"],
        "chatter_user_id": tags.get("user-id", "1"),
        "chatter_user_login": line.nick,
        "chatter_user_name": tags.get("display-name", line.nick),
        "message_id": tags.get("id", raw[-36:]),
        "message": {"text": text, "fragments": fragments},
        "badges": [{"set_id": name, "id": version, "info": ""} for name, _, version in badges],
        "source_broadcaster_user_id": None,
        "channel_points_animation_id": None,  # Twitch sends it now, and TwitchIO insists
    }
    return {"metadata": form["metadata"], "payload": {**form["payload"], "event": event}}


def _fragment(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, "text": text, "cheermote": None, "emote": None, "mention": None}


def hear_lines(lines: list[str]) -> int:
    """Ours, of IRC."""
    hearing = Hearing(AUTHOR)
    said = 0
    for raw in lines:
        heard = hearing.line(parse(raw), 0)
        said += heard.message is not None
    return said


def hear_frames(frames: list[str]) -> int:
    """Ours, of EventSub."""
    hearing = Hearing(AUTHOR)
    said = 0
    for raw in frames:
        frame = msgspec.json.decode(raw)
        metadata = frame["metadata"]
        at_ms = epoch_ms(metadata["message_timestamp"])
        heard = hearing.notification(metadata["subscription_type"], frame["payload"]["event"], at_ms)
        said += heard.message is not None
    return said


def twitchio_frames() -> Callable[[list[str]], int]:
    """TwitchIO's: the same decoder and the same classes as its websocket uses."""
    from twitchio.eventsub import websockets
    from twitchio.http import HTTPClient

    http = HTTPClient(client_id="bench")  # type: ignore[call-arg]

    def parsed(frames: list[str]) -> int:
        said = 0
        for raw in frames:
            data = websockets._from_json(raw)  # type: ignore[attr-defined]
            kind = data["metadata"]["subscription_type"]
            said += websockets.create_event_instance(kind, data, http=http) is not None  # type: ignore[attr-defined]
        return said

    return parsed


def known_to_both(frames: list[str], parsed: Callable[[list[str]], int]) -> list[str]:
    """Without what TwitchIO refuses: samples of years ago lack fields that it insists on."""
    kept = []
    for raw in frames:
        try:
            parsed([raw])
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        kept.append(raw)
    return kept


def per_second(run: Callable[[list[str]], int], texts: list[str]) -> float:
    """Texts a second of CPU time."""
    begun = time.process_time()
    for _ in range(PASSES):
        run(texts)
    return PASSES * len(texts) / (time.process_time() - begun)


def main() -> None:
    """Measure, and print a line for people or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.twitch_parse")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    lines = read_lines(options.data / "wire")
    theirs = twitchio_frames()
    every_frame = read_frames(options.data / "wire", lines)
    frames = known_to_both(every_frame, theirs)
    irc, eventsub, twitchio, ratio = [], [], [], []
    for _ in range(ROUNDS):
        irc.append(per_second(hear_lines, lines))
        eventsub.append(per_second(hear_frames, frames))
        twitchio.append(per_second(theirs, frames))
        ratio.append(eventsub[-1] / twitchio[-1])
    result = {
        "irc_lines": len(lines),
        "eventsub_frames": len(frames),
        "frames_refused_by_twitchio": len(every_frame) - len(frames),
        "irc_lines_per_s": round(statistics.median(irc)),
        "eventsub_per_s": round(statistics.median(eventsub)),
        "twitchio_alone_per_s": round(statistics.median(twitchio)),
        "ratio": round(statistics.median(ratio), 2),
        "ratio_min": round(min(ratio), 2),
        "ratio_max": round(max(ratio), 2),
    }
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
        return
    for name, value in result.items():
        sys.stdout.write(f"{name:<22} {value}\n")


if __name__ == "__main__":
    main()
