from __future__ import annotations

from dataclasses import dataclass, field

from monitors.sources.tap import AD_NEWS_MS, Flow, Tap


class Hand:
    """A clock that a test sets."""

    now = 0

    def now_ms(self) -> int:
        return self.now

    def monotonic_ms(self) -> int:
        return self.now


class Paused:
    """A reader of streamlink's in a break: no bytes, and paused until content comes."""

    buffer: Paused
    writer: Paused

    def __init__(self) -> None:
        self.buffer = self.writer = self

    def is_alive(self) -> bool:
        return True

    def is_paused(self) -> bool:
        return True

    def read(self, size: int, block: bool) -> bytes:
        return b""

    def wait_used(self, seconds: float) -> bool:
        return False


@dataclass
class Told:
    """What waiting was said to be for; gives up at the first word."""

    ads: list[bool] = field(default_factory=list)

    def waiting(self, ad: bool) -> bool:
        self.ads.append(ad)
        return False

    def data(self) -> None:
        return


def said_to_be_a_break(tap: Tap) -> bool:
    told = Told()
    assert Flow(Paused(), tap, told).read(100) == b""
    (ad,) = told.ads
    return ad


def test_a_break_whose_playlist_has_died_is_no_break() -> None:
    hand = Hand()
    tap = Tap(hand)
    assert not said_to_be_a_break(tap)
    for number in range(5):
        tap.advertisement(number)
        hand.now += 5000
        assert said_to_be_a_break(tap)
    hand.now += AD_NEWS_MS
    assert not said_to_be_a_break(tap)


def test_long_segments_of_an_advertisement_are_waited_for() -> None:
    hand = Hand()
    tap = Tap(hand)
    tap.target_ms = 10_000
    tap.advertisement(1)
    hand.now += 18_000
    assert said_to_be_a_break(tap)
