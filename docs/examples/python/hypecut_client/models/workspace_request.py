from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="WorkspaceRequest")


@_attrs_define
class WorkspaceRequest:
    """A workspace that is to be. Without a slug it gets one.

    Attributes:
        name (str):
        slug (str | Unset):  Default: ''.
    """

    name: str
    slug: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        slug = self.slug

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if slug is not UNSET:
            field_dict["slug"] = slug

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        slug = d.pop("slug", UNSET)

        workspace_request = cls(
            name=name,
            slug=slug,
        )

        return workspace_request
