from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.field_kind import FieldKind, check_field_kind
from ..models.field_request_table_name import FieldRequestTableName, check_field_request_table_name
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_request_json_schema_type_0 import FieldRequestJsonSchemaType0


T = TypeVar("T", bound="FieldRequest")


@_attrs_define
class FieldRequest:
    """A field that is to be.

    Attributes:
        table_name (FieldRequestTableName):
        name (str):
        kind (FieldKind): What a value is.
        workspace_id (None | str | Unset):
        label (str | Unset):  Default: ''.
        choices (list[str] | Unset): Of kind `choice`.
        json_schema (FieldRequestJsonSchemaType0 | None | Unset): A JSON Schema that values of kind `json` must fit.
        required (bool | Unset): Of rows that are made from now on. Default: False.
    """

    table_name: FieldRequestTableName
    name: str
    kind: FieldKind
    workspace_id: None | str | Unset = UNSET
    label: str | Unset = ""
    choices: list[str] | Unset = UNSET
    json_schema: FieldRequestJsonSchemaType0 | None | Unset = UNSET
    required: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        from ..models.field_request_json_schema_type_0 import FieldRequestJsonSchemaType0  # noqa: PLC0415

        table_name: str = self.table_name

        name = self.name

        kind: str = self.kind

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        label = self.label

        choices: list[str] | Unset = UNSET
        if not isinstance(self.choices, Unset):
            choices = self.choices

        json_schema: dict[str, Any] | None | Unset
        if isinstance(self.json_schema, Unset):
            json_schema = UNSET
        elif isinstance(self.json_schema, FieldRequestJsonSchemaType0):
            json_schema = self.json_schema.to_dict()
        else:
            json_schema = self.json_schema

        required = self.required

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "table_name": table_name,
                "name": name,
                "kind": kind,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if label is not UNSET:
            field_dict["label"] = label
        if choices is not UNSET:
            field_dict["choices"] = choices
        if json_schema is not UNSET:
            field_dict["json_schema"] = json_schema
        if required is not UNSET:
            field_dict["required"] = required

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_request_json_schema_type_0 import FieldRequestJsonSchemaType0  # noqa: PLC0415

        d = dict(src_dict)
        table_name = check_field_request_table_name(d.pop("table_name"))

        name = d.pop("name")

        kind = check_field_kind(d.pop("kind"))

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        label = d.pop("label", UNSET)

        choices = cast(list[str], d.pop("choices", UNSET))

        def _parse_json_schema(data: object) -> FieldRequestJsonSchemaType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                json_schema_type_0 = FieldRequestJsonSchemaType0.from_dict(data)

                return json_schema_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FieldRequestJsonSchemaType0 | None | Unset, data)

        json_schema = _parse_json_schema(d.pop("json_schema", UNSET))

        required = d.pop("required", UNSET)

        field_request = cls(
            table_name=table_name,
            name=name,
            kind=kind,
            workspace_id=workspace_id,
            label=label,
            choices=choices,
            json_schema=json_schema,
            required=required,
        )

        return field_request
