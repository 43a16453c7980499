"""The shapes on the road: what the processes of hypecut say to one another.

In: nothing. Out: frozen event types, media time and identities, for every other package.
No I/O happens here.
"""
