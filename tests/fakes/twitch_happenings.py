"""What a test or a journey lets happen in a channel, by logins: raids, subs, gifts, trains, polls."""

from __future__ import annotations

from tests.fakes import twitch_events as events
from tests.fakes.twitch_irc import HOST
from tests.fakes.twitch_irc_lines import tags_of
from tests.fakes.twitch_stage import Stage
from tests.fakes.twitch_world import Json, Line, World, event_time, new_id, number_of

TIER = "1000"


def _plan(months: int) -> Json:
    return {"cumulative-months": months, "sub-plan": TIER, "sub-plan-name": "Channel Subscription"}


class Happenings:
    """The half of the stand-in that speaks of channels by their logins."""

    world: World
    stage: Stage

    async def raid(self, source: str, target: str, viewers: int = 10) -> None:
        """`source` raids `target`: the raided channel's chat hears of it, too."""
        from_, to = self.world.channel(source), self.world.channel(target)
        await self.stage.board.tell("channel.raid", events.raid(from_, to, viewers))
        going = {**events.named("user", to.user), "viewer_count": viewers}
        await self.stage.moderated(from_, from_.user, "raid", going)
        line = self.stage.line(to, from_.user, "")
        picture = "https://static-cdn.jtvnw.net/jtv_user_pictures/stand-in-profile_image-70x70.png"
        data = {**events.named("user", from_.user), "viewer_count": viewers, "profile_image_url": picture}
        params = {"displayName": from_.user.name, "login": from_.user.login, "viewerCount": viewers}
        system = f"{viewers} raiders from {from_.user.name} have joined!"
        await self.stage.notice(line, ("raid", "raid"), data, params, system)

    async def sub(
        self, login: str, user: str, months: int = 1, text: str = "", *, prime: bool = False
    ) -> Line:
        """A subscription: a first one where `months` is 1, else shared with how long it is."""
        channel, who = self.world.channel(login), self.world.user(user)
        line = self.stage.line(channel, who, text, role="subscriber")
        system = f"{who.name} subscribed at Tier 1."
        own = {**events.named("user", who), **events.of(channel), "tier": TIER}
        if months == 1:
            data: Json = {"sub_tier": TIER, "is_prime": prime, "duration_months": 1}
            await self.stage.board.tell("channel.subscribe", own | {"is_gift": False})
            return await self.stage.notice(line, ("sub", "sub"), data, _plan(1), system)
        data = {"cumulative_months": months, "duration_months": 1, "streak_months": None, "sub_tier": TIER}
        data |= {"is_prime": prime, "is_gift": False, "gifter_is_anonymous": None}
        data |= events.named("gifter_user", None)
        shared = {"message": {"text": text, "emotes": None}, "cumulative_months": months}
        shared |= {"streak_months": None, "duration_months": 1}
        await self.stage.board.tell("channel.subscription.message", own | shared)
        system += f" They've subscribed for {months} months!"
        return await self.stage.notice(line, ("resub", "resub"), data, _plan(months), system)

    async def gift(self, login: str, user: str | None, *recipients: str) -> str:
        """Gifted subscriptions; `user` None: nobody knows from whom. The id that holds them together."""
        channel = self.world.channel(login)
        who, known = self.world.user(user or "ananonymousgifter"), user is not None
        total, gift_id = len(recipients), str(number_of(new_id()))
        if total > 1:
            line = self.stage.line(channel, who, "")
            system = f"{who.name} is gifting {total} Tier 1 Subs to {channel.user.name}'s community!"
            data: Json = {"id": gift_id, "total": total, "sub_tier": TIER, "cumulative_total": None}
            params = {"mass-gift-count": total, "origin-id": gift_id, "sub-plan": TIER}
            names = ("community_sub_gift", "submysterygift")
            await self.stage.notice(line, names, data, params, system, known=known)
        given = {**events.named("user", who if known else None), **events.of(channel), "total": total}
        given |= {"tier": TIER, "cumulative_total": None, "is_anonymous": not known}
        await self.stage.board.tell("channel.subscription.gift", given)
        for recipient in recipients:
            to = self.world.user(recipient)
            line = self.stage.line(channel, who, "")
            data = {"duration_months": 1, "cumulative_total": None, **events.named("recipient_user", to)}
            data |= {"sub_tier": TIER, "community_gift_id": gift_id if total > 1 else None}
            params = {"recipient-id": to.user_id, "recipient-user-name": to.login, "sub-plan": TIER}
            params |= {"recipient-display-name": to.name, "months": 1, "gift-months": 1}
            params |= {"origin-id": gift_id} if total > 1 else {}
            system = f"{who.name} gifted a Tier 1 sub to {to.name}!"
            await self.stage.notice(line, ("sub_gift", "subgift"), data, params, system, known=known)
            own = {**events.named("user", to), **events.of(channel), "tier": TIER, "is_gift": True}
            await self.stage.board.tell("channel.subscribe", own)
        return gift_id

    async def announce(self, login: str, user: str, text: str, color: str = "PRIMARY") -> Line:
        """An announcement of a moderator."""
        channel = self.world.channel(login)
        line = self.stage.line(channel, self.world.user(user), text)
        names = ("announcement", "announcement")
        return await self.stage.notice(line, names, {"color": color}, {"color": color}, "")

    async def shoutout(self, login: str, target: str, viewers: int = 100) -> None:
        """`login` shouts out `target`; both channels are told."""
        channel, to = self.world.channel(login), self.world.channel(target)
        now_ms = self.world.clock.now_ms()
        started = {"viewer_count": viewers, "started_at": event_time(now_ms)}
        made = {
            **events.of(channel),
            **events.named("to_broadcaster_user", to.user),
            **events.named("moderator_user", channel.user),
            **started,
            "cooldown_ends_at": event_time(now_ms + 120_000),
            "target_cooldown_ends_at": event_time(now_ms + 3_600_000),
        }
        await self.stage.board.tell("channel.shoutout.create", made)
        heard = {**events.of(to), **events.named("from_broadcaster_user", channel.user), **started}
        await self.stage.board.tell("channel.shoutout.receive", heard)

    async def hype_train(self, login: str, levels: int = 3) -> str:
        """A whole train, from its first level to its last. Its id."""
        channel, train_id = self.world.channel(login), new_id()
        start_ms = self.world.clock.now_ms()
        ends = {"expires_at": event_time(start_ms + 300_000)}
        for level in range(1, levels + 1):
            train = events.train(channel, train_id, level, level * 500, start_ms)
            more: Json = {"progress": 200, "goal": 1000 * level, **ends}
            if level == 1:
                more |= {"all_time_high_level": 4, "all_time_high_total": 2845}
            name = "begin" if level == 1 else "progress"
            await self.stage.board.tell(f"channel.hype_train.{name}", train | more)
        now_ms = self.world.clock.now_ms()
        over = {"ended_at": event_time(now_ms), "cooldown_ends_at": event_time(now_ms + 3_600_000)}
        train = events.train(channel, train_id, levels, levels * 500, start_ms)
        await self.stage.board.tell("channel.hype_train.end", train | over)
        return train_id

    async def poll(self, login: str, title: str, votes: dict[str, int]) -> str:
        """A whole poll: it begins without votes, and ends with these. Its id."""
        channel, poll_id = self.world.channel(login), new_id()
        start_ms = self.world.clock.now_ms()
        none = [(name, 0) for name in votes]
        ends = {"ends_at": event_time(start_ms + 60_000)}
        begun = events.poll(channel, poll_id, title, none, start_ms)
        counted = events.poll(channel, poll_id, title, list(votes.items()), start_ms)
        await self.stage.board.tell("channel.poll.begin", begun | ends)
        await self.stage.board.tell("channel.poll.progress", counted | ends)
        over = {"status": "completed", "ended_at": event_time(self.world.clock.now_ms())}
        await self.stage.board.tell("channel.poll.end", counted | over)
        return poll_id

    async def prediction(self, login: str, title: str, points: dict[str, int]) -> str:
        """A whole prediction, won by its first outcome. Its id."""
        channel, one = self.world.channel(login), new_id()
        start_ms = self.world.clock.now_ms()
        locks = {"locks_at": event_time(start_ms + 60_000)}
        begun = events.prediction(channel, one, title, [(name, 0) for name in points], start_ms)
        set_ = events.prediction(channel, one, title, list(points.items()), start_ms)
        await self.stage.board.tell("channel.prediction.begin", begun | locks)
        await self.stage.board.tell("channel.prediction.progress", set_ | locks)
        now = event_time(self.world.clock.now_ms())
        await self.stage.board.tell("channel.prediction.lock", set_ | {"locked_at": now})
        over = {"winning_outcome_id": "1", "status": "resolved", "ended_at": now}
        await self.stage.board.tell("channel.prediction.end", set_ | over)
        return one

    async def cheer(self, login: str, user: str, bits: int, text: str = "") -> Line:
        """Bits: a line in chat, and the two events that tell of them."""
        channel, who = self.world.channel(login), self.world.user(user)
        said = f"Cheer{bits} {text}".strip()
        line = await self.stage.say(self.stage.line(channel, who, said, bits=bits))
        own = {**events.named("user", who), **events.of(channel), "bits": bits}
        used = {"type": "cheer", "power_up": None, "custom_power_up": None}
        used["message"] = events.message(self.world, said, channel, bits)
        await self.stage.board.tell("channel.cheer", own | {"is_anonymous": False, "message": said})
        await self.stage.board.tell("channel.bits.use", own | used)
        return line

    async def follow(self, login: str, user: str) -> None:
        """Somebody follows."""
        channel = self.world.channel(login)
        when = {"followed_at": event_time(self.world.clock.now_ms())}
        one = {**events.named("user", self.world.user(user)), **events.of(channel)}
        await self.stage.board.tell("channel.follow", one | when)

    async def sub_ends(self, login: str, user: str) -> None:
        """A subscription is over."""
        channel = self.world.channel(login)
        one = {**events.named("user", self.world.user(user)), **events.of(channel)}
        await self.stage.board.tell("channel.subscription.end", one | {"tier": TIER, "is_gift": False})

    async def slow_mode(self, login: str, wait_s: int | None) -> None:
        """A chat's settings change: so long between two lines; None: as often as anybody likes."""
        channel = self.world.channel(login)
        settings: Json = {"emote_mode": False, "follower_mode": False, "subscriber_mode": False}
        settings |= {"follower_mode_duration_minutes": None, "unique_chat_mode": False}
        settings |= {"slow_mode": wait_s is not None, "slow_mode_wait_time_seconds": wait_s}
        await self.stage.board.tell("channel.chat_settings.update", events.of(channel) | settings)
        tags = tags_of({"room-id": channel.user.user_id, "slow": wait_s or 0})
        state = f":{HOST} ROOMSTATE #{channel.user.login}"
        await self.stage.irc.to(channel.user.login, tags, state, command=True)
        notice, said = (
            "slow_on",
            f"This room is now in slow mode. You may send messages every {wait_s} seconds.",
        )
        if wait_s is None:
            notice, said = ("slow_off", "This room is no longer in slow mode.")
        line = f":{HOST} NOTICE #{channel.user.login} :{said}"
        await self.stage.irc.to(channel.user.login, tags_of({"msg-id": notice}), line, command=True)

    async def ad_break(self, login: str, length_s: int = 60) -> None:
        """Ads begin."""
        channel = self.world.channel(login)
        break_ = {"duration_seconds": length_s, "started_at": event_time(self.world.clock.now_ms())}
        break_ |= {"is_automatic": False, **events.of(channel)}
        requested = events.named("requester_user", channel.user)
        await self.stage.board.tell("channel.ad_break.begin", break_ | requested)
