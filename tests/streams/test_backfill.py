"""What `hypecut backfill` makes of a VOD and of its chat replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.commands.backfill import backfill_request, chat_lines, vod_source
from streams.process import CannotStart


@pytest.mark.parametrize(
    ("vod", "source"),
    [
        ("2345678901", "vod:https://www.twitch.tv/videos/2345678901"),
        ("v2345678901", "vod:https://www.twitch.tv/videos/2345678901"),
        ("https://www.twitch.tv/videos/2345678901?t=1h", "vod:https://www.twitch.tv/videos/2345678901"),
        ("https://m.twitch.tv/streamer/video/2345678901", "vod:https://www.twitch.tv/videos/2345678901"),
        ("https://example.com/past/index.m3u8?sig=x", "vod:https://example.com/past/index.m3u8?sig=x"),
    ],
)
def test_a_vod_is_named_in_several_ways(vod: str, source: str) -> None:
    assert vod_source(vod) == source


@pytest.mark.parametrize("vod", ["", "12", "twitch:streamer", "match.mp4", "ftp://x/y"])
def test_what_is_no_vod_is_refused_in_a_sentence(vod: str) -> None:
    with pytest.raises(CannotStart, match="is no VOD"):
        vod_source(vod)


def test_a_downloaded_replay_becomes_lines_in_order(tmp_path: Path) -> None:
    replay = tmp_path / "chat.json"
    comments = [
        {
            "content_offset_seconds": 9.5,
            "commenter": {"_id": "2", "name": "b"},
            "message": {"body": "2nd"},
        },
        {"content_offset_seconds": 1, "commenter": {"_id": "1", "name": "a"}, "message": {"body": "first"}},
        {"content_offset_seconds": 12, "commenter": None, "message": {"body": "of a deleted account"}},
    ]
    replay.write_text(json.dumps({"FileInfo": {}, "streamer": {}, "comments": comments}))
    made = chat_lines(replay, tmp_path / "data")
    lines = [json.loads(line) for line in made.read_text().splitlines()]
    assert [(line["t"], line["u"], line["m"]) for line in lines] == [
        (1.0, "1", "first"),
        (9.5, "2", "2nd"),
        (12.0, "", "of a deleted account"),
    ]


def test_a_replay_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    replay = tmp_path / "chat.json"
    replay.write_text("{}")
    with pytest.raises(CannotStart, match="is no chat replay"):
        chat_lines(replay, tmp_path)
    with pytest.raises(CannotStart, match="cannot be read"):
        chat_lines(tmp_path / "none.json", tmp_path)


def test_the_request_plays_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPECUT_DATA", str(tmp_path))
    chat = tmp_path / "chat.jsonl"
    chat.write_text("")
    request = backfill_request("2345678901", chat, 8.0, 2)
    assert (request.source, request.speed, request.once) == (
        "vod:https://www.twitch.tv/videos/2345678901",
        8.0,
        True,
    )
    assert (request.chat, request.max_media_ms) == (str(chat), 120_000)
