"""Channels: whom a workspace watches, again and again."""
