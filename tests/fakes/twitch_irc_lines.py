"""The lines of Twitch's IRC: values in, the tags and the line out."""

from __future__ import annotations

from tests.fakes.twitch_irc import HOST
from tests.fakes.twitch_world import Ban, Channel, Json, Line, Piece

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\:", " ": "\\s", "\r": "\\r", "\n": "\\n"})


def tags_of(values: Json) -> str:
    """`name=value` joined with semicolons, values escaped."""
    return ";".join(f"{name}={str(value).translate(_ESCAPES)}" for name, value in values.items())


def emotes_tag(pieces: list[Piece]) -> str:
    """As `25:0-4,12-16/1902:6-10`: places in code points."""
    places: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.kind == "emote":
            end = piece.start + len(piece.text) - 1
            places.setdefault(piece.emote_id, []).append(f"{piece.start}-{end}")
    return "/".join(f"{emote}:{','.join(found)}" for emote, found in places.items())


def _speaker(line: Line, pieces: list[Piece]) -> Json:
    info = [f"{name}/{more}" for name, _, more in line.badges if more]
    return {
        "badge-info": ",".join(info),
        "badges": ",".join(f"{name}/{number}" for name, number, _ in line.badges),
        "color": line.user.color,
        "display-name": line.user.name,
        "emotes": emotes_tag(pieces),
        "flags": "",
        "id": line.message_id,
        "mod": int(line.role == "moderator"),
        "room-id": line.channel.user.user_id,
        "subscriber": int(any(name == "subscriber" for name, _, _ in line.badges)),
        "tmi-sent-ts": line.at_ms,
        "turbo": 0,
        "user-id": line.user.user_id,
        "user-type": "mod" if line.role == "moderator" else "",
    }


def privmsg(line: Line, pieces: list[Piece]) -> tuple[str, str]:
    """Tags and line of what somebody says."""
    tags = _speaker(line, pieces)
    tags |= {"first-msg": int(line.first), "returning-chatter": 0}
    if line.role == "vip":
        tags["vip"] = 1
    if line.bits:
        tags["bits"] = line.bits
    if line.reply_to is not None:
        parent = line.reply_to
        tags |= {
            "reply-parent-msg-id": parent.message_id,
            "reply-parent-user-id": parent.user.user_id,
            "reply-parent-user-login": parent.user.login,
            "reply-parent-display-name": parent.user.name,
            "reply-parent-msg-body": parent.text,
        }
    if line.source is not None:
        tags |= {"source-room-id": line.source.user.user_id, "source-id": f"source-{line.message_id}"}
    login = line.user.login
    room = line.channel.user.login
    return tags_of(tags), f":{login}!{login}@{login}.{HOST} PRIVMSG #{room} :{line.text}"


def usernotice(line: Line, pieces: list[Piece], notice: str, params: Json, system: str) -> tuple[str, str]:
    """Tags and line of something that happened in a chat."""
    tags = _speaker(line, pieces)
    tags |= {"login": line.user.login, "msg-id": notice, "system-msg": system}
    tags |= {f"msg-param-{name}": value for name, value in params.items()}
    said = f" :{line.text}" if line.text else ""
    return tags_of(tags), f":{HOST} USERNOTICE #{line.channel.user.login}{said}"


def clearmsg(line: Line, at_ms: int) -> tuple[str, str]:
    """One line is withdrawn."""
    tags: Json = {"login": line.user.login, "room-id": line.channel.user.user_id}
    tags |= {"target-msg-id": line.message_id, "tmi-sent-ts": at_ms}
    return tags_of(tags), f":{HOST} CLEARMSG #{line.channel.user.login} :{line.text}"


def clearchat(channel: Channel, at_ms: int, ban: Ban | None = None) -> tuple[str, str]:
    """All lines of somebody are withdrawn, or all lines."""
    tags: Json = {"room-id": channel.user.user_id, "tmi-sent-ts": at_ms}
    who = ""
    if ban is not None:
        tags["target-user-id"] = ban.user.user_id
        who = f" :{ban.user.login}"
        if ban.until_ms is not None:
            tags["ban-duration"] = (ban.until_ms - ban.at_ms) // 1000
    return tags_of(tags), f":{HOST} CLEARCHAT #{channel.user.login}{who}"


def roomstate(channel: Channel) -> str:
    """What a room is like, whole."""
    tags: Json = {"emote-only": 0, "followers-only": -1, "r9k": 0, "room-id": channel.user.user_id}
    return f"@{tags_of(tags | {'slow': 0, 'subs-only': 0})} :{HOST} ROOMSTATE #{channel.user.login}"
