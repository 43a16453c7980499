"""What the routes of templates take and give, and the schema of a template's body."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from api.custom_fields.shapes import CustomQuery, CustomValues, ShownValues
from api.fields import Count, Identity, Ms, Request, Shape

Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$",
        examples=["Team Blue"],
    ),
]
FontName = Annotated[
    str,
    Field(max_length=64, pattern=r"^([A-Za-z0-9][A-Za-z0-9 _-]*)?$", description="A family; empty: ours."),
]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$", examples=["#ffcc00"])]
Share = Annotated[int, Field(ge=0, le=100)]


class CaptionStyle(StrEnum):
    """How spoken words are shown."""

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


class Captions(Request):
    """The words that are spoken."""

    style: Annotated[
        CaptionStyle, Field(description="`words` lights up each as it is said; `lines` shows them whole.")
    ] = CaptionStyle.WORDS
    place: Place = Place.BOTTOM
    size_percent: Annotated[int, Field(ge=1, le=20, description="Of the picture's height.")] = 5
    capitals: bool = False


class Title(Request):
    """What the moment is called."""

    show: Annotated[bool, Field(description="Over the first seconds of the clip.")] = True


class Font(Request):
    """The face of all text."""

    name: FontName = ""
    asset_id: Annotated[Identity | None, Field(description="An asset of the kind `font`.")] = None


class Colours(Request):
    """As `#rrggbb`, or `#rrggbbaa` with 00 for invisible."""

    text: Colour = "#ffffff"
    outline: Colour = "#101010"
    accent: Annotated[Colour, Field(description="Of the word that is being said.")] = "#ffe62a"


class Logo(Request):
    """A picture in a corner."""

    asset_id: Annotated[Identity, Field(description="An asset of the kind `logo`.")]
    position: Corner = Corner.TOP_RIGHT
    width_percent: Annotated[int, Field(ge=1, le=50, description="Of the picture's width.")] = 15
    opacity_percent: Share = 100


class TemplateBody(Request):
    """How a clip looks. What is left out is as it is without a template."""

    schema_version: Literal[1] = 1
    captions: Captions = Field(default_factory=Captions)
    title: Title = Field(default_factory=Title)
    font: Font = Field(default_factory=Font)
    colours: Colours = Field(default_factory=Colours)
    logo: Logo | None = None
    intro_asset_id: Annotated[Identity | None, Field(description="Of the kind `intro`; before it.")] = None
    outro_asset_id: Annotated[Identity | None, Field(description="Of the kind `outro`; after it.")] = None
    sound_asset_id: Annotated[Identity | None, Field(description="Of the kind `sound`; at its start.")] = None


class TemplateRequest(Request):
    """A template that is to be."""

    workspace_id: Annotated[
        Identity | None, Field(description="Where it belongs; left out, the caller's only one.")
    ] = None
    name: Name
    body: TemplateBody = Field(default_factory=TemplateBody)
    is_default: Annotated[
        bool, Field(description="What clips take without being told; the one before is so no longer.")
    ] = False
    custom: CustomValues = Field(default_factory=dict)


class TemplateChange(Request):
    """What can be changed of a template. `body` is replaced as a whole."""

    name: Name = ""
    body: TemplateBody = Field(default_factory=TemplateBody)
    is_default: bool = False
    custom: CustomValues = Field(default_factory=dict)


class TemplateShape(Shape):
    """A template."""

    template_id: Identity
    workspace_id: Identity
    name: str
    body: dict[str, Any]
    is_default: bool
    custom: ShownValues = Field(default_factory=dict)
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class TemplateQuery(CustomQuery):
    """Filters of templates."""

    sort: Literal["created_at_ms", "-created_at_ms", "name", "-name"] = "-created_at_ms"
    workspace_id: Identity | None = None
    name: Name | None = None
    is_default: bool | None = None
