from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.promoted import Promoted, check_promoted
from ..types import UNSET, Unset

T = TypeVar("T", bound="PromotionRequest")


@_attrs_define
class PromotionRequest:
    """What is to go from the test twin to the workspace.

    Attributes:
        dry_run (bool | Unset): Only say what would change. Default: True.
        kinds (list[Promoted] | Unset):
        digest (None | str | Unset): Of a preview: 409 when something is another now than it was then.
    """

    dry_run: bool | Unset = True
    kinds: list[Promoted] | Unset = UNSET
    digest: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        dry_run = self.dry_run

        kinds: list[str] | Unset = UNSET
        if not isinstance(self.kinds, Unset):
            kinds = []
            for kinds_item_data in self.kinds:
                kinds_item: str = kinds_item_data
                kinds.append(kinds_item)

        digest: None | str | Unset
        if isinstance(self.digest, Unset):
            digest = UNSET
        else:
            digest = self.digest

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if dry_run is not UNSET:
            field_dict["dry_run"] = dry_run
        if kinds is not UNSET:
            field_dict["kinds"] = kinds
        if digest is not UNSET:
            field_dict["digest"] = digest

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dry_run = d.pop("dry_run", UNSET)

        _kinds = d.pop("kinds", UNSET)
        kinds: list[Promoted] | Unset = UNSET
        if _kinds is not UNSET:
            kinds = []
            for kinds_item_data in _kinds:
                kinds_item = check_promoted(kinds_item_data)

                kinds.append(kinds_item)

        def _parse_digest(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        digest = _parse_digest(d.pop("digest", UNSET))

        promotion_request = cls(
            dry_run=dry_run,
            kinds=kinds,
            digest=digest,
        )

        return promotion_request
