from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pytest

from monitors.chat.lane import BATCH_MS, ChatLane
from monitors.chat.message import AuthorHash
from monitors.chat.recorded import ChatFileMissing, RecordedChat
from schemas.capture import ChatBatch, Watermark, WindowState

HASH = AuthorHash("key")


def written(path: Path, lines: list[object]) -> Path:
    text = "".join(
        (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines
    )
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def events(chat: RecordedChat, seconds: int) -> list[ChatBatch | Watermark]:
    lane = ChatLane("s", chat)
    said: list[ChatBatch | Watermark] = []
    for second in range(seconds):
        lane.second((second + 1) * 1000, 0, second == seconds - 1)
        said += lane.events()
    return said


@pytest.mark.parametrize("name", ["chat.jsonl", "chat.jsonl.gz"])
def test_lines_come_in_their_second_before_its_watermark(tmp_path: Path, name: str) -> None:
    lines = [
        {"t": 0.1, "u": "a", "m": "one"},
        {"t": 0.2, "u": "b", "m": "two"},
        {"t": 1.9, "u": "a", "m": "مرحبا 😂"},
    ]
    said = events(RecordedChat(written(tmp_path / name, lines), HASH), 3)
    shape = [
        item.until_ms if isinstance(item, Watermark) else [message.text for message in item.messages]
        for item in said
    ]
    assert shape == [["one", "two"], 1000, ["مرحبا 😂"], 2000, 3000]
    assert isinstance(said[-1], Watermark)
    assert said[-1].final
    assert said[-1].state is WindowState.LIVE


def test_a_batch_covers_at_most_a_quarter_of_a_second(tmp_path: Path) -> None:
    lines = [{"t": n / 40, "u": str(n % 7), "m": "x"} for n in range(400)]
    batches = [
        item
        for item in events(RecordedChat(written(tmp_path / "c.jsonl", lines), HASH), 10)
        if isinstance(item, ChatBatch)
    ]
    assert sum(len(batch.messages) for batch in batches) == 400
    for batch in batches:
        assert batch.messages[-1].at_ms - batch.messages[0].at_ms < BATCH_MS


def test_bad_lines_cost_one_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad = [
        "{",
        "[1]",
        '{"t": "x", "u": "a", "m": "b"}',
        '{"t": -1, "u": "a", "m": "b"}',
        '{"t": 1e400}',
        '{"u": 1}',
        "\x00",
    ]
    chat = RecordedChat(written(tmp_path / "c.jsonl", [*bad, {"t": 1, "u": "a", "m": "good"}]), HASH)
    with caplog.at_level(logging.WARNING):
        assert [line.text for line in chat.until(10_000)] == ["good"]
    assert chat.bad_count == len(bad)
    assert len(caplog.records) == 1


def test_stamps_a_little_out_of_order_are_put_right(tmp_path: Path) -> None:
    lines = [{"t": t, "u": "a", "m": str(t)} for t in (3, 1, 2, 5, 4)]
    chat = RecordedChat(written(tmp_path / "c.jsonl", lines), HASH)
    assert [line.at_ms for line in chat.until(10_000)] == [1000, 2000, 3000, 4000, 5000]


def test_a_file_cut_in_the_middle_ends_where_it_ends(tmp_path: Path) -> None:
    path = written(
        tmp_path / "c.jsonl.gz", [{"t": n, "u": "a", "m": f"line {n * 7919}"} for n in range(5000)]
    )
    path.write_bytes(path.read_bytes()[:-100])
    assert len(RecordedChat(path, HASH).until(10_000_000)) > 3000


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChatFileMissing, match=r"nothing\.jsonl"):
        RecordedChat(tmp_path / "nothing.jsonl", HASH)
