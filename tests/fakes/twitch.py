"""A stand-in for Twitch, reached by the real clients over URLs alone: `python -m tests.fakes.twitch --help`.

One server: sign-in (`/oauth2/...`), Helix (`/helix/...`), EventSub's websocket (`/ws`) and IRC's (`/irc`).
It behaves like Twitch where hypecut uses it. Time is a clock that can be moved ahead; what is due by then
(keepalives, unused sockets, tokens that end) happens in `advance`, and by itself while `ticking`.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable

from aiohttp import web

from streams.clock import Clock, SystemClock
from tests.fakes import twitch_events as events
from tests.fakes.twitch_chat import DROPS, Chat, Said
from tests.fakes.twitch_control import add_control
from tests.fakes.twitch_faults import Faults, Handler, Order
from tests.fakes.twitch_happenings import Happenings
from tests.fakes.twitch_helix import Helix
from tests.fakes.twitch_irc import IrcServer
from tests.fakes.twitch_irc_lines import roomstate
from tests.fakes.twitch_oauth import Authority, Token
from tests.fakes.twitch_shown import Shown
from tests.fakes.twitch_sockets import Socket, Switchboard, Told
from tests.fakes.twitch_stage import Stage
from tests.fakes.twitch_subscriptions import Subscriptions
from tests.fakes.twitch_world import Channel, Clip, Line, MovedClock, Stream, User, Video, World

CLIENT_ID = "clientofthestandin"
CLIENT_SECRET = "secret-of-the-stand-in"  # noqa: S105 - nothing but tests
TICK_S = 0.2
BOT_SCOPES = ("user:read:chat", "user:write:chat", "user:bot")


class FakeTwitch(Happenings):
    """A running stand-in; use it as an async context manager.

    Attributes:
        clock: what stamps, tokens and rates go by.
        timers: what sockets go by; both are moved by `advance`.
        authority: apps, tokens and the sign-in's page.
        board: EventSub's sockets, and everything that was told.
        irc: the rooms.
        faults: what goes wrong with the next calls.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        timers: Clock | None = None,
        *,
        ticking: bool = True,
        redirect_urls: Iterable[str] = (),
    ) -> None:
        self.clock = MovedClock(clock or SystemClock())
        self.timers = MovedClock(timers or clock or SystemClock())
        self.url = ""
        self.world = World(self.clock)
        self.authority = Authority(self.world)
        self.app = self.authority.app(CLIENT_ID, CLIENT_SECRET, *redirect_urls)
        self.board = Switchboard(self.world, self.timers)
        self.irc = IrcServer(clock=self.timers, greeting=self._greeting, refusal=self._refusal)
        self.irc.login = self._may_login
        self.stage = Stage(self.world, self.board, self.irc)
        self.subscriptions = Subscriptions(self.world, self.authority, self.board)
        stage = self.stage
        self.chat = Chat(
            self.world,
            self.authority,
            stage.speak,
            self._banish,
            stage.pardon,
            stage.withdraw,
            stage.wipe,
        )
        self.helix = Helix(self.world, self.authority, self.subscriptions, self.chat, Shown(self.world))
        self.faults = Faults()
        self.authority.on_lost = self._lost
        self._ticking = ticking
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None

    # The server

    async def __aenter__(self) -> FakeTwitch:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> FakeTwitch:
        """Listen on a port; 0: any."""
        self._runner = web.AppRunner(self._web(), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.board.url = self.eventsub_url
        if self._ticking:
            self._run(self._tick())
        return self

    async def stop(self) -> None:
        """Hang up on everybody, and close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.faults.let_go()
        await self.board.drop()
        await self.irc.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _web(self) -> web.Application:
        @web.middleware
        async def faulty(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self.faults.through(request, handler)

        app = web.Application(middlewares=[faulty])
        app.router.add_route("*", "/oauth2/{name}", self.authority.handle)
        app.router.add_route("*", "/helix/{path:.*}", self.helix.handle)
        app.router.add_get("/ws", self.board.serve)
        app.router.add_get("/irc", self.irc.serve)
        add_control(app, self)
        return app

    def _run(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self.turn()

    async def turn(self) -> None:
        """Do what is due."""
        await self.board.turn()
        await self.irc.turn()

    async def advance(self, by_ms: int) -> None:
        """Move the clocks ahead, and do what is due by then."""
        self.clock.ahead_ms += by_ms
        self.timers.ahead_ms += by_ms
        await self.turn()

    @property
    def api_url(self) -> str:
        return f"{self.url}/helix"

    @property
    def eventsub_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/ws"

    @property
    def irc_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/irc"

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which hypecut reaches the stand-in."""
        return {
            "HYPECUT_TWITCH_CLIENT_ID": self.app.client_id,
            "HYPECUT_TWITCH_CLIENT_SECRET": self.app.secret,
            "HYPECUT_TWITCH_AUTH_URL": self.url,
            "HYPECUT_TWITCH_API_URL": self.api_url,
            "HYPECUT_TWITCH_EVENTSUB_URL": self.eventsub_url,
            "HYPECUT_IRC_URL": self.irc_url,
        }

    # Who is there

    def channel(
        self, login: str, name: str = "", *, moderators: Iterable[str] = (), editors: Iterable[str] = ()
    ) -> Channel:
        """A channel, made where it is not there yet, with who helps in it."""
        self.world.user(login, name)
        channel = self.world.channel(login)
        channel.roles |= {self.world.user(one).user_id: "moderator" for one in moderators}
        channel.editors |= {self.world.user(one).user_id for one in editors}
        return channel

    def user(self, login: str, name: str = "") -> User:
        return self.world.user(login, name)

    def token(self, login: str, *scopes: str) -> Token:
        """A token as if somebody had signed in and allowed these scopes."""
        return self.authority.issue(self.app.client_id, self.world.user(login), scopes)

    def bot(self, login: str = "hypecutbot", *scopes: str) -> Token:
        """The token of an account that reads and speaks."""
        return self.token(login, *(scopes or BOT_SCOPES))

    # What happens

    async def go_live(
        self, login: str, title: str = "", category: str = "", language: str = "", viewers: int = 10
    ) -> Stream:
        """A stream starts; what is left out stays as it was."""
        await self.update(login, title, category, language)
        return await self.stage.begin(self.world.channel(login), viewers)

    async def go_offline(self, login: str) -> Video | None:
        """A stream ends, and leaves a recording."""
        return await self.stage.end(self.world.channel(login))

    async def update(self, login: str, title: str = "", category: str = "", language: str = "") -> None:
        """Title, category or language change; nothing is told where nothing does."""
        channel = self.world.channel(login)
        before = (channel.title, channel.category, channel.language)
        channel.title = title or channel.title
        channel.language = language or channel.language
        if category:
            channel.category, channel.category_id = category, self.world.category_id(category)
        if before != (channel.title, channel.category, channel.language):
            await self.board.tell("channel.update", events.updated(channel))

    async def say(
        self,
        login: str,
        user: str,
        text: str,
        role: str = "",
        *,
        bits: int = 0,
        reply_to: str = "",
        shared_from: str = "",
    ) -> Line:
        """Somebody says something; `role` is what they are in this channel from now on."""
        channel, who = self.world.channel(login), self.world.user(user)
        if role and role != "broadcaster":
            channel.roles[who.user_id] = role
        parent = channel.lines[reply_to] if reply_to else None
        source = self.world.channel(shared_from) if shared_from else None
        line = self.stage.line(channel, who, text, bits=bits, reply_to=parent, source=source)
        return await self.stage.say(line)

    async def delete(self, message_id: str) -> None:
        """A moderator deletes a line."""
        for channel in self.world.channels.values():
            if message_id in channel.lines:
                await self.stage.withdraw(channel.lines[message_id], channel.user)

    async def timeout(self, login: str, user: str, duration_s: int = 600, reason: str = "") -> None:
        """Somebody may not speak for a while."""
        channel = self.world.channel(login)
        await self._banish(channel, self.world.user(user), channel.user, reason, duration_s)

    async def ban(self, login: str, user: str, reason: str = "") -> None:
        """Somebody may not speak any more. A bot that reads this chat is told by a revocation."""
        channel = self.world.channel(login)
        await self._banish(channel, self.world.user(user), channel.user, reason, None)

    async def unban(self, login: str, user: str) -> None:
        """Somebody may speak again."""
        channel = self.world.channel(login)
        await self.stage.pardon(channel, self.world.user(user), channel.user)

    async def clear(self, login: str) -> None:
        """A moderator clears the chat."""
        channel = self.world.channel(login)
        await self.stage.wipe(channel, channel.user)

    async def _banish(
        self, channel: Channel, user: User, moderator: User, reason: str, duration_s: int | None
    ) -> None:
        await self.stage.banish(channel, user, moderator, reason, duration_s)
        if duration_s is None:
            await self.subscriptions.banned(channel.user.user_id, user.user_id)

    def _lost(self, client_id: str, user_id: str, why: str) -> None:
        self._run(self.subscriptions.lost(client_id, user_id, why))

    # What came, and what went wrong

    @property
    def said_by_bot(self) -> list[Said]:
        """Lines that Helix took and said, in order."""
        return [said for said in self.chat.said if not said.drop]

    @property
    def clips_made(self) -> list[Clip]:
        return self.world.clips

    @property
    def sent(self) -> list[str]:
        """The ids of all notifications that went to a socket that lived."""
        return [message_id for told in self.board.told for message_id in told.sent]

    @property
    def missed(self) -> list[Told]:
        """What somebody had subscribed to, and no living socket was there for."""
        return [told for told in self.board.told if told.missed or (told.lost and not told.sent)]

    @property
    def sockets(self) -> list[Socket]:
        return list(self.board.sockets.values())

    def fail(self, path: str, status: int = 500, times: int = 1, **more: object) -> Order:
        """Order what happens to the next calls of a path: see `Order`."""
        order = Order(path, status=status, times=times, **more)  # type: ignore[arg-type]
        self.faults.orders.append(order)
        return order

    def refuse(self, login: str, code: str, sentence: str = "", times: int = 1) -> None:
        """The next lines of apps in a channel are dropped for this reason."""
        self.world.channel(login).notices += [(code, sentence or DROPS.get(code, ""))] * times

    # IRC's questions

    def _greeting(self, room: str) -> list[str]:
        return [roomstate(self.world.channel(room))]

    def _refusal(self, room: str, nick: str) -> tuple[str, str] | None:
        known = self.world.known(room)
        if known is None or self.world.channel(room).suspended:
            return "msg_channel_suspended", "This channel does not exist or has been suspended."
        user = self.world.known(nick)
        if user is not None and self.world.channel(room).banned(user, self.clock.now_ms()):
            return "msg_banned", f"You are permanently banned from talking in {room}."
        return None

    def _may_login(self, nick: str, password: str) -> bool:
        token = self.authority.valid(password)
        return token is not None and token.user is not None and token.user.login == nick


async def _main(port: int) -> None:
    fake = FakeTwitch()
    fake.authority.asks = True
    await fake.start(port)
    print(f"a stand-in for Twitch answers at {fake.url}; {fake.url}/ shows what it can do", flush=True)  # noqa: T201
    for name, value in fake.environment.items():
        print(f"export {name}={value}", flush=True)  # noqa: T201
    try:
        await asyncio.Event().wait()
    finally:
        await fake.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.twitch", description=__doc__)
    parser.add_argument("--port", type=int, default=8790)
    args = parser.parse_args()
    try:
        asyncio.run(_main(args.port))
    except KeyboardInterrupt:
        return


__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Clip", "FakeTwitch", "Order", "Said", "Told"]

if __name__ == "__main__":
    main()
