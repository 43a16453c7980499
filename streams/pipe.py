"""The road between two processes of one pipeline: events as length-prefixed records.

`python -m monitors extract ... | python -m agents score` judges a recording in event time with the
same events that travel over Kafka live, and no broker.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from schemas.codec import AnyEvent, decode
from schemas.event import Event
from streams.topics import Topic

_LENGTH_BYTES = 4
RECORD_BYTES_MAX = 8 * 1024 * 1024
"""Far above any event; a larger length means that this is no pipe of ours."""


class BrokenPipeline(ValueError):
    """The input is no stream of events, or was cut in the middle of one."""


class _Record(msgspec.Struct, frozen=True, array_like=True):
    topic: str
    body: bytes


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Record)


def write_event(out: BinaryIO, topic: Topic, event: Event) -> None:
    """Append one event."""
    record = _ENCODER.encode(_Record(topic.name, _ENCODER.encode(event)))
    out.write(len(record).to_bytes(_LENGTH_BYTES, "big") + record)


def read_events(source: BinaryIO) -> Iterator[tuple[str, AnyEvent]]:
    """Topic name and event of each record, until the end.

    Raises:
        BrokenPipeline: the input ends in the middle of a record, or is something else.
    """
    while head := source.read(_LENGTH_BYTES):
        length = int.from_bytes(head, "big")
        if len(head) < _LENGTH_BYTES or length > RECORD_BYTES_MAX:
            raise BrokenPipeline("the input is no stream of hypecut events; use `python -m monitors extract`")
        body = source.read(length)
        if len(body) < length:
            raise BrokenPipeline("the stream of events was cut in the middle of one")
        try:
            record = _DECODER.decode(body)
        except msgspec.DecodeError as error:
            raise BrokenPipeline(f"the input is no stream of hypecut events: {error}") from error
        yield record.topic, decode(record.body)
