"""Judges: chat, audio, vision and speech scorers, and the fusion that opens and closes highlights.

In: windows of media and chat. Out: signals and highlights.
"""
