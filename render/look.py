"""How a clip looks: in, a template as the door answers it; out, plain values that the stages draw with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from render.typefaces import FACE
from streams.looks import LookLogo, TemplateBody

SCHEMA_VERSION = 1
"""Of the bodies that are understood here."""

_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})?")


class NotUnderstood(ValueError):
    """A template asks for what this renderer does not know: says for what."""


class CaptionStyle(StrEnum):
    """How spoken words are shown: each lit as it is said, or whole lines, or not at all."""

    WORDS = "words"
    LINES = "lines"
    NONE = "none"


class Place(StrEnum):
    """Where captions are."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Corner(StrEnum):
    """Where the logo is."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


@dataclass(frozen=True)
class Colour:
    """Each part 0 to 255; `alpha` 0 is invisible."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    @property
    def ass(self) -> str:
        """As a style of ASS has it: what is transparent, then blue, green and red."""
        return f"&H{255 - self.alpha:02X}{self.blue:02X}{self.green:02X}{self.red:02X}"

    @property
    def override(self) -> str:
        """As a command in a line of ASS."""
        return rf"\1c&H{self.blue:02X}{self.green:02X}{self.red:02X}&\1a&H{255 - self.alpha:02X}&"


def colour_of(text: str) -> Colour:
    """From `#rrggbb` or `#rrggbbaa`. Raises NotUnderstood."""
    found = _COLOUR.fullmatch(text)
    if found is None:
        raise NotUnderstood(f"{text!r} is no colour")
    red, green, blue, alpha = found.groups()
    return Colour(int(red, 16), int(green, 16), int(blue, 16), 255 if alpha is None else int(alpha, 16))


@dataclass(frozen=True)
class Look:
    """How the text of a clip looks. As it stands, it is the built-in look.

    Attributes:
        size_percent: of the captions, of the height of a 9:16 picture.
        capitals: captions are written in capitals.
        title: the title is shown.
        face: family of all text.
        accent: of the word that is being said.
    """

    captions: CaptionStyle = CaptionStyle.WORDS
    place: Place = Place.BOTTOM
    size_percent: int = 5
    capitals: bool = False
    title: bool = True
    face: str = FACE
    text: Colour = Colour(255, 255, 255)
    outline: Colour = Colour(0x10, 0x10, 0x10)
    accent: Colour = Colour(0xFF, 0xE6, 0x2A)


BUILT_IN = Look()


@dataclass(frozen=True)
class Logo:
    """A picture over the clip, as large and as opaque as it is to be; `width`, `height` in pixels."""

    file: str
    corner: Corner
    width: int
    height: int


def look_of(body: TemplateBody) -> Look:
    """What a template says of text; its face is that of its `font.name`, or ours. Raises NotUnderstood."""
    if body.schema_version != SCHEMA_VERSION:
        raise NotUnderstood(f"it is of form {body.schema_version}, and only {SCHEMA_VERSION} is known here")
    try:
        style, place = CaptionStyle(body.captions.style), Place(body.captions.place)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    return Look(
        captions=style,
        place=place,
        size_percent=body.captions.size_percent,
        capitals=body.captions.capitals,
        title=body.title.show,
        face=body.font.name or FACE,
        text=colour_of(body.colours.text),
        outline=colour_of(body.colours.outline),
        accent=colour_of(body.colours.accent),
    )


def corner_of(logo: LookLogo) -> Corner:
    """Where the logo is to be. Raises NotUnderstood."""
    try:
        return Corner(logo.position)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
