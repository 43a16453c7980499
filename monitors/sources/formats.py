"""What may be demuxed of what comes over the network.

FFmpeg guesses a format from the bytes, and some formats are lists of other places, which it then opens by
itself: playlists, session descriptions, concatenations. Whoever sends the bytes chooses the format, so that
such a one could have it read files of this machine, or ask what only this machine can reach. Nothing that
is read here needs one: playlists are streamlink's to read.
"""

from __future__ import annotations

from typing import Any

FORMATS = (
    "mpegts", "mov", "mp4", "matroska", "webm", "flv", "live_flv", "mp3", "aac", "wav", "ogg", "flac",
    "ac3", "eac3", "mpeg", "avi", "h264", "hevc", "aiff", "caf", "mxf", "w64", "asf",
)  # fmt: skip
"""By FFmpeg's names; each holds media and names no other place."""

PLAIN = {"format_whitelist": ",".join(FORMATS), "protocol_whitelist": "none"}
"""Options for bytes that are handed to FFmpeg, which then has nothing to open by itself."""


def plain_command(command: list[str]) -> list[str]:
    """A command of ffmpeg's whose inputs are pipes, with the same bounds on each of them."""
    bounds = ["-format_whitelist", PLAIN["format_whitelist"], "-protocol_whitelist", "file"]
    return [part for word in command for part in ((*bounds, word) if word == "-i" else (word,))]


def bound_muxers() -> None:
    """Have streamlink start ffmpeg with these bounds; it joins sound and picture of two playlists."""
    from streamlink.stream.ffmpegmux import FFMPEGMuxer

    started: Any = FFMPEGMuxer.open
    if getattr(started, "bounded", False):
        return

    def bounded_open(muxer: Any) -> Any:
        muxer._cmd = plain_command(muxer._cmd)  # it takes no options for its inputs
        return started(muxer)

    bounded_open.bounded = True  # type: ignore[attr-defined] # a mark, so that it is done once
    FFMPEGMuxer.open = bounded_open  # type: ignore[method-assign]
