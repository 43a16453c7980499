"""The command `hypecut`.

In: the words typed after it. Out: an exit code: 0 done, 1 something did not work, 2 the call or its
input is unusable (one sentence on standard error says why), 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from streams.process import CannotStart
from streams.watching import BROKEN, INTERRUPTED, UNOPENED

DEFAULT_OUT = Path("clips")

DEFAULT_PORT = 8700
"""Where programs and people look for the API of this machine."""


def own_version() -> str:
    """The version that is installed."""
    try:
        return version("hypecut")
    except PackageNotFoundError:
        return "0+unknown"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(own_version(), prog_name="hypecut")
def cli() -> None:
    """Watches live channels and hands back clips of the moments worth one, seconds later."""


_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_OUT,
    show_default=True,
    help="Folder for the clips.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON objects on standard output.")


@cli.command()
@click.argument("source")
@click.option("--chat", default=None, help="twitch:NAME, a .jsonl file, or none.")
@_OUT
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 64.0),
    default=1.0,
    show_default=True,
    help="Play a file so many times faster than real time.",
)
@click.option("--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so much media.")
@_JSON
def watch(  # noqa: PLR0917 - click hands each option over by its name
    source: str, chat: str | None, out: Path, speed: float, max_minutes: float | None, as_json: bool
) -> int:
    """Watch SOURCE and cut its best moments: twitch:NAME, an HLS URL, or a media file."""
    from streams.commands.watch import run_watch, watch_request

    request = watch_request(source, chat, speed, max_minutes)
    return run_watch(request, out, as_json)


@cli.command()
@click.argument("vod")
@click.option(
    "--chat",
    type=click.Path(path_type=Path),
    help="Its chat replay: a .jsonl file, or the JSON that TwitchDownloader saves.",
)
@_OUT
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 64.0),
    default=8.0,
    show_default=True,
    help="Play it so many times faster than it was made.",
)
@click.option("--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so much media.")
@_JSON
def backfill(  # noqa: PLR0917 - click hands each option over by its name
    vod: str, chat: Path | None, out: Path, speed: float, max_minutes: float | None, as_json: bool
) -> int:
    """Cut the best moments of a recording: VOD is its number or page on Twitch, or an http(s) address."""
    from streams.commands.backfill import backfill_request
    from streams.commands.watch import run_watch

    return run_watch(backfill_request(vod, chat, speed, max_minutes), out, as_json)


@cli.command()
@_OUT
@_JSON
@click.option("--keep", is_flag=True, help="Go on serving the stream at the end, until Ctrl-C.")
def demo(out: Path, as_json: bool, keep: bool) -> int:
    """Generate a live stream, watch it, and check that its planted moments were found."""
    from streams.commands.demo import run_demo

    return run_demo(out, as_json, keep)


@cli.command()
@click.option("--chat", type=click.Path(path_type=Path), help="Recorded chat, a .jsonl file.")
@click.option("--media", type=click.Path(path_type=Path), help="Recorded media.")
@click.option("--all", "everything", is_flag=True, help="Also each second's signals.")
@_JSON
def score(chat: Path | None, media: Path | None, everything: bool, as_json: bool) -> int:
    """Judge a recording as fast as it goes and print its highlights."""
    from streams.commands.score import run_score

    return run_score(chat, media, as_json, everything)


@cli.command()
@_JSON
def doctor(as_json: bool) -> int:
    """Say what works here, what is missing, and what to do about it."""
    from streams.doctor import run_doctor

    return run_doctor(as_json)


@cli.group()
def kafka() -> None:
    """A real Apache Kafka for this machine."""


@kafka.command("install")
def kafka_install() -> int:
    """Fetch Apache Kafka once; from then on it is the default broker."""
    from streams.commands.services import run_kafka_install

    return run_kafka_install()


@cli.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Of the API; 0 takes a free one.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where state is kept, in place of HYPECUT_DATA.",
)
def up(port: int, data: Path | None) -> int:
    """Start everything on this machine and keep it running until Ctrl-C."""
    from streams.commands.services import run_up

    return run_up(port, data)


@cli.group()
def billing() -> None:
    """Selling credits through Stripe, for operators."""


@billing.command("sync")
@_JSON
def billing_sync(as_json: bool) -> int:
    """Make at Stripe what is missing there; say what differs, and change nothing of it."""
    from streams.commands.billing import run_sync

    return run_sync(as_json)


@billing.command("reconcile")
@click.option(
    "--days", type=click.IntRange(1, 400), default=35, show_default=True, help="How far back to compare."
)
@_JSON
def billing_reconcile(days: int, as_json: bool) -> int:
    """Compare what Stripe was paid with the ledger, and print every difference."""
    from streams.commands.billing import run_reconcile

    return run_reconcile(days, as_json)


@cli.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def run_checks(pytest_args: tuple[str, ...]) -> int:
    """Lint, types, contracts and tests of a clone; PYTEST_ARGS go to pytest."""
    from streams.commands.checks import run_checks as run

    return run(pytest_args)


def run(args: Sequence[str]) -> int:
    """One call of the command; returns its exit code."""
    try:
        code = cli.main(args=list(args), prog_name="hypecut", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.ctx.get_help() if asked.ctx else str(asked), err=True)
        return UNOPENED
    except click.UsageError as error:
        hint = f"hypecut {error.ctx.info_name} --help" if error.ctx and error.ctx.parent else "hypecut --help"
        click.echo(f"{error.format_message().rstrip('.')}; see `{hint}`", err=True)
        return UNOPENED
    except (click.ClickException, CannotStart) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(text, err=True)
        return UNOPENED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say to anyone.
        sys.stderr.close()
        return BROKEN
    return code if isinstance(code, int) else 0


def main() -> None:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
