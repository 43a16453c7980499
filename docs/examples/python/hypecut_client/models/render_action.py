from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RenderAction")


@_attrs_define
class RenderAction:
    """Make another clip of the highlight with a template, unless there is one.

    A clip that a rule asked for leads to no further one.

        Attributes:
            kind (Literal['render_with_template']):
            template_id (str):
    """

    kind: Literal["render_with_template"]
    template_id: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        template_id = self.template_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "template_id": template_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["render_with_template"], d.pop("kind"))
        if kind != "render_with_template":
            raise ValueError(f"kind must match const 'render_with_template', got '{kind}'")

        template_id = d.pop("template_id")

        render_action = cls(
            kind=kind,
            template_id=template_id,
        )

        return render_action
