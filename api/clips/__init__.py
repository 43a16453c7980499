"""Clips: what the renderers made of highlights, and their files."""
