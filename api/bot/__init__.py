"""The bot: what it says in the chats of channels, to whom, and how often."""
