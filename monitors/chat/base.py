"""What a chat is to the session that listens to it."""

from __future__ import annotations

from typing import Protocol

from schemas.chat import ChatEvent, ChatMessage, Withdrawal

Beside = ChatEvent | Withdrawal
"""What a chat says that is no line."""


class Chat(Protocol):
    """A source of lines.

    Attributes:
        present: there is a chat at all; without one its seconds are `ABSENT`.
    """

    present: bool

    def start(self, started_at_ms: int) -> None:
        """Media time 0 lies at this epoch ms."""
        ...

    def until(self, until_ms: int) -> list[ChatMessage]:
        """Lines before `until_ms` of media time that were not handed out yet, oldest first."""
        ...

    def beside(self, until_ms: int) -> list[Beside]:
        """Events and withdrawals before `until_ms` that were not handed out yet, oldest first."""
        ...

    def known_until_ms(self) -> int | None:
        """Media time up to which all lines have arrived; None when it follows the media."""
        ...

    def live(self, second_ms: int) -> bool:
        """Whether the second that starts there was listened to."""
        ...

    async def close(self) -> None:
        """Stop listening."""
        ...


class NoChat:
    """Nobody speaks."""

    present = False

    def start(self, started_at_ms: int) -> None:
        """Nothing to do."""

    def until(self, until_ms: int) -> list[ChatMessage]:
        """No lines."""
        return []

    def beside(self, until_ms: int) -> list[Beside]:
        """Nothing."""
        return []

    def known_until_ms(self) -> int | None:
        """Follows the media."""
        return None

    def live(self, second_ms: int) -> bool:
        """Never asked: there is no chat."""
        return False

    async def close(self) -> None:
        """Nothing to do."""
