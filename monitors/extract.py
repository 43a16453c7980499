"""`python -m monitors extract`: a recording as events in event time, as fast as it goes.

In: a media file (or standard input, or none) and a recorded chat. Out: on a pipe, the same events
that a live session says on the judges' topics; the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from monitors.chat.base import Chat, NoChat
from monitors.chat.recorded import RecordedChat
from monitors.items import Item, Lost, MediaSecond
from monitors.pump import Pump, start_of
from monitors.seconds import SecondCloser
from monitors.sources.address import without_secrets
from monitors.sources.files import open_media, used_tracks
from monitors.timeline import JUMP_TICKS_FILE, Timeline, ms_of
from monitors.voice import Voice
from schemas.capture import Gap, SessionEnded, SessionOpened, WindowState
from schemas.event import Event
from schemas.ids import derived_id
from schemas.moment import SECOND_MS, second_of
from streams.pipe import write_event
from streams.topics import SESSIONS, Topic

_NAMESPACE = "00000000-0000-7000-8000-000000000000"

CHAT_ALONE_MS_MAX = 48 * 3_600_000
"""Twitch ends a stream after 48 hours; a chat that goes on for longer has a broken line."""

Say = Callable[[Topic, Event], None]


def extract(media: str | None, chat: RecordedChat | None, until_ms: int | None, out: BinaryIO) -> None:
    """Write the events of a recording.

    Args:
        media: a path, an http(s) address, or `-`; None to judge chat alone.
        chat: played in step with the media; None without one.
        until_ms: end here; None for the end of the media, or of the chat where there is none.
        out: where the events go.

    Raises:
        SourceUnusable, SourceLost: the media cannot be read.
    """
    what = hashlib.sha256((media or "chat").encode()).digest()
    session_id = derived_id(_NAMESPACE, "extract", int.from_bytes(what[:5], "big"))

    def say(topic: Topic, event: Event) -> None:
        write_event(out, topic, event)

    listened: Chat = chat if chat is not None else NoChat()
    voice = Voice(session_id, listened, 0)
    if media is None:
        end_ms = _chat_alone(session_id, voice, chat, until_ms, say)
    else:
        end_ms = _with_media(session_id, media, voice, until_ms, say)
    say(SESSIONS, SessionEnded(session_id=session_id, end_ms=end_ms, reason="the recording has ended"))
    out.flush()
    if chat is not None:
        chat.shut()


def _with_media(session_id: str, media: str, voice: Voice, until_ms: int | None, say: Say) -> int:
    container = open_media(media)
    tracks = used_tracks(container, without_secrets(media))
    video = tracks.video.codec_context if tracks.video is not None else None
    say(
        SESSIONS,
        SessionOpened(
            session_id=session_id,
            watch_id=session_id,
            incarnation=1,
            started_at_ms=0,
            speed=1.0,
            source=without_secrets(media),
            has_video=tracks.video is not None,
            has_audio=tracks.audio is not None,
            width=getattr(video, "width", 0),
            height=getattr(video, "height", 0),
        ),
    )

    def emit(item: Item) -> None:
        if isinstance(item, MediaSecond):
            for topic, event in voice.second(item)[0]:
                say(topic, event)
        elif isinstance(item, Lost):
            start_ms, end_ms = item.span.start_ms, item.span.end_ms
            gap = Gap(
                session_id=session_id,
                start_ms=start_ms,
                end_ms=end_ms,
                reason=item.reason,
                detail=item.detail,
            )
            say(SESSIONS, gap)

    timeline = Timeline(jump_ticks=JUMP_TICKS_FILE)
    closer = SecondCloser(session_id, emit)
    pump = Pump(session_id, timeline, closer, emit=emit, limit_ms=until_ms)
    timeline.begin_part(start_of(container), 0, wraps=container.format.name == "mpegts")
    pump.run(container, tracks, lambda _: True)
    container.close()
    end_ms = max(ms_of(timeline.end_ticks), closer.closed_ms)
    if until_ms is not None:
        end_ms = min(end_ms, max(until_ms, closer.closed_ms))
    closer.finish(end_ms)
    return end_ms


def _chat_alone(
    session_id: str, voice: Voice, chat: RecordedChat | None, until_ms: int | None, say: Say
) -> int:
    say(
        SESSIONS,
        SessionOpened(
            session_id=session_id,
            watch_id=session_id,
            incarnation=1,
            started_at_ms=0,
            speed=1.0,
            source="chat",
            has_video=False,
            has_audio=False,
        ),
    )
    for end_ms in _seconds(chat, until_ms):
        final = end_ms >= until_ms if until_ms is not None else chat is None or chat.exhausted_by(end_ms)
        second = MediaSecond(end_ms, 0, WindowState.ABSENT, WindowState.ABSENT, final=final)
        for topic, event in voice.second(second)[0]:
            say(topic, event)
        if final:
            break
    return until_ms if until_ms is not None else chat.last_ms if chat is not None else 0


def _seconds(chat: RecordedChat | None, until_ms: int | None) -> Iterator[int]:
    last_ms = until_ms if until_ms is not None else CHAT_ALONE_MS_MAX if chat is not None else SECOND_MS
    yield from range(SECOND_MS, second_of(last_ms + SECOND_MS - 1) + SECOND_MS, SECOND_MS)
