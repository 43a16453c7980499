"""`hypecut up` and `hypecut kafka install`.

In: settings. Out: lines of progress, an exit code.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from streams.commands.views import PlainView
from streams.commands.watch import load_settings, run_async, running_stack
from streams.secrets import FIRST_OPERATOR, take_first_login
from streams.watching import BROKEN, ENDED, Interrupts


def run_up(port: int, data: Path | None = None) -> int:
    """Start the stack and stay until Ctrl-C. Returns the exit code.

    Args:
        port: of the API; 0 takes a free one.
        data: the data folder; None for that of the settings.

    Raises:
        CannotStart: the port is taken, and so on.
    """
    settings = load_settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data.expanduser().resolve()})
    view = PlainView()

    async def work(interrupts: Interrupts) -> int:
        async with running_stack(settings, view, port, whole=True) as own:
            # From here on the first Ctrl-C is the way this command ends.
            interrupts.orderly = True
            view.note(f"broker  {own.kafka} ({own.kafka_kind.value})")
            view.note(f"API     {own.api_url}")
            view.note(f"        {own.api_url}/docs describes it")
            view.note(f"data    {own.data}")
            for line in await asyncio.to_thread(_first_login, own.data):
                view.note(line)
            view.note("running; Ctrl-C stops everything")
            await interrupts.asked.wait()
            view.note("stopping")
        return ENDED

    return run_async(work)


def _first_login(data: Path) -> list[str]:
    """Who runs this installation, with the password, this once."""
    password = take_first_login(data)
    if not password:
        return []
    return [
        f"login   {FIRST_OPERATOR} with the password {password}",
        "        it is shown this once; change it with POST /v1/auth/reset",
    ]


def run_kafka_install() -> int:
    """Fetch Apache Kafka. Returns the exit code."""
    from streams.brokers.install import KafkaNotInstalled, install_kafka
    from streams.brokers.java import JavaMissing

    settings = load_settings()
    try:
        install_kafka(settings.data, click.echo)
    except (KafkaNotInstalled, JavaMissing) as error:
        click.echo(str(error), err=True)
        return BROKEN
    except OSError as error:
        click.echo(
            f"Kafka was not installed: {error.filename or settings.data}: {error.strerror or error}; free "
            "some space, or point HYPECUT_DATA or HYPECUT_KAFKA_HOME at a folder that can be written",
            err=True,
        )
        return BROKEN
    return ENDED
