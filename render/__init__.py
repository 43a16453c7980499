"""The bench: turns final highlights into vertical clips.

In: highlights and recorded segments. Out: clips.
"""
