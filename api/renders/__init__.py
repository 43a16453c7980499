"""Renders: each attempt to make a clip, kept for whoever asks why."""
