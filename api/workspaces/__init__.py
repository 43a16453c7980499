"""Workspaces: what belongs together, and who works in it."""
