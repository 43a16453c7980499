"""A live stream that the demo makes for itself: picture, sound, chat, and an HLS server for it.

In: nothing but a folder. Out: recorded segments with a chat script beside them, and an HTTP
address where they are played as a live channel. Nothing is downloaded.
"""
