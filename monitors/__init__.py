"""Eyes and ears: sources, demux, recorder, chat readers, and one set of them for each channel.

In: watches that are wanted. Out: windows of sound, frames, chat, recorded segments, gaps.
"""
