from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.judging import HighlightState
from streams import cli, doctor
from streams.commands import checks, score, watch
from streams.commands.demo import PlantedMoment, judge_the_judges
from streams.commands.story import Story
from streams.commands.views import JsonView, PlainView, clock_text, sentence
from streams.door import WatchRequest
from streams.lock import FolderLock
from streams.process import CannotStart
from streams.settings import ProcessSettings
from streams.watching import BROKEN, Interrupts, Outcome, View
from streams.worker import StackFailed
from tests.fakes.watched_session import HIGHLIGHT_ID, WATCH_ID, opened, whole_session


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPECUT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HYPECUT_KAFKA", raising=False)


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["watch"], "SOURCE"),
        (["watch", "/no/such.mp4"], "no media file /no/such.mp4"),
        (["watch", "http://x/live.m3u8", "--chat", "/no/chat.jsonl"], "no chat file"),
        (["watch", "twitch:somebody", "--speed", "2"], "--speed is for files"),
        (["watch", "twitch:somebody", "--speed", "900"], "not in the range"),
        (["watch", "http://x/live.m3u8", "--out", "/dev/null/x"], "cannot be written"),
        (["demo", "--out", "/dev/null/x"], "cannot be written"),
        (["score"], "--chat FILE, --media FILE"),
        (["score", "--chat", "/no/chat.jsonl"], "no chat file /no/chat.jsonl"),
        (["nonsense"], "No such command"),
    ],
)
def test_errors_of_usage_end_with_2_and_one_sentence(
    args: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(args) == 2
    assert says in one_sentence(capsys)


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HYPECUT_KAFKA_PARTITIONS", "many")
    assert cli.run(["watch", "http://x/live.m3u8", "--out", str(Path.cwd() / ".hypecut" / "t")]) == 2
    assert "HYPECUT_KAFKA_PARTITIONS" in one_sentence(capsys)


def test_version_and_help_end_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert cli.run(["--help"]) == 0
    assert "watch" in capsys.readouterr().out


def test_a_request_holds_absolute_paths_and_whole_milliseconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert watch.watch_request("a.mp4", "a.jsonl", 4.0, 1.5) == WatchRequest(
        source=str(tmp_path / "a.mp4"),
        chat=str(tmp_path / "a.jsonl"),
        speed=4.0,
        max_media_ms=90_000,
        once=True,
    )


def _scripted(monkeypatch: pytest.MonkeyPatch, error: str, code: int) -> None:
    async def fake(
        settings: ProcessSettings, request: WatchRequest, out: Path, view: View, interrupts: Interrupts
    ) -> Outcome:
        view.note("starting")
        story = Story(WATCH_ID)
        for _, line in story.hear(opened()):
            assert line is not None
            view.told(line)
        return Outcome(code, story, {}, error)

    monkeypatch.setattr(watch, "watch_with_stack", fake)


def test_with_json_stdout_holds_nothing_but_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _scripted(monkeypatch, "something broke", 1)
    assert cli.run(["watch", "http://x/live.m3u8", "--json", "--out", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line)["type"] for line in captured.out.splitlines()] == ["session"]
    assert captured.err == "starting\nsomething broke\n"


def test_without_a_terminal_lines_are_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _scripted(monkeypatch, "", 0)
    assert cli.run(["watch", "http://x/live.m3u8", "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == "starting\nwatching match.mp4: 1280x720, sound\n"


def test_plain_lines_tell_growth_and_each_render_stage_once() -> None:
    out = io.StringIO()
    view = PlainView(out)
    story = Story(WATCH_ID)
    for event in whole_session():
        for told, line in story.hear(event):
            view.heard(told)
            view.heard(told)
            if line is not None:
                view.told(line)
                view.told(line)
    text = out.getvalue()
    assert text.count("highlight grown") == 1
    assert text.count("rendering") == 1
    assert "gap 0:10-0:12: the source stalled" in text


def test_every_line_has_a_sentence() -> None:
    story = Story(WATCH_ID)
    told = [line for event in whole_session() for _, line in story.hear(event) if line is not None]
    assert all(sentence(line) for line in [*told, story.end_line(1, 0)])
    assert clock_text(3725.9) == "1:02:05"


def test_views_of_json_write_each_line_at_once() -> None:
    out = io.StringIO()
    view = JsonView(out, io.StringIO())
    view.told(Story(WATCH_ID).end_line(0, 0))
    assert out.getvalue().endswith("}\n")


def test_a_planted_moment_counts_only_with_a_final_highlight_over_it_and_a_clip() -> None:
    story = Story(WATCH_ID)
    for event in whole_session():
        story.hear(event)
    assert story.highlights[HIGHLIGHT_ID].state is HighlightState.FINAL
    moments = (PlantedMoment(40.0, "IN"), PlantedMoment(60.0, "AFTER"), PlantedMoment(10.0, "BEFORE"))
    verdict = judge_the_judges(moments, Outcome(0, story, {HIGHLIGHT_ID: Path("a.mp4")}))
    assert [moment.what for moment, _, _ in verdict.found] == ["IN"]
    assert [moment.what for moment in verdict.missed] == ["AFTER", "BEFORE"]
    assert len(judge_the_judges(moments, Outcome(0, story)).missed) == 3


PIPES = [
    ("print('events')", "import sys; sys.exit(0 if sys.stdin.read() == 'events\\n' else 1)", 0),
    ("import sys; sys.exit(2)", "import sys; sys.stdin.read()", 2),
    ("print('x')", "import sys; sys.exit(2)", 2),
    ("import sys\nwhile True: sys.stdout.write('x' * 10**6)", "pass", 1),
    ("import os; os.abort()", "import sys; sys.stdin.read()", 1),
]


@pytest.mark.parametrize(("writer", "reader", "code"), PIPES)
def test_score_passes_on_the_exit_code_of_whichever_failed(writer: str, reader: str, code: int) -> None:
    quiet = "import sys, os; sys.stderr = open(os.devnull, 'w')\n"
    run = [sys.executable, "-c"]
    assert score._piped([*run, quiet + writer], [*run, quiet + reader]) == code


def test_checks_need_a_clone(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="holds no tests"):
        checks.run_checks([], root=tmp_path)


def test_checks_run_all_steps_and_pytest_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests").mkdir()
    ran: list[str] = []

    def fake(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(" ".join(command))
        return subprocess.CompletedProcess(command, 1 if "mypy" in command else 0)

    monkeypatch.setattr(checks.subprocess, "run", fake)
    assert checks.run_checks(["-k", "one"], root=tmp_path) == 1
    assert len(ran) == 5
    assert "-m pytest" in ran[-1]
    assert ran[-1].endswith("-k one")


@pytest.mark.parametrize("argument", ["-n0", "--dist=load", "--pdb", "-s"])
def test_whoever_says_how_tests_run_is_obeyed(argument: str) -> None:
    assert checks._side_by_side([argument]) == []


def answer(monkeypatch: pytest.MonkeyPatch, stdout: bytes, stderr: bytes, code: int) -> None:
    def fake(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, code, stdout, stderr)

    monkeypatch.setattr(doctor.subprocess, "run", fake)


def test_doctor_takes_over_what_a_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = b'{"part":"nvenc","ok":false,"detail":"no GPU","remedy":"buy one"}\n'
    found += b'{"part":"x264","ok":true,"detail":"ok"}\n'
    answer(monkeypatch, found, b"", 0)
    nvenc, x264 = doctor.ask("render")
    assert (nvenc.ok, nvenc.needed, nvenc.remedy) == (False, False, "buy one")
    assert (x264.ok, x264.needed) == (True, True)
    answer(monkeypatch, found, b"", 1)
    assert doctor.ask("render")[0].needed


def test_doctor_reports_a_process_that_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, b"", b"Traceback\nModuleNotFoundError: av\n", 1)
    (finding,) = doctor.ask("agents")
    assert (finding.ok, finding.needed, finding.detail) == (False, True, "ModuleNotFoundError: av")


async def test_doctor_starts_the_embedded_broker(tmp_path: Path) -> None:
    finding = await doctor.check_broker(ProcessSettings(kafka="embedded", data=tmp_path))
    assert finding.ok
    assert "embedded at 127.0.0.1:" in finding.detail


async def test_doctor_names_an_address_that_does_not_answer(tmp_path: Path) -> None:
    finding = await doctor.check_broker(ProcessSettings(kafka="127.0.0.1:1", data=tmp_path))
    assert not finding.ok
    assert finding.remedy


def test_doctor_names_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = doctor.check_disk(ProcessSettings(data=tmp_path / "file" / "data"))
    assert not finding.ok
    assert "HYPECUT_DATA" in finding.remedy


def test_doctor_ends_with_1_when_something_needed_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = doctor.Finding(part="broker", ok=False, detail="gone", remedy="start it")
    absent = doctor.Finding(part="nvenc", ok=False, detail="no GPU", needed=False)
    monkeypatch.setattr(doctor, "examine", lambda _: iter([absent]))
    assert cli.run(["doctor"]) == 0
    monkeypatch.setattr(doctor, "examine", lambda _: iter([absent, missing]))
    assert cli.run(["doctor", "--json"]) == 1
    assert [json.loads(line)["part"] for line in capsys.readouterr().out.splitlines()[-2:]] == [
        "nvenc",
        "broker",
    ]


async def test_doctor_leaves_the_broker_of_a_running_stack_alone(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        finding = await doctor.check_broker(ProcessSettings(kafka="embedded", data=tmp_path))
    assert finding.ok
    assert "not tried" in finding.detail
    assert str(os.getpid()) in finding.detail


@pytest.mark.parametrize("minutes", ["nan", "inf"])
def test_a_length_that_is_none_is_refused(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["watch", "twitch:somebody", "--max-minutes", minutes]) == 2
    assert "--max-minutes" in capsys.readouterr().err


def test_a_part_that_fails_is_no_fault_of_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    async def work(interrupts: Interrupts) -> int:
        raise StackFailed("render died 11 times in a row")

    assert watch.run_async(work) == BROKEN
    assert "render died" in capsys.readouterr().err


def test_a_gzipped_chat_is_taken(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.jsonl.gz"):
        (tmp_path / name).write_bytes(b"")
        request = watch.watch_request("twitch:somebody", str(tmp_path / name), 1.0, None)
        assert request.chat == str(tmp_path / name)


def test_a_kafka_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HYPECUT_KAFKA_HOME", str(tmp_path / "file" / "kafka"))
    monkeypatch.setattr("streams.brokers.install.find_java", lambda: Path("/usr/bin/java"))
    assert cli.run(["kafka", "install"]) == BROKEN
    assert "HYPECUT_KAFKA_HOME" in capsys.readouterr().err
