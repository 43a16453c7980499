"""A short evening on Twitch is right; scripts that cannot be played say why (`tests.journeys.evening`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.twitch import Said
from tests.journeys.evening_player import Spoken
from tests.journeys.evening_script import Broadcast, Say, ScriptRefused, read_script
from tests.journeys.evening_verdict import Verdict, answers_wrong, quantile_s, waited
from tests.journeys.watching import ROOT

HERE = Path(__file__).resolve().parent


@pytest.mark.journey
@pytest.mark.timeout(300)
def test_a_short_evening_is_right(minutes: None, tmp_path: Path, demo_folder: Path) -> None:
    figures = tmp_path / "figures.json"
    (tmp_path / "evenings" / "media").mkdir(parents=True)
    (tmp_path / "evenings" / "media" / "demo").symlink_to(demo_folder)
    short = ("--script", str(HERE / "evening_short.toml"), "--data", str(tmp_path / "evenings"))
    command = [sys.executable, "-m", "tests.journeys.evening", "--json", *short, "--figures", str(figures)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-6000:]
    assert done.stdout == '{"clips": 2, "answers_wrong": 0, "minutes_differences": 0}\n'
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"go_live", "say", "answer", "known", "figures"} <= {line["type"] for line in told}
    assert json.loads(figures.read_text())["clip_link"]["count"] == 1


@pytest.mark.parametrize("name", ["evening.toml", "evening_short.toml"])
def test_the_scripts_can_be_played(name: str) -> None:
    script = read_script(HERE / name)
    assert script.expect_clips
    assert script.broadcasts[-1].end_ms == script.end_ms


def test_a_restart_makes_two_broadcasts(tmp_path: Path) -> None:
    script = read_script(_script(tmp_path, '{at = 20.5, what = "restart", seconds = 10}'))
    assert script.broadcasts == [Broadcast(0, 20_500), Broadcast(30_500, 60_000)]


def _script(tmp_path: Path, entry: str, head: str = "") -> Path:
    path = tmp_path / "script.toml"
    first, last = '{at = 0, what = "go_live"}', '{at = 60, what = "offline"}'
    path.write_text(f"{head}\nhappens = [{first}, {entry}, {last}]\n")
    return path


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('{at = 5, what = "dance"}', "happens 2 (dance): Invalid value 'dance' - at `$.what`"),
        ('{at = 5, what = "say", who = "a"}', "happens 2 (say): Object missing required field `text`"),
        ('{at = 5, what = "raid", who = "a", viewer = 3}', "happens 2 (raid): Object contains unknown field"),
        ('{at = 5, what = "say", who = "A B", text = "x"}', "happens 2 (say at 5 s): 'A B' is no name"),
        ('{at = 5, what = "say", who = "a", text = "x", expect = ["("]}', "is no regular expression"),
        ('{at = 5, what = "say", who = "a", text = "x", role = "king"}', "role 'king' is not known"),
        ('{at = 5, what = "crowd", seconds = 0, lines = 1, people = 1}', "nobody says anything"),
        ('{at = 2, what = "moment"}', "the channel is not on air from 4 s before it"),
        ('{at = 20, what = "moment", which = 4}', "the recording has moments 1 to 3"),
        ('{at = 20, what = "moment"}, {at = 25, what = "moment"}', "it overlaps another moment"),
        ('{at = 5, what = "delete", line = "x"}', "no line 'x' was said before"),
        ('{at = 5, what = "sockets", fault = "fire"}', "fault 'fire' is not known"),
        ('{at = 5, what = "ad_break", seconds = 0}', "it takes no time"),
        ('{at = 5, what = "raid", who = "a", viewers = 0}', "its number is below 1"),
        ('{at = 5, what = "go_live"}', "happens 2 (go_live at 5 s): there is one already"),
        ('{at = 65, what = "update"}', "happens 2 (update at 65 s): an evening ends with offline"),
        ('{at = -1, what = "update"}', "happens 2 (update at -1 s): an evening begins with go_live"),
    ],
)
def test_a_bad_script_names_the_entry(tmp_path: Path, entry: str, sentence: str) -> None:
    with pytest.raises(ScriptRefused) as refused:
        read_script(_script(tmp_path, entry))
    assert sentence in str(refused.value)


def test_a_script_that_is_none_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("happens = [")
    for path, word in ((tmp_path / "none.toml", "cannot be read"), (broken, "is no TOML")):
        with pytest.raises(ScriptRefused, match=word):
            read_script(path)
    with pytest.raises(ScriptRefused, match="unknown field `surprise`"):
        read_script(_script(tmp_path, '{at = 5, what = "update"}', head="surprise = 1"))


def _spoken(number: int, *expect: str) -> Spoken:
    return Spoken(Say(at=number, who="viewer", text="!clip", expect=expect), f"m{number}", 1000 * number)


def _said(reply_to: str, text: str, at_ms: int = 5000, drop: str = "") -> Said:
    return Said("streamer", "bot", text, reply_to, at_ms, "", drop)


def test_answers_are_held_to_what_the_script_expects() -> None:
    spoken = [_spoken(1, "^On its way", "ready: http"), _spoken(2)]
    right = [
        _said("m1", "On its way"),
        _said("m1", "x", drop="msg_duplicate"),
        _said("m1", "ready: http://x"),
    ]
    assert answers_wrong(spoken, right) == []
    assert len(answers_wrong(spoken, right[:1])) == 1
    assert len(answers_wrong(spoken, list(reversed(right)))) == 2
    assert len(answers_wrong(spoken, [*right, right[0]])) == 1, "said twice"
    assert len(answers_wrong(spoken, [*right, _said("m2", "hello")])) == 1
    assert len(answers_wrong(spoken, [*right, _said("", "hello")])) == 1
    assert answers_wrong(spoken, [*right, _said("", "hello")], ["^hel"]) == []
    assert len(answers_wrong(spoken, right, ["^hel"])) == 1


def test_what_chats_waited_is_real_time() -> None:
    links = Say(at=3, who="viewer", text="!clips", expect=("http",))
    spoken = [_spoken(1, "way", "http"), _spoken(2), Spoken(links, "m3", 3000)]
    said = [_said("m1", "on its way", 1600), _said("m1", "http://x", 31_000), _said("m3", "http://x", 3300)]
    times = waited(spoken, said, speed=3)
    assert (times.heard_ms, times.clip_ms) == ((100, 200), (10_000,))
    assert quantile_s([1000, 2000, 3000, 4000], 0.5) == 3.0
    assert quantile_s([], 0.5) is None


def test_the_last_line_is_plain_json() -> None:
    assert Verdict(3, 1, 2).line == '{"clips": 3, "answers_wrong": 1, "minutes_differences": 2}'
