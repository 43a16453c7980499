"""What a file is: in, its first bytes; out, a media type, whatever its name says."""

from __future__ import annotations

from dataclasses import dataclass

from api.assets.kinds import AssetKind

HEAD_BYTES = 64
"""All signatures lie in the first 12; the rest is room for the brands of an MP4."""


@dataclass(frozen=True)
class MediaType:
    """A kind of content that is taken."""

    name: str
    extension: str


PNG, JPEG, WEBP = (
    MediaType("image/png", "png"),
    MediaType("image/jpeg", "jpg"),
    MediaType("image/webp", "webp"),
)
MP4 = MediaType("video/mp4", "mp4")
WAV, MP3, OGG = MediaType("audio/wav", "wav"), MediaType("audio/mpeg", "mp3"), MediaType("audio/ogg", "ogg")
TTF, OTF = MediaType("font/ttf", "ttf"), MediaType("font/otf", "otf")

TAKEN: dict[AssetKind, tuple[MediaType, ...]] = {
    AssetKind.LOGO: (PNG, JPEG, WEBP),
    AssetKind.INTRO: (MP4,),
    AssetKind.OUTRO: (MP4,),
    AssetKind.SOUND: (WAV, MP3, OGG),
    AssetKind.FONT: (TTF, OTF),
}

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"\x00\x01\x00\x00", TTF),
    (b"true", TTF),
    (b"OTTO", OTF),
)

_STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
"""Pictures in the container of MP4."""


def sniff(head: bytes) -> MediaType | None:
    """What the content is by its first bytes; None for what nobody takes here."""
    if head[:4] == b"RIFF" and head[8:12] in {b"WAVE", b"WEBP"}:
        return WAV if head[8:12] == b"WAVE" else WEBP
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _STILL_BRANDS else MP4
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return MP3 if _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    """An MP3 without a tag begins with a frame: 11 set bits, then fields of which some values are none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, sample_rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in {0, 15} and sample_rate != 3
