"""The fonts that text over the picture is drawn with.

In: the fonts shipped beside this file. Out: a folder of them and a fontconfig file that makes them
come first, so that a clip looks the same on a machine without fonts or a fontconfig of its own.
"""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

SHIPPED = Path(__file__).resolve().parent / "fonts"

FACE = "Montserrat ExtraBold"
"""Drawn first; what it lacks comes from the families below, and then from the machine's own."""

FALLBACKS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")

_HOST_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    str(Path.home() / ".fonts"),
    str(Path.home() / ".local" / "share" / "fonts"),
)


def set_up_fonts(folder: Path) -> tuple[Path, dict[str, str]]:
    """Make the font folder and the fontconfig file in `folder`.

    Returns:
        The folder of the shipped fonts (font files only), and what ffmpeg's environment needs.

    Raises:
        OSError: the folder takes no files.
    """
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for file in SHIPPED.glob("*.ttf"):
        link = fonts / file.name
        if not link.exists():
            link.symlink_to(file)
    config = folder / "fonts.conf"
    config.write_text(_configuration(folder / "font-cache"), encoding="utf-8")
    return fonts, {"FONTCONFIG_FILE": str(config)}


def _configuration(cache: Path) -> str:
    folders = "".join(f"<dir>{escape(str(one))}</dir>" for one in (SHIPPED, *_HOST_FOLDERS))
    families = "".join(f"<string>{escape(family)}</string>" for family in FALLBACKS)
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"{folders}\n<cachedir>{escape(str(cache))}</cachedir>\n"
        '<match target="pattern"><edit name="family" mode="append" binding="strong">'
        f"{families}</edit></match>\n</fontconfig>\n"
    )


def host_has_cjk() -> bool:
    """Whether the machine has a font for Chinese, Japanese and Korean; those are too big to ship."""
    signs = ("cjk", "sourcehan", "wqy", "droidsansfallback", "unifont", "pingfang", "ipaex", "nanum")
    for root in _HOST_FOLDERS:
        for _, _, names in os.walk(root):
            if any(sign in name.lower() for name in names for sign in signs):
                return True
    return False
