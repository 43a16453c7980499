"""Where media comes from: files, HLS playlists, Twitch.

In: the `source` of a watch. Out: opened demuxers, one for each stretch with one clock.
"""
