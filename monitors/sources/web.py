"""Streamlink as it is used here: a session with our bounds, and its errors in sentences."""

from __future__ import annotations

import logging
from typing import Any

from monitors.sources.base import SourceBarred, SourceLost, SourceUnusable
from monitors.sources.formats import bound_muxers
from monitors.sources.guard import Guard

HTTP_TIMEOUT_S = 8.0
"""A playlist or segment that takes longer is not live any more; streamlink then tries again."""

SEGMENT_TIMEOUT_S = 8.0
SEGMENT_ATTEMPTS = 2
"""A segment lost costs two seconds; trying for long costs all that comes behind it."""


_LEVELS = {
    level: logging.getLevelName(level)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)
}


def new_streamlink(guard: Guard | None = None) -> Any:
    """A streamlink session with our bounds; behind the guard where a user named the source."""
    from streamlink.session.session import Streamlink

    # Its lines hold signed addresses, and say nothing that the tap does not tell.
    logging.getLogger("streamlink").setLevel(logging.CRITICAL)
    for level, name in _LEVELS.items():
        logging.addLevelName(level, name)  # streamlink writes them small, for everybody
    session = Streamlink()
    bound_muxers()
    if guard is not None:
        from monitors.sources.guarded_http import GuardedHTTP

        session.http = GuardedHTTP(guard)
        session.set_option("webbrowser", False)  # its connections are its own
    session.http.adapters.pop("file://", None)  # no playlist has to name files of this machine
    session.set_option("http-timeout", HTTP_TIMEOUT_S)
    session.set_option("stream-timeout", SEGMENT_TIMEOUT_S)
    session.set_option("stream-segment-timeout", SEGMENT_TIMEOUT_S)
    session.set_option("stream-segment-attempts", SEGMENT_ATTEMPTS)
    session.set_option("hls-playlist-reload-attempts", SEGMENT_ATTEMPTS)
    # A playlist that stands still is ours to judge: streamlink would call it the end.
    session.set_option("stream-segmented-queue-deadline", 0)
    # Sound and picture of two playlists share a clock, and so do two openings: it has to stay.
    session.set_option("ffmpeg-copyts", True)
    try:
        import imageio_ffmpeg

        session.set_option("ffmpeg-ffmpeg", imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        pass  # only streams with the sound in a playlist of its own need it
    return session


def explained(error: BaseException, name: str) -> Exception:
    """What went wrong, in two sentences."""
    chain: list[BaseException] = []
    while error is not None and error not in chain and len(chain) < 8:
        chain.append(error)
        error = getattr(error, "err", None) or error.__cause__ or error.__context__  # type: ignore[assignment]
    answers = [getattr(e, "response", None) for e in chain]
    status = next((answer.status_code for answer in answers if answer is not None), 0)
    text = " ".join(str(e) for e in chain)
    if status in (404, 410):
        return SourceUnusable(f"{name} answers {status}: there is no such stream.", "Check the address.")
    if status in (401, 403):
        return SourceUnusable(
            f"{name} answers {status}: it may not be read.", "Check the rights or the address."
        )
    if "parse playlist" in text or "EXTM3U" in text:
        return _unreadable_playlist(name, text)
    if status:
        return SourceLost(f"{name} answers {status}.", "Try again later.")
    for sign, fact, remedy in _NETWORK:
        if sign in text:
            return SourceLost(fact.format(name), remedy)
    return SourceLost(f"{name} could not be opened.", "Check the address and the network.")


def _unreadable_playlist(name: str, text: str) -> SourceUnusable:
    if "insecure resource" in text:  # streamlink's own words for files that a playlist of the web names
        return SourceBarred(
            f"{name} leads to where it must not: it names files of this machine.",
            "Give a playlist whose segments lie on the web.",
        )
    return SourceUnusable(f"{name} is no HLS playlist.", "Give an address that ends in .m3u8.")


_NETWORK = (
    ("refused", "{} refused the connection.", "Check the address, and that the server runs."),
    ("resolve", "The host of {} is not known.", "Check the address and the network."),
    ("Name or service", "The host of {} is not known.", "Check the address and the network."),
    ("timed out", "{} does not answer.", "Check the address and the network."),
)
