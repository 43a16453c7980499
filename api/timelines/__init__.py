"""Timelines: how excited each sense was in each minute of a session."""
