"""Twitch's own side of hypecut: chat of linked channels, the bot's voice, and who is on air.

One process for an installation. In: notifications of EventSub, and what the door says of links. Out: chat on
the road, requests and stream states at the door, lines in chat.
"""
