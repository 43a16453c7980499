"""Twitch at the door: signing in with it, linked channels, their tokens, and streamers who opt out."""
