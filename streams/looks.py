"""How a clip is to look, as the door answers it: a template's body, and the files that it needs.

The defaults are those of `api.templates.shapes`; a field that this version does not know is skipped.
"""

from __future__ import annotations

import msgspec


class LookCaptions(msgspec.Struct, frozen=True, kw_only=True):
    """`style` is `words`, `lines` or `none`; `place` is `top`, `middle` or `bottom`."""

    style: str = "words"
    place: str = "bottom"
    size_percent: int = 5
    capitals: bool = False


class LookTitle(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the title is shown at the start."""

    show: bool = True


class LookFont(msgspec.Struct, frozen=True, kw_only=True):
    """A family by name, or a file; neither for the face that is shipped."""

    name: str = ""
    asset_id: str | None = None


class LookColours(msgspec.Struct, frozen=True, kw_only=True):
    """As `#rrggbb` or `#rrggbbaa`."""

    text: str = "#ffffff"
    outline: str = "#101010"
    accent: str = "#ffe62a"


class LookLogo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in a corner: `top-left`, `top-right`, `bottom-left`, `bottom-right`."""

    asset_id: str
    position: str = "top-right"
    width_percent: int = 15
    opacity_percent: int = 100


class TemplateBody(msgspec.Struct, frozen=True, kw_only=True):
    """All of a template."""

    schema_version: int = 1
    captions: LookCaptions = msgspec.field(default_factory=LookCaptions)
    title: LookTitle = msgspec.field(default_factory=LookTitle)
    font: LookFont = msgspec.field(default_factory=LookFont)
    colours: LookColours = msgspec.field(default_factory=LookColours)
    logo: LookLogo | None = None
    intro_asset_id: str | None = None
    outro_asset_id: str | None = None
    sound_asset_id: str | None = None


class LookAsset(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the object store, and the digest that its content must have."""

    asset_id: str
    kind: str
    name: str
    key: str
    extension: str
    bytes_count: int
    sha256: str


class ClipLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the door says of a clip that is to be made.

    Attributes:
        wanted: somebody asked for it and has no answer yet.
        extra: made besides the highlight's own clip, for a template by name.
        source: whose template it is: `asked`, `watch`, `channel`, `workspace`, or `built-in` for none.
        body: None without a template.
        missing: why a template that was named is not to be had; empty otherwise.
        title: what somebody who wished for the clip calls it; empty: as its highlight says.
    """

    clip_id: str
    highlight_id: str
    session_id: str
    wanted: bool = False
    extra: bool = False
    source: str = "built-in"
    template_id: str = ""
    template_version: int = 0
    template_name: str = ""
    body: TemplateBody | None = None
    assets: tuple[LookAsset, ...] = ()
    missing: str = ""
    title: str = ""
