"""`!clip` in a chat that no bot of ours is in: the line itself is the wish.

Where the bot is, the door decides what a wish counts, and its word comes with the channel's chat.
"""

from __future__ import annotations

from schemas.chat import WANTED_CENTI, ChatEvent, ChatEventKind, ChatMessage

COMMAND = "!clip"


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
