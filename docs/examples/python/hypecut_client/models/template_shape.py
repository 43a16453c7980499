from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.template_shape_body import TemplateShapeBody
    from ..models.template_shape_custom import TemplateShapeCustom


T = TypeVar("T", bound="TemplateShape")


@_attrs_define
class TemplateShape:
    """A template.

    Attributes:
        template_id (str):
        workspace_id (str):
        name (str):
        body (TemplateShapeBody):
        is_default (bool):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
        custom (TemplateShapeCustom | Unset): Values of the workspace's own fields; GET /v1/custom-fields lists those.
    """

    template_id: str
    workspace_id: str
    name: str
    body: TemplateShapeBody
    is_default: bool
    version: int
    created_at_ms: int
    updated_at_ms: int
    custom: TemplateShapeCustom | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        template_id = self.template_id

        workspace_id = self.workspace_id

        name = self.name

        body = self.body.to_dict()

        is_default = self.is_default

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "template_id": template_id,
                "workspace_id": workspace_id,
                "name": name,
                "body": body,
                "is_default": is_default,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.template_shape_body import TemplateShapeBody  # noqa: PLC0415
        from ..models.template_shape_custom import TemplateShapeCustom  # noqa: PLC0415

        d = dict(src_dict)
        template_id = d.pop("template_id")

        workspace_id = d.pop("workspace_id")

        name = d.pop("name")

        body = TemplateShapeBody.from_dict(d.pop("body"))

        is_default = d.pop("is_default")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        _custom = d.pop("custom", UNSET)
        custom: TemplateShapeCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = TemplateShapeCustom.from_dict(_custom)

        template_shape = cls(
            template_id=template_id,
            workspace_id=workspace_id,
            name=name,
            body=body,
            is_default=is_default,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
            custom=custom,
        )

        template_shape.additional_properties = d
        return template_shape

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
