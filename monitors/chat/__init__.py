"""Chat: readers of Twitch and of recorded files, and the lane that puts lines in step with media.

In: a channel's chat or a `.jsonl` file. Out: `ChatBatch`es and watermarks. Names never leave here.
"""
