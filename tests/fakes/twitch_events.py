"""The shapes of EventSub's events, as Twitch's reference has them: values in, one JSON object out."""

from __future__ import annotations

from tests.fakes.twitch_world import (
    TIERS_BITS,
    Ban,
    Channel,
    Json,
    Line,
    Piece,
    Stream,
    User,
    World,
    event_time,
)

NOTICES = (
    "sub",
    "resub",
    "sub_gift",
    "community_sub_gift",
    "gift_paid_upgrade",
    "prime_paid_upgrade",
    "pay_it_forward",
    "raid",
    "unraid",
    "announcement",
    "bits_badge_tier",
    "charity_donation",
    "shared_chat_sub",
    "shared_chat_resub",
    "shared_chat_sub_gift",
    "shared_chat_community_sub_gift",
    "shared_chat_gift_paid_upgrade",
    "shared_chat_prime_paid_upgrade",
    "shared_chat_pay_it_forward",
    "shared_chat_raid",
    "shared_chat_unraid",
    "shared_chat_announcement",
    "shared_chat_bits_badge_tier",
    "shared_chat_charity_donation",
    "shared_chat_modiversary",
    "modiversary",
    "watch_streak",
)
ACTIONS = (
    *("automod_terms", "ban", "delete", "followers", "mod", "raid", "slow", "timeout", "unban"),
    *("unban_request", "unmod", "unraid", "untimeout", "unvip", "vip", "warn", "shared_chat_ban"),
    *("shared_chat_delete", "shared_chat_timeout", "shared_chat_unban", "shared_chat_untimeout"),
)


def named(prefix: str, user: User | None) -> Json:
    """The three fields that name somebody; all null for somebody unknown."""
    return {
        f"{prefix}_id": user and user.user_id,
        f"{prefix}_login": user and user.login,
        f"{prefix}_name": user and user.name,
    }


def of(channel: Channel) -> Json:
    return named("broadcaster_user", channel.user)


def badges_of(badges: tuple[tuple[str, str, str], ...]) -> list[Json]:
    return [{"set_id": name, "id": number, "info": info} for name, number, info in badges]


def fragment(piece: Piece, channel: Channel) -> Json:
    emote = cheermote = mention = None
    if piece.kind == "emote":
        own = channel.emotes.get(piece.text) == piece.emote_id
        emote = {
            "id": piece.emote_id,
            "emote_set_id": f"300{channel.user.user_id}" if own else "0",
            "owner_id": channel.user.user_id if own else "0",
            "format": ["static"],
        }
    if piece.kind == "cheermote":
        tier = next(bits for bits in TIERS_BITS if piece.bits >= bits)
        cheermote = {"prefix": "cheer", "bits": piece.bits, "tier": tier}
    if piece.user is not None:
        mention = named("user", piece.user)
    return {
        "type": piece.kind,
        "text": piece.text,
        "cheermote": cheermote,
        "emote": emote,
        "mention": mention,
    }


def message(world: World, text: str, channel: Channel, bits: int = 0) -> Json:
    pieces = world.pieces(text, channel, bits)
    return {"text": text, "fragments": [fragment(piece, channel) for piece in pieces]}


def _reply(parent: Line | None) -> Json | None:
    if parent is None:
        return None
    top = parent
    while top.reply_to is not None:
        top = top.reply_to
    return {
        "parent_message_id": parent.message_id,
        "parent_message_body": parent.text,
        **named("parent_user", parent.user),
        "thread_message_id": top.message_id,
        **named("thread_user", top.user),
    }


def _source(line_source: Channel | None, message_id: str) -> Json:
    return {
        **named("source_broadcaster_user", line_source.user if line_source else None),
        "source_message_id": f"source-{message_id}" if line_source else None,
        "source_badges": [] if line_source else None,
        "is_source_only": False if line_source else None,
    }


def chat_message(world: World, line: Line) -> Json:
    """`channel.chat.message`."""
    return {
        **of(line.channel),
        **named("chatter_user", line.user),
        "message_id": line.message_id,
        "message": message(world, line.text, line.channel, line.bits),
        "color": line.user.color,
        "badges": badges_of(line.badges),
        "message_type": "text",
        "cheer": {"bits": line.bits} if line.bits else None,
        "reply": _reply(line.reply_to),
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
        **_source(line.source, line.message_id),
    }


