from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.captions import Captions
    from ..models.colours import Colours
    from ..models.font import Font
    from ..models.logo import Logo
    from ..models.title import Title


T = TypeVar("T", bound="TemplateBody")


@_attrs_define
class TemplateBody:
    """How a clip looks. What is left out is as it is without a template.

    Attributes:
        schema_version (Literal[1] | Unset):  Default: 1.
        captions (Captions | Unset): The words that are spoken.
        title (Title | Unset): What the moment is called.
        font (Font | Unset): The face of all text.
        colours (Colours | Unset): As `#rrggbb`, or `#rrggbbaa` with 00 for invisible.
        logo (Logo | None | Unset):
        intro_asset_id (None | str | Unset): Of the kind `intro`; before it.
        outro_asset_id (None | str | Unset): Of the kind `outro`; after it.
        sound_asset_id (None | str | Unset): Of the kind `sound`; at its start.
    """

    schema_version: Literal[1] | Unset = 1
    captions: Captions | Unset = UNSET
    title: Title | Unset = UNSET
    font: Font | Unset = UNSET
    colours: Colours | Unset = UNSET
    logo: Logo | None | Unset = UNSET
    intro_asset_id: None | str | Unset = UNSET
    outro_asset_id: None | str | Unset = UNSET
    sound_asset_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.logo import Logo  # noqa: PLC0415

        schema_version = self.schema_version

        captions: dict[str, Any] | Unset = UNSET
        if not isinstance(self.captions, Unset):
            captions = self.captions.to_dict()

        title: dict[str, Any] | Unset = UNSET
        if not isinstance(self.title, Unset):
            title = self.title.to_dict()

        font: dict[str, Any] | Unset = UNSET
        if not isinstance(self.font, Unset):
            font = self.font.to_dict()

        colours: dict[str, Any] | Unset = UNSET
        if not isinstance(self.colours, Unset):
            colours = self.colours.to_dict()

        logo: dict[str, Any] | None | Unset
        if isinstance(self.logo, Unset):
            logo = UNSET
        elif isinstance(self.logo, Logo):
            logo = self.logo.to_dict()
        else:
            logo = self.logo

        intro_asset_id: None | str | Unset
        if isinstance(self.intro_asset_id, Unset):
            intro_asset_id = UNSET
        else:
            intro_asset_id = self.intro_asset_id

        outro_asset_id: None | str | Unset
        if isinstance(self.outro_asset_id, Unset):
            outro_asset_id = UNSET
        else:
            outro_asset_id = self.outro_asset_id

        sound_asset_id: None | str | Unset
        if isinstance(self.sound_asset_id, Unset):
            sound_asset_id = UNSET
        else:
            sound_asset_id = self.sound_asset_id

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if schema_version is not UNSET:
            field_dict["schema_version"] = schema_version
        if captions is not UNSET:
            field_dict["captions"] = captions
        if title is not UNSET:
            field_dict["title"] = title
        if font is not UNSET:
            field_dict["font"] = font
        if colours is not UNSET:
            field_dict["colours"] = colours
        if logo is not UNSET:
            field_dict["logo"] = logo
        if intro_asset_id is not UNSET:
            field_dict["intro_asset_id"] = intro_asset_id
        if outro_asset_id is not UNSET:
            field_dict["outro_asset_id"] = outro_asset_id
        if sound_asset_id is not UNSET:
            field_dict["sound_asset_id"] = sound_asset_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.captions import Captions  # noqa: PLC0415
        from ..models.colours import Colours  # noqa: PLC0415
        from ..models.font import Font  # noqa: PLC0415
        from ..models.logo import Logo  # noqa: PLC0415
        from ..models.title import Title  # noqa: PLC0415

        d = dict(src_dict)
        schema_version = cast(Literal[1] | Unset, d.pop("schema_version", UNSET))
        if schema_version != 1 and not isinstance(schema_version, Unset):
            raise ValueError(f"schema_version must match const 1, got '{schema_version}'")

        _captions = d.pop("captions", UNSET)
        captions: Captions | Unset
        if isinstance(_captions, Unset):
            captions = UNSET
        else:
            captions = Captions.from_dict(_captions)

        _title = d.pop("title", UNSET)
        title: Title | Unset
        if isinstance(_title, Unset):
            title = UNSET
        else:
            title = Title.from_dict(_title)

        _font = d.pop("font", UNSET)
        font: Font | Unset
        if isinstance(_font, Unset):
            font = UNSET
        else:
            font = Font.from_dict(_font)

        _colours = d.pop("colours", UNSET)
        colours: Colours | Unset
        if isinstance(_colours, Unset):
            colours = UNSET
        else:
            colours = Colours.from_dict(_colours)

        def _parse_logo(data: object) -> Logo | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                logo_type_0 = Logo.from_dict(data)

                return logo_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Logo | None | Unset, data)

        logo = _parse_logo(d.pop("logo", UNSET))

        def _parse_intro_asset_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        intro_asset_id = _parse_intro_asset_id(d.pop("intro_asset_id", UNSET))

        def _parse_outro_asset_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        outro_asset_id = _parse_outro_asset_id(d.pop("outro_asset_id", UNSET))

        def _parse_sound_asset_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sound_asset_id = _parse_sound_asset_id(d.pop("sound_asset_id", UNSET))

        template_body = cls(
            schema_version=schema_version,
            captions=captions,
            title=title,
            font=font,
            colours=colours,
            logo=logo,
            intro_asset_id=intro_asset_id,
            outro_asset_id=outro_asset_id,
            sound_asset_id=sound_asset_id,
        )

        return template_body
