"""Memories: what each judge remembers of each session."""
