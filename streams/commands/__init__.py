"""The commands of `hypecut`, a module each.

In: what was typed. Out: an exit code; people's text or JSON lines on the way.
"""
