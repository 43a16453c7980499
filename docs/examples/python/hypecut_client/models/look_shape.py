from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.look_source import LookSource, check_look_source
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.look_asset_shape import LookAssetShape
    from ..models.look_shape_body_type_0 import LookShapeBodyType0


T = TypeVar("T", bound="LookShape")


@_attrs_define
class LookShape:
    """How a clip is to look.

    Attributes:
        clip_id (str):
        highlight_id (str):
        session_id (str):
        wanted (bool): Somebody asked for it and has no answer yet.
        extra (bool):
        source (LookSource): Who chose it.
        template_id (str): Empty: none, the built-in look.
        template_version (int):
        template_name (str):
        body (LookShapeBodyType0 | None): Of the template; null without one.
        assets (list[LookAssetShape]):
        missing (str): Why a template that was named is not to be had.
        title (str | Unset): As who wished for it calls it; empty: as its highlight says. Default: ''.
    """

    clip_id: str
    highlight_id: str
    session_id: str
    wanted: bool
    extra: bool
    source: LookSource
    template_id: str
    template_version: int
    template_name: str
    body: LookShapeBodyType0 | None
    assets: list[LookAssetShape]
    missing: str
    title: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.look_shape_body_type_0 import LookShapeBodyType0  # noqa: PLC0415

        clip_id = self.clip_id

        highlight_id = self.highlight_id

        session_id = self.session_id

        wanted = self.wanted

        extra = self.extra

        source: str = self.source

        template_id = self.template_id

        template_version = self.template_version

        template_name = self.template_name

        body: dict[str, Any] | None
        if isinstance(self.body, LookShapeBodyType0):
            body = self.body.to_dict()
        else:
            body = self.body

        assets = []
        for assets_item_data in self.assets:
            assets_item = assets_item_data.to_dict()
            assets.append(assets_item)

        missing = self.missing

        title = self.title

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clip_id": clip_id,
                "highlight_id": highlight_id,
                "session_id": session_id,
                "wanted": wanted,
                "extra": extra,
                "source": source,
                "template_id": template_id,
                "template_version": template_version,
                "template_name": template_name,
                "body": body,
                "assets": assets,
                "missing": missing,
            }
        )
        if title is not UNSET:
            field_dict["title"] = title

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.look_asset_shape import LookAssetShape  # noqa: PLC0415
        from ..models.look_shape_body_type_0 import LookShapeBodyType0  # noqa: PLC0415

        d = dict(src_dict)
        clip_id = d.pop("clip_id")

        highlight_id = d.pop("highlight_id")

        session_id = d.pop("session_id")

        wanted = d.pop("wanted")

        extra = d.pop("extra")

        source = check_look_source(d.pop("source"))

        template_id = d.pop("template_id")

        template_version = d.pop("template_version")

        template_name = d.pop("template_name")

        def _parse_body(data: object) -> LookShapeBodyType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                body_type_0 = LookShapeBodyType0.from_dict(data)

                return body_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LookShapeBodyType0 | None, data)

        body = _parse_body(d.pop("body"))

        assets = []
        _assets = d.pop("assets")
        for assets_item_data in _assets:
            assets_item = LookAssetShape.from_dict(assets_item_data)

            assets.append(assets_item)

        missing = d.pop("missing")

        title = d.pop("title", UNSET)

        look_shape = cls(
            clip_id=clip_id,
            highlight_id=highlight_id,
            session_id=session_id,
            wanted=wanted,
            extra=extra,
            source=source,
            template_id=template_id,
            template_version=template_version,
            template_name=template_name,
            body=body,
            assets=assets,
            missing=missing,
            title=title,
        )

        look_shape.additional_properties = d
        return look_shape

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
