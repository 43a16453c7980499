"""What Helix shows: people, channels, streams, recordings, clips, categories, emotes and who helps whom."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.twitch_oauth import Token
from tests.fakes.twitch_subscriptions import HelixFault
from tests.fakes.twitch_world import GLOBAL_EMOTES, Channel, Clip, Json, User, Video, World, helix_time

Query = dict[str, list[str]]
LOGO = "https://static-cdn.jtvnw.net/user-default-pictures-uv/stand-in-profile_image-300x300.png"
ITEMS_MAX = 100


@dataclass
class Shown:
    """The reading half of Helix; each method takes the token and the query, and raises HelixFault."""

    world: World

    def users(self, token: Token, query: Query) -> list[Json]:
        ids, logins = query.get("id", []), query.get("login", [])
        if len(ids) + len(logins) > ITEMS_MAX:
            raise HelixFault(400, "The number of id and login query parameters may not exceed 100.")
        if not ids and not logins:
            if token.user is None:
                raise HelixFault(400, "Must provide an ID, Login or OAuth Token.")
            ids = [token.user.user_id]
        found = [self.world.users.get(user_id) for user_id in ids]
        found += [self.world.known(login) for login in logins]
        return [self._user(user, token) for user in dict.fromkeys(u.user_id for u in found if u)]

    def _user(self, user_id: str, token: Token) -> Json:
        user = self.world.users[user_id]
        shown = {
            "id": user.user_id,
            "login": user.login,
            "display_name": user.name,
            "type": "",
            "broadcaster_type": "affiliate" if user_id in self.world.channels else "",
            "description": "",
            "profile_image_url": LOGO,
            "offline_image_url": "",
            "view_count": 0,
            "created_at": helix_time(user.created_at_ms),
        }
        if token.user is user and "user:read:email" in token.scopes:
            shown["email"] = f"{user.login}@example.com"
        return shown

    def _channels(self, ids: list[str], name: str) -> list[Channel]:
        if not ids:
            raise HelixFault(400, f'The parameter "{name}" was missing from the request.')
        if len(ids) > ITEMS_MAX:
            raise HelixFault(400, f"The number of {name} query parameters may not exceed 100.")
        found = [self.world.channel_of(user_id) for user_id in ids]
        return [channel for channel in found if channel is not None]

    def channels(self, _: Token, query: Query) -> list[Json]:
        return [
            {
                "broadcaster_id": channel.user.user_id,
                "broadcaster_login": channel.user.login,
                "broadcaster_name": channel.user.name,
                "broadcaster_language": channel.language,
                "game_id": channel.category_id,
                "game_name": channel.category,
                "title": channel.title,
                "delay": 0,
                "tags": channel.tags,
                "content_classification_labels": [],
                "is_branded_content": False,
            }
            for channel in self._channels(query.get("broadcaster_id", []), "broadcaster_id")
        ]

    def streams(self, _: Token, query: Query) -> list[Json]:
        asked = {key: query[key] for key in ("user_id", "user_login", "game_id", "language") if key in query}
        if any(len(values) > ITEMS_MAX for values in asked.values()):
            raise HelixFault(400, "The number of ids or logins may not exceed 100.")
        if query.get("type", ["all"])[0] not in {"all", "live"}:
            raise HelixFault(400, 'The parameter "type" was malformed.')
        live = [channel for channel in self.world.channels.values() if channel.stream is not None]
        who = {*asked.get("user_id", []), *(login.lower() for login in asked.get("user_login", []))}
        found = [
            channel
            for channel in live
            if (not who or who & {channel.user.user_id, channel.user.login})
            and channel.category_id in asked.get("game_id", [channel.category_id])
            and channel.language in asked.get("language", [channel.language])
        ]
        found.sort(key=lambda channel: -(channel.stream.viewers if channel.stream else 0))
        return [self._stream(channel) for channel in found]

    def _stream(self, channel: Channel) -> Json:
        stream = channel.stream
        assert stream is not None
        login = channel.user.login
        return {
            "id": stream.stream_id,
            "user_id": channel.user.user_id,
            "user_login": login,
            "user_name": channel.user.name,
            "game_id": channel.category_id,
            "game_name": channel.category,
            "type": "live",
            "title": channel.title,
            "viewer_count": stream.viewers,
            "started_at": helix_time(stream.started_at_ms),
            "language": channel.language,
            "thumbnail_url": f"https://static-cdn.jtvnw.net/previews-ttv/live_user_{login}-{{width}}x{{height}}.jpg",
            "tag_ids": [],
            "tags": channel.tags,
            "is_mature": False,
        }

    def videos(self, _: Token, query: Query) -> list[Json]:
        ids, users = query.get("id", []), query.get("user_id", [])
        if not ids and not users and not query.get("game_id"):
            raise HelixFault(400, "Must specify one of id, user_id or game_id.")
        kind = query.get("type", ["all"])[0]
        found = [
            video
            for video in self.world.videos
            if (video.video_id in ids if ids else not users or video.channel.user.user_id in users)
            and kind in {"all", video.kind}
        ]
        if ids and not found:
            raise HelixFault(404, "no videos were found")
        return [_video(video) for video in sorted(found, key=lambda video: -video.at_ms)]

    def clips(self, _: Token, query: Query) -> list[Json]:
        ids, users = query.get("id", []), query.get("broadcaster_id", [])
        games = query.get("game_id", [])
        if bool(ids) + bool(users) + bool(games) != 1:
            raise HelixFault(400, "Must specify one of id, broadcaster_id or game_id.")
        now_ms = self.world.clock.now_ms()
        start, end = query.get("started_at", [""])[0], query.get("ended_at", ["9"])[0]
        found = [
            clip
            for clip in self.world.clips
            if clip.ready_at_ms <= now_ms
            and (clip.clip_id in ids if ids else True)
            and (clip.channel.user.user_id in users if users else True)
            and (clip.channel.category_id in games if games else True)
            and start <= helix_time(clip.at_ms) <= end
        ]
        return [_clip(clip) for clip in sorted(found, key=lambda clip: -clip.views)]

    def games(self, _: Token, query: Query) -> list[Json]:
        known = {c.category_id: c.category for c in self.world.channels.values() if c.category}
        ids = [*query.get("id", []), *(self.world.category_id(name) for name in query.get("name", []))]
        if not ids:
            raise HelixFault(400, "Must provide an id, a name or an igdb_id.")
        box = "https://static-cdn.jtvnw.net/ttv-boxart/{}-{{width}}x{{height}}.jpg"
        return [
            {"id": one, "name": known[one], "box_art_url": box.format(one), "igdb_id": ""}
            for one in ids
            if one in known
        ]

    def _own(self, token: Token, query: Query, name: str, *scopes: str) -> Channel:
        if token.user is None or not set(scopes) & set(token.scopes):
            raise HelixFault(401, f"Missing scope: {' or '.join(scopes)}")
        if query.get(name, [""])[0] != token.user.user_id:
            message = f"The ID in {name} must match the user ID found in the request's OAuth token."
            raise HelixFault(401, message)
        return self.world.channel(token.user.login)

    def editors(self, token: Token, query: Query) -> list[Json]:
        channel = self._own(token, query, "broadcaster_id", "channel:read:editors")
        found = [self.world.users[user_id] for user_id in sorted(channel.editors)]
        return [
            {"user_id": user.user_id, "user_name": user.name, "created_at": helix_time(user.created_at_ms)}
            for user in found
        ]

    def moderators(self, token: Token, query: Query) -> list[Json]:
        scopes = ("moderation:read", "channel:manage:moderators")
        channel = self._own(token, query, "broadcaster_id", *scopes)
        ids = [user_id for user_id, role in channel.roles.items() if role == "moderator"]
        asked = query.get("user_id", ids)
        return [_named("user", self.world.users[user_id]) for user_id in ids if user_id in asked]

    def moderated(self, token: Token, query: Query) -> list[Json]:
        self._own(token, query, "user_id", "user:read:moderated_channels")
        assert token.user is not None
        mine = [c for c in self.world.channels.values() if c.roles.get(token.user.user_id) == "moderator"]
        return [_named("broadcaster", channel.user) for channel in mine]

    def emotes(self, _: Token, query: Query) -> list[Json]:
        (channel,) = self._channels(query.get("broadcaster_id", []), "broadcaster_id")
        more = {"tier": "1000", "emote_type": "subscriptions", "emote_set_id": f"300{channel.user.user_id}"}
        return [_emote(name, one) | more for name, one in channel.emotes.items()]

    def global_emotes(self, _: Token, __: Query) -> list[Json]:
        return [_emote(name, one) for name, one in GLOBAL_EMOTES.items()]


def _named(prefix: str, user: User) -> Json:
    return {f"{prefix}_id": user.user_id, f"{prefix}_login": user.login, f"{prefix}_name": user.name}


def _emote(name: str, emote_id: str) -> Json:
    url = f"https://static-cdn.jtvnw.net/emoticons/v2/{emote_id}/static/light"
    images = {"url_1x": f"{url}/1.0", "url_2x": f"{url}/2.0", "url_4x": f"{url}/3.0"}
    looks = {"format": ["static"], "scale": ["1.0", "2.0", "3.0"], "theme_mode": ["light", "dark"]}
    return {"id": emote_id, "name": name, "images": images, **looks}


def _length(length_ms: int) -> str:
    """As `3h8m33s`; parts that are nought at the front are left out."""
    hours, rest = divmod(length_ms // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}h{minutes}m{seconds}s" if hours else f"{minutes}m{seconds}s" if minutes else f"{seconds}s"


def _video(video: Video) -> Json:
    user = video.channel.user
    return {
        "id": video.video_id,
        "stream_id": video.stream_id or None,
        "user_id": user.user_id,
        "user_login": user.login,
        "user_name": user.name,
        "title": video.title,
        "description": "",
        "created_at": helix_time(video.at_ms),
        "published_at": helix_time(video.at_ms),
        "url": f"https://www.twitch.tv/videos/{video.video_id}",
        "thumbnail_url": "",
        "viewable": "public",
        "view_count": video.views,
        "language": video.language,
        "type": video.kind,
        "duration": _length(video.length_ms),
        "muted_segments": None,
    }


def _clip(clip: Clip) -> Json:
    url = f"https://clips.twitch.tv/{clip.clip_id}"
    return {
        "id": clip.clip_id,
        "url": url,
        "embed_url": f"https://clips.twitch.tv/embed?clip={clip.clip_id}",
        "broadcaster_id": clip.channel.user.user_id,
        "broadcaster_name": clip.channel.user.name,
        "creator_id": clip.creator.user_id,
        "creator_name": clip.creator.name,
        "video_id": clip.video_id,
        "game_id": clip.channel.category_id,
        "language": clip.channel.language,
        "title": clip.title,
        "view_count": clip.views,
        "created_at": helix_time(clip.at_ms),
        "thumbnail_url": f"https://clips-media-assets2.twitch.tv/{clip.clip_id}-preview-480x272.jpg",
        "duration": clip.length_ms / 1000,
        "vod_offset": None,
        "is_featured": False,
    }
