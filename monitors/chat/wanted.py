"""`!clip` in a chat that no bot of ours is in: the line itself is the wish.

Where the bot is, the door decides what a wish counts, and its word comes with the channel's chat.
"""

from __future__ import annotations

from schemas.chat import ChatEvent, ChatEventKind, ChatMessage, ChatRole

COMMAND = "!clip"

WANTED_CENTI = {
    ChatRole.VIEWER: 150,
    ChatRole.SUBSCRIBER: 180,
    ChatRole.VIP: 180,
    ChatRole.MODERATOR: 1000,
    ChatRole.BROADCASTER: 1000,
}
"""Factors in hundredths, as the door's own for a bot that nobody has set otherwise: three viewers in an
ordinary moment open a highlight, two where something goes on, and whoever runs the channel alone."""


def wish_of(message: ChatMessage) -> ChatEvent | None:
    """The wish that a line is; None for any other line, and for one that has no id to count it once."""
    command, _, title = message.text.partition(" ")
    if command.lower() != COMMAND or not message.message_id:
        return None
    return ChatEvent(
        event_id=message.message_id,
        at_ms=message.at_ms,
        kind=ChatEventKind.WANTED,
        author=message.author,
        role=message.role,
        amount=WANTED_CENTI[message.role],
        text=title.strip(),
    )
