"""The smallest contents that are what they say by their first bytes."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2" + bytes(40)
AVIF = b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00" + bytes(40)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)
AVI = b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(40)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(40)
BARE_MP3 = b"\xff\xfb\x90\x64" + bytes(40)
AAC = b"\xff\xf1\x50\x80" + bytes(40)
OGG = b"OggS\x00\x02" + bytes(40)
TTF = b"\x00\x01\x00\x00\x00\x0f\x00\x80" + bytes(40)
OTF = b"OTTO\x00\x0b\x00\x80" + bytes(40)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"
