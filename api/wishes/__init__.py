"""Wishes: moments that somebody in a chat wants as a clip, until they are told what came of it."""
