"""Mail: in, an address and a text; out, whatever the installation sends mail with."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mail:
    """One mail. `body` is plain text."""

    to: str
    subject: str
    body: str


class Mailer(Protocol):
    """Sends mail; must not fail a request: what cannot be sent is logged."""

    async def send(self, mail: Mail) -> None:
        """Send it, or leave it to be sent."""
        ...


class ConsoleMailer:
    """Writes mail into the log, for whoever runs this installation to pass on."""

    async def send(self, mail: Mail) -> None:
        """See `Mailer.send`."""
        log.warning("mail to %s: %s\n%s", mail.to, mail.subject, mail.body)
