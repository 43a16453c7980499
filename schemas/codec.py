"""Events to bytes and back: MessagePack, tagged with the event's type."""

from __future__ import annotations

import msgspec

from schemas.capture import (
    AudioWindow,
    Frame,
    Gap,
    Segment,
    SessionEnded,
    SessionOpened,
    SourceFailed,
    WatchState,
    Watermark,
)
from schemas.chat import ChannelChat, ChatBatch
from schemas.credits import CreditBalance, CreditTick
from schemas.event import Event
from schemas.judging import Highlight, JudgingEnded, Signal
from schemas.rendering import Clip, DeadLetter, RenderAsked

AnyEvent = (
    WatchState
    | SessionOpened
    | Gap
    | SessionEnded
    | SourceFailed
    | Watermark
    | AudioWindow
    | Frame
    | Segment
    | ChatBatch
    | ChannelChat
    | Signal
    | Highlight
    | JudgingEnded
    | RenderAsked
    | Clip
    | DeadLetter
    | CreditTick
    | CreditBalance
)


class UndecodableEvent(ValueError):
    """The bytes are no event that this version knows."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)


def encode(event: Event) -> bytes:
    """The event as bytes."""
    return _ENCODER.encode(event)


def decode(body: bytes) -> AnyEvent:
    """The event that the bytes hold.

    Raises:
        UndecodableEvent: with the reason; such bytes belong in the dead letters.
    """
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UndecodableEvent(f"not an event of this version: {error}") from error