def notification(world: World, line: Line, notice: str, data: Json, system: str, *, known: bool) -> Json:
    """`channel.chat.notification`; `line` is who and what, `known` false for somebody anonymous."""
    return {
        **of(line.channel),
        **named("chatter_user", line.user if known else None),
        "chatter_is_anonymous": not known,
        "color": line.user.color if known else "",
        "badges": badges_of(line.badges),
        "system_message": system,
        "message_id": line.message_id,
        "message": message(world, line.text, line.channel),
        "notice_type": notice,
        **dict.fromkeys(NOTICES),
        notice: data,
        **_source(line.source, line.message_id),
    }


def deleted(line: Line) -> Json:
    """`channel.chat.message_delete`."""
    return {**of(line.channel), **named("target_user", line.user), "message_id": line.message_id}


def banned(channel: Channel, ban: Ban) -> Json:
    """`channel.ban`."""
    return {
        **named("user", ban.user),
        **of(channel),
        **named("moderator_user", ban.moderator),
        "reason": ban.reason,
        "banned_at": event_time(ban.at_ms),
        "ends_at": event_time(ban.until_ms) if ban.until_ms is not None else None,
        "is_permanent": ban.until_ms is None,
    }


def moderated(channel: Channel, moderator: User, action: str, data: Json | None) -> Json:
    """`channel.moderate`, version 2."""
    return {
        **of(channel),
        **named("source_broadcaster_user", None),
        **named("moderator_user", moderator),
        "action": action,
        **dict.fromkeys(ACTIONS),
        **({action: data} if data is not None else {}),
    }


def raid(source: Channel, target: Channel, viewers: int) -> Json:
    """`channel.raid`."""
    return {
        **named("from_broadcaster_user", source.user),
        **named("to_broadcaster_user", target.user),
        "viewers": viewers,
    }


def online(channel: Channel, stream: Stream) -> Json:
    """`stream.online`."""
    return {
        "id": stream.stream_id,
        **of(channel),
        "type": "live",
        "started_at": event_time(stream.started_at_ms),
    }


def offline(channel: Channel, stream: Stream) -> Json:
    """`stream.offline`."""
    return {**of(channel), "id": stream.stream_id}


def updated(channel: Channel) -> Json:
    """`channel.update`, version 2."""
    return {
        **of(channel),
        "title": channel.title,
        "language": channel.language,
        "category_id": channel.category_id,
        "category_name": channel.category,
        "content_classification_labels": [],
    }


def train(channel: Channel, train_id: str, level: int, total: int, started_ms: int) -> Json:
    """What `channel.hype_train.begin`, `.progress` and `.end` of version 2 share."""
    return {
        "id": train_id,
        **of(channel),
        "total": total,
        "level": level,
        "top_contributions": [],
        "shared_train_participants": None,
        "started_at": event_time(started_ms),
        "type": "regular",
        "is_shared_train": False,
    }


def poll(channel: Channel, poll_id: str, title: str, choices: list[tuple[str, int]], started_ms: int) -> Json:
    """What `channel.poll.begin`, `.progress` and `.end` share; a choice is its title and its votes."""
    return {
        "id": poll_id,
        **of(channel),
        "title": title,
        "choices": [
            {"id": f"{n}", "title": name, "bits_votes": 0, "channel_points_votes": 0, "votes": votes}
            for n, (name, votes) in enumerate(choices, 1)
        ],
        "bits_voting": {"is_enabled": False, "amount_per_vote": 0},
        "channel_points_voting": {"is_enabled": False, "amount_per_vote": 0},
        "started_at": event_time(started_ms),
    }


def prediction(
    channel: Channel, prediction_id: str, title: str, outcomes: list[tuple[str, int]], started_ms: int
) -> Json:
    """What the four `channel.prediction` events share; an outcome is its title and its points."""
    return {
        "id": prediction_id,
        **of(channel),
        "title": title,
        "outcomes": [
            {
                "id": f"{n}",
                "title": name,
                "color": "blue" if n == 1 else "pink",
                "users": points // 100,
                "channel_points": points,
                "top_predictors": [],
            }
            for n, (name, points) in enumerate(outcomes, 1)
        ],
        "started_at": event_time(started_ms),
    }
