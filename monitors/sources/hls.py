"""Everything on a network, through streamlink.

In: the address of an HLS playlist, a Twitch channel, a media file on a web server, or whatever else
streamlink has a plugin for. Out: an opened stream, or an opened recording.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from monitors.sources.base import Idle, Opened, SourceLost, SourceOffline, SourceUnusable
from monitors.sources.files import OpenedFile, open_remote, used_tracks
from monitors.sources.guard import Guard
from monitors.sources.pipe_reader import PipeReader
from monitors.sources.remote import RemoteBytes
from monitors.sources.stream import OpenedStream
from monitors.sources.tap import Tap, tapped_reader
from monitors.sources.web import explained, new_streamlink
from streams.addresses import AddressRefused
from streams.clock import Clock

log = logging.getLogger(__name__)

_LOGIN = re.compile(r"[A-Za-z0-9_]{1,25}")


@dataclass(frozen=True)
class About:
    """What the platform says of a stream; empty where it says nothing.

    Attributes:
        broadcaster: of a recording of Twitch's: the login of its channel.
    """

    title: str = ""
    broadcaster: str = ""


class StreamlinkSource:
    """An address that streamlink reads.

    Args:
        address: an http(s) address; `hls://` before it skips the search for a plugin.
        name: what people call it, for messages.
        guards: makes the guard of an opening; None for a source that an operator named.
        live_channel: goes off and on air under the same address.
        recorded: it must be a recording; a live stream is refused.
        as_twitch: the address is a playlist as Twitch's are, without Twitch's pages before it.
    """

    may_answer_later = True

    def __init__(
        self,
        address: str,
        name: str,
        clock: Clock,
        *,
        guards: Callable[[], Guard] | None = None,
        quality: str = "best",
        live_channel: bool = False,
        low_latency: bool = False,
        recorded: bool = False,
        as_twitch: bool = False,
    ) -> None:
        self.live_channel = live_channel
        self._address = address
        self._name = name
        self._clock = clock
        self._guards = guards
        self._quality = quality
        self._low_latency = low_latency
        self._recorded = recorded
        self._as_twitch = as_twitch

    def open(self, idle: Idle, again: Opened | None) -> Opened:
        """Open it. Raises SourceUnusable, SourceOffline, SourceLost."""
        guard = self._guards() if self._guards is not None else None
        try:
            return self._opened(idle, again if isinstance(again, OpenedStream) else None, guard)
        except (SourceUnusable, SourceLost, AddressRefused) as error:
            if guard is not None and guard.reason:  # whatever else came of it
                raise guard.barred(self._name) from error
            raise
        except Exception as error:
            # A plugin that meets what it does not expect fails in its own ways. The text may hold a
            # signed address; the kind of the error is what helps.
            log.warning("%s: streamlink failed with %s", self._name, type(error).__name__)
            if guard is not None and guard.reason:
                raise guard.barred(self._name) from error
            raise explained(error, self._name) from error

    def _opened(self, idle: Idle, before: OpenedStream | None, guard: Guard | None) -> Opened:
        from streamlink.stream.hls.hls import HLSStream
        from streamlink.stream.http import HTTPStream

        if guard is not None:
            guard.check_given(self._address.removeprefix("httpstream://").removeprefix("hls://"))
        session = new_streamlink(guard)
        stream, about = self._of_stand_in(session) if self._as_twitch else self._stream(session)
        tap = Tap(self._clock, before.last_number if before else None, guard)
        if isinstance(stream, HLSStream):
            reader = tapped_reader(stream, tap)
        else:
            if isinstance(stream, HTTPStream):
                remote = RemoteBytes.asked_for(stream, self._name, guard)
                if remote.finite:
                    return self._file(remote, about)
                remote.close()
            reader = PipeReader(stream, tap)
        again = before is not None
        opened = OpenedStream(
            self._name,
            about.title,
            reader=reader,
            tap=tap,
            idle=idle,
            clock=self._clock,
            again=again,
            broadcaster=about.broadcaster,
        )
        if self._recorded and not opened.info.paced:
            opened.close()
            raise SourceUnusable(
                f"{self._name} is live, and no recording.", "Watch it, or give the address of a recording."
            )
        return opened

    def _file(self, remote: RemoteBytes, about: About) -> OpenedFile:
        container = open_remote(remote, self._name)
        tracks = used_tracks(container, self._name)
        return OpenedFile(
            container,
            tracks,
            self._name,
            self._clock.now_ms(),
            remote,
            title=about.title,
            broadcaster=about.broadcaster,
        )

    def _of_stand_in(self, session: Any) -> tuple[Any, About]:
        """The playlist of a stand-in for Twitch, read as streamlink reads Twitch's; 404 while off air."""
        from streamlink.exceptions import PluginError
        from streamlink.plugins.twitch import TwitchHLSStream

        try:
            answer = session.http.get(self._address, raise_for_status=False)
        except (PluginError, OSError) as error:
            raise explained(error, self._name) from error
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise self._off_air()
        return TwitchHLSStream(session, self._address, low_latency=self._low_latency), About()

    def _off_air(self) -> SourceOffline:
        return SourceOffline(f"{self._name} is not live.", "Start the watch when the channel is on air.")

    def _stream(self, session: Any) -> tuple[Any, About]:
        from streamlink.exceptions import NoPluginError, PluginError, StreamlinkError

        from monitors.sources.guarded_http import GuardedHTTP, connects_by_itself

        try:
            _, plugin_class, address = session.resolve_url(self._address)
            if isinstance(session.http, GuardedHTTP) and connects_by_itself(plugin_class):
                raise SourceUnusable(
                    f"{self._name} is not read over HTTP alone, and only operators watch such sources.",
                    "Give an HLS address (.m3u8), or ask an operator to watch it.",
                )
            options = None
            of_twitch = plugin_class.__module__.endswith("twitch")
            if of_twitch:
                from streamlink.options import Options

                options = Options({"low-latency": self._low_latency, "supported-codecs": ["h264"]})
            plugin = plugin_class(session, address, options)
            streams = plugin.streams()
            about = self._about(plugin, of_twitch) if streams else About()
        except NoPluginError:
            raise SourceUnusable(
                f"{self._name} is no stream that can be read.",
                "Give a Twitch channel, an HLS address (.m3u8) or a media file.",
            ) from None
        except (PluginError, StreamlinkError, OSError) as error:
            raise explained(error, self._name) from error
        if not streams:
            if self.live_channel:
                raise self._off_air()
            raise SourceUnusable(f"{self._name} offers no stream.", "Check the address in a browser.")
        for wanted in (self._quality, "best", "best-unfiltered"):
            if wanted in streams:
                return streams[wanted], about
        return next(iter(streams.values())), about  # renditions of names that streamlink cannot rank

    def _about(self, plugin: Any, of_twitch: bool) -> About:
        """What streamlink's plugin knows without another look at the stream."""
        recording = of_twitch and bool(plugin.video_id or plugin.clip_id)
        if not self.live_channel and not recording:
            return About()
        # streamlink asks for the name that is shown: the login in capitals, or, with some, in another script.
        shown = (plugin.get_author() or "") if recording else ""
        login = shown.lower() if _LOGIN.fullmatch(shown) else ""
        return About(title=plugin.get_title() or "", broadcaster=login)
