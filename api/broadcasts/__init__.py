"""Broadcasts: whether channels are on air, and what their platform says of it."""
