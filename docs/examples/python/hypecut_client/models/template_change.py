from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.template_body import TemplateBody
    from ..models.template_change_custom import TemplateChangeCustom


T = TypeVar("T", bound="TemplateChange")


@_attrs_define
class TemplateChange:
    """What can be changed of a template. `body` is replaced as a whole.

    Attributes:
        name (str | Unset):  Default: ''.
        body (TemplateBody | Unset): How a clip looks. What is left out is as it is without a template.
        is_default (bool | Unset):  Default: False.
        custom (TemplateChangeCustom | Unset): Values of the workspace's own fields by name. Null takes one away; what
            is left out stays. GET /v1/workspaces/{row_id}/openapi.json has their types.
    """

    name: str | Unset = ""
    body: TemplateBody | Unset = UNSET
    is_default: bool | Unset = False
    custom: TemplateChangeCustom | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        body: dict[str, Any] | Unset = UNSET
        if not isinstance(self.body, Unset):
            body = self.body.to_dict()

        is_default = self.is_default

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if body is not UNSET:
            field_dict["body"] = body
        if is_default is not UNSET:
            field_dict["is_default"] = is_default
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.template_body import TemplateBody  # noqa: PLC0415
        from ..models.template_change_custom import TemplateChangeCustom  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        _body = d.pop("body", UNSET)
        body: TemplateBody | Unset
        if isinstance(_body, Unset):
            body = UNSET
        else:
            body = TemplateBody.from_dict(_body)

        is_default = d.pop("is_default", UNSET)

        _custom = d.pop("custom", UNSET)
        custom: TemplateChangeCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = TemplateChangeCustom.from_dict(_custom)

        template_change = cls(
            name=name,
            body=body,
            is_default=is_default,
            custom=custom,
        )

        return template_change
