"""The object store in a directory: whole objects or none, plain keys only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.recording import parse_segment_key, segment_key, segments_between
from streams.store import BadKey, DirectoryStore, ObjectMissing, StoreUnwritable


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store")


def test_what_was_put_is_got(store: DirectoryStore, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(b"0123456789")
    assert store.put("a/b.ts", source).bytes_count == 10
    store.put("a/c.ts", b"xy")
    store.get("a/b.ts", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"0123456789"
    assert store.range("a/b.ts", 8, 5) == b"89"
    assert [info.key for info in store.list("a/")] == ["a/b.ts", "a/c.ts"]
    assert [info.key for info in store.list("a/", "a/b.ts")] == ["a/c.ts"]
    assert store.sign("a/c.ts", 60).startswith("file:///")
    store.delete("a/b.ts")
    store.delete("a/b.ts")
    assert [info.key for info in store.list("a/")] == ["a/c.ts"]


def test_putting_again_replaces_whole(store: DirectoryStore) -> None:
    store.put("k", b"old, and longer")
    store.put("k", b"new")
    assert store.range("k", 0, 99) == b"new"


def test_a_put_that_fails_leaves_the_old_object_and_nothing_else(
    store: DirectoryStore, tmp_path: Path
) -> None:
    store.put("a/k", b"old")
    with pytest.raises(StoreUnwritable, match="HYPECUT_STORE"):
        store.put("a/k", tmp_path)  # a folder cannot be read as a file
    assert store.range("a/k", 0, 9) == b"old"
    assert [path.name for path in (tmp_path / "store" / "a").iterdir()] == ["k"]


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnwritable, match="free some space"):
        DirectoryStore(tmp_path / "file").put("k", b"x")


@pytest.mark.parametrize("key", ["../x", "a/../x", "/etc/passwd", "a//b", "", "a/./b", "a b", "a\x00"])
def test_a_key_is_a_plain_relative_path(store: DirectoryStore, key: str) -> None:
    with pytest.raises(BadKey, match="object key"):
        store.put(key, b"x")
    with pytest.raises(BadKey, match="object key"):
        store.range(key, 0, 1)


def test_a_missing_object_is_named(store: DirectoryStore, tmp_path: Path) -> None:
    with pytest.raises(ObjectMissing, match="no object k"):
        store.get("k", tmp_path / "out")
    with pytest.raises(ObjectMissing, match="no object k"):
        store.range("k", 0, 1)
    with pytest.raises(ObjectMissing, match="no object k"):
        store.sign("k", 1)
    assert list(store.list("none/")) == []


class StoppedClock:
    """A clock that stands."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_ms(self) -> int:
        return self.at_ms


def test_drafts_of_dead_processes_are_swept_and_nothing_else(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path, StoppedClock(100_000))
    assert store.sweep_drafts(0) == 0
    store.put("a/b/k", b"old object")
    left, written = tmp_path / "a" / "b" / ".put-left", tmp_path / ".put-written"
    for file, at_s in ((left, 39), (written, 41), (tmp_path / "a" / "b" / "k", 1)):
        file.touch()
        os.utime(file, (at_s, at_s))
    assert store.sweep_drafts(60_000) == 1
    assert not left.exists()
    assert written.exists()
    assert store.range("a/b/k", 0, 99) == b"old object"
    assert DirectoryStore(tmp_path / "none").sweep_drafts(0) == 0


def test_a_segment_key_says_what_the_segment_holds() -> None:
    key = segment_key("s-1", Span(4000, 8123), 2, SegmentKind.SUSPECT, "ts")
    ref = parse_segment_key(key)
    assert ref is not None
    assert (ref.session_id, ref.span, ref.discontinuity) == ("s-1", Span(4000, 8123), 2)
    assert ref.kind is SegmentKind.SUSPECT
    assert parse_segment_key("clips/s-1/x.mp4") is None


def test_the_segments_of_a_span_are_found_in_order(store: DirectoryStore) -> None:
    spans = [Span(start, start + 4000) for start in range(0, 400_000, 4000)]
    for span in reversed(spans):
        store.put(segment_key("s", span, 0, SegmentKind.FULL, "ts"), b"x")
    store.put(segment_key("other", Span(0, 400_000), 0, SegmentKind.FULL, "ts"), b"x")
    store.put("sessions/s/segments/notes.txt", b"x")
    found = segments_between(store, "s", Span(199_999, 208_000))
    assert [ref.span for ref in found] == [
        Span(196_000, 200_000),
        Span(200_000, 204_000),
        Span(204_000, 208_000),
    ]
    assert segments_between(store, "s", Span(900_000, 901_000)) == []
