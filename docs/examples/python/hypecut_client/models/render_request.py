from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RenderRequest")


@_attrs_define
class RenderRequest:
    """A clip that is wanted.

    Attributes:
        highlight_id (str): Of what; it is final, and no near miss.
        template_id (None | str | Unset): How it is to look; left out, the highlight's own clip is made (again).
    """

    highlight_id: str
    template_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        highlight_id = self.highlight_id

        template_id: None | str | Unset
        if isinstance(self.template_id, Unset):
            template_id = UNSET
        else:
            template_id = self.template_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "highlight_id": highlight_id,
            }
        )
        if template_id is not UNSET:
            field_dict["template_id"] = template_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        highlight_id = d.pop("highlight_id")

        def _parse_template_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        template_id = _parse_template_id(d.pop("template_id", UNSET))

        render_request = cls(
            highlight_id=highlight_id,
            template_id=template_id,
        )

        return render_request
