"""What an asset is for, and how large it may be."""

from __future__ import annotations

from enum import StrEnum

ASSET_BYTES_MAX = 64 * 1024 * 1024
"""An intro of twenty seconds in the best quality; all else that brands a clip is smaller."""

FORM_BYTES_MAX = 64 * 1024
"""The fields beside the file, and the boundaries of the form."""

UPLOAD_BYTES_MAX = ASSET_BYTES_MAX + FORM_BYTES_MAX


class AssetKind(StrEnum):
    """The part that it plays in a clip."""

    LOGO = "logo"
    INTRO = "intro"
    OUTRO = "outro"
    SOUND = "sound"
    FONT = "font"
