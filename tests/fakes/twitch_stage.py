"""What happens in channels: lines, withdrawals, streams, and who is told: EventSub and IRC alike."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes import twitch_events as events
from tests.fakes import twitch_irc_lines as lines
from tests.fakes.twitch_irc import IrcServer
from tests.fakes.twitch_sockets import Switchboard
from tests.fakes.twitch_world import (
    BADGES,
    Ban,
    Channel,
    Json,
    Line,
    Stream,
    User,
    Video,
    World,
    event_time,
    new_id,
    number_of,
)

LINES_KEPT = 20_000
"""Lines of a chat that can be answered or withdrawn."""


@dataclass
class Stage:
    """Makes things happen."""

    world: World
    board: Switchboard
    irc: IrcServer

    def line(
        self,
        channel: Channel,
        user: User,
        text: str,
        *,
        role: str = "",
        bits: int = 0,
        reply_to: Line | None = None,
        source: Channel | None = None,
    ) -> Line:
        """A line that is not said yet."""
        role = role or channel.role_of(user)
        first = user.user_id not in channel.seen
        channel.seen.add(user.user_id)
        shown = f"@{reply_to.user.name} {text}" if reply_to is not None else text
        badges = BADGES[role]
        if bits >= 100:
            badges = (*badges, ("bits", "100", ""))
        line = Line(new_id(), channel, user, role, shown, self.world.clock.now_ms())
        line.bits, line.first, line.reply_to, line.badges, line.source = bits, first, reply_to, badges, source
        channel.lines[line.message_id] = line
        if len(channel.lines) > LINES_KEPT:
            del channel.lines[next(iter(channel.lines))]
        return line

    async def say(self, line: Line) -> Line:
        """It is heard everywhere."""
        await self.board.tell("channel.chat.message", events.chat_message(self.world, line))
        if self.irc.anybody_in(line.channel.user.login):
            pieces = self.world.pieces(line.text, line.channel, line.bits)
            await self.irc.to(line.channel.user.login, *lines.privmsg(line, pieces))
        return line

    async def speak(self, channel: Channel, user: User, text: str, parent: Line | None) -> Line:
        """What Helix says for an app."""
        return await self.say(self.line(channel, user, text, reply_to=parent))

    async def notice(
        self, line: Line, names: tuple[str, str], data: Json, params: Json, system: str, *, known: bool = True
    ) -> Line:
        """Something happened in a chat: its name for EventSub and for IRC, and what it holds for each."""
        event = events.notification(self.world, line, names[0], data, system, known=known)
        await self.board.tell("channel.chat.notification", event)
        pieces = self.world.pieces(line.text, line.channel, 0)
        told = lines.usernotice(line, pieces, names[1], params, system)
        await self.irc.to(line.channel.user.login, *told, command=True)
        return line

    async def withdraw(self, line: Line, moderator: User) -> None:
        """A line is deleted."""
        line.deleted = True
        await self.board.tell("channel.chat.message_delete", events.deleted(line))
        data = {**events.named("user", line.user), "message_id": line.message_id, "message_body": line.text}
        await self.moderated(line.channel, moderator, "delete", data)
        told = lines.clearmsg(line, self.world.clock.now_ms())
        await self.irc.to(line.channel.user.login, *told, command=True)

    async def banish(
        self, channel: Channel, user: User, moderator: User, reason: str, duration_s: int | None
    ) -> None:
        """Somebody may not speak, for good without a duration; what they said is withdrawn."""
        now_ms = self.world.clock.now_ms()
        until_ms = now_ms + duration_s * 1000 if duration_s is not None else None
        ban = Ban(user, moderator, reason, now_ms, until_ms)
        channel.bans[user.user_id] = ban
        for line in channel.lines.values():
            line.deleted = line.deleted or line.user is user
        await self.board.tell("channel.ban", events.banned(channel, ban))
        cleared = {**events.of(channel), **events.named("target_user", user)}
        await self.board.tell("channel.chat.clear_user_messages", cleared)
        data: Json = {**events.named("user", user), "reason": reason}
        if until_ms is None:
            await self.moderated(channel, moderator, "ban", data)
        else:
            await self.moderated(channel, moderator, "timeout", data | {"expires_at": event_time(until_ms)})
        await self.irc.to(channel.user.login, *lines.clearchat(channel, now_ms, ban), command=True)

    async def pardon(self, channel: Channel, user: User, moderator: User) -> None:
        """A ban is over."""
        ban = channel.bans.pop(user.user_id, None)
        over = {
            **events.named("user", user),
            **events.of(channel),
            **events.named("moderator_user", moderator),
        }
        await self.board.tell("channel.unban", over)
        action = "unban" if ban is None or ban.until_ms is None else "untimeout"
        await self.moderated(channel, moderator, action, events.named("user", user))

    async def moderated(self, channel: Channel, moderator: User, action: str, data: Json | None) -> None:
        """What a moderator did, as those who moderate a channel hear of it."""
        await self.board.tell("channel.moderate", events.moderated(channel, moderator, action, data))

    async def wipe(self, channel: Channel, moderator: User) -> None:
        """A chat is cleared."""
        for line in channel.lines.values():
            line.deleted = True
        await self.board.tell("channel.chat.clear", events.of(channel))
        await self.moderated(channel, moderator, "clear", None)
        told = lines.clearchat(channel, self.world.clock.now_ms())
        await self.irc.to(channel.user.login, *told, command=True)

    async def begin(self, channel: Channel, viewers: int) -> Stream:
        """A stream starts."""
        now_ms = self.world.clock.now_ms()
        made = Stream(str(number_of(f"{channel.user.login} {now_ms} {new_id()}")), now_ms, viewers)
        channel.stream = made
        await self.board.tell("stream.online", events.online(channel, made))
        return made

    async def end(self, channel: Channel) -> Video | None:
        """A stream ends, and leaves its recording. None where there was none."""
        stream = channel.stream
        if stream is None:
            return None
        length_ms = self.world.clock.now_ms() - stream.started_at_ms
        video_id = str(number_of(f"video {stream.stream_id}"))
        made = Video(video_id, channel, stream.stream_id, channel.title, stream.started_at_ms, length_ms)
        self.world.videos.append(made)
        channel.stream = None
        await self.board.tell("stream.offline", events.offline(channel, stream))
        return made
