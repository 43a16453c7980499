from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.template_body import TemplateBody
    from ..models.template_request_custom import TemplateRequestCustom


T = TypeVar("T", bound="TemplateRequest")


@_attrs_define
class TemplateRequest:
    """A template that is to be.

    Attributes:
        name (str):
        workspace_id (None | str | Unset): Where it belongs; left out, the caller's only one.
        body (TemplateBody | Unset): How a clip looks. What is left out is as it is without a template.
        is_default (bool | Unset): What clips take without being told; the one before is so no longer. Default: False.
        custom (TemplateRequestCustom | Unset): Values of the workspace's own fields by name. Null takes one away; what
            is left out stays. GET /v1/workspaces/{row_id}/openapi.json has their types.
    """

    name: str
    workspace_id: None | str | Unset = UNSET
    body: TemplateBody | Unset = UNSET
    is_default: bool | Unset = False
    custom: TemplateRequestCustom | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        body: dict[str, Any] | Unset = UNSET
        if not isinstance(self.body, Unset):
            body = self.body.to_dict()

        is_default = self.is_default

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
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
        from ..models.template_request_custom import TemplateRequestCustom  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        _body = d.pop("body", UNSET)
        body: TemplateBody | Unset
        if isinstance(_body, Unset):
            body = UNSET
        else:
            body = TemplateBody.from_dict(_body)

        is_default = d.pop("is_default", UNSET)

        _custom = d.pop("custom", UNSET)
        custom: TemplateRequestCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = TemplateRequestCustom.from_dict(_custom)

        template_request = cls(
            name=name,
            workspace_id=workspace_id,
            body=body,
            is_default=is_default,
            custom=custom,
        )

        return template_request
