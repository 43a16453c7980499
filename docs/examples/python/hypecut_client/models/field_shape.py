from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.field_kind import FieldKind, check_field_kind

if TYPE_CHECKING:
    from ..models.field_shape_json_schema_type_0 import FieldShapeJsonSchemaType0


T = TypeVar("T", bound="FieldShape")


@_attrs_define
class FieldShape:
    """A field that a workspace has added.

    Attributes:
        field_id (str):
        workspace_id (str):
        table_name (str):
        name (str):
        label (str):
        kind (FieldKind): What a value is.
        choices (list[str]):
        json_schema (FieldShapeJsonSchemaType0 | None):
        required (bool):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    field_id: str
    workspace_id: str
    table_name: str
    name: str
    label: str
    kind: FieldKind
    choices: list[str]
    json_schema: FieldShapeJsonSchemaType0 | None
    required: bool
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.field_shape_json_schema_type_0 import FieldShapeJsonSchemaType0  # noqa: PLC0415

        field_id = self.field_id

        workspace_id = self.workspace_id

        table_name = self.table_name

        name = self.name

        label = self.label

        kind: str = self.kind

        choices = self.choices

        json_schema: dict[str, Any] | None
        if isinstance(self.json_schema, FieldShapeJsonSchemaType0):
            json_schema = self.json_schema.to_dict()
        else:
            json_schema = self.json_schema

        required = self.required

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "field_id": field_id,
                "workspace_id": workspace_id,
                "table_name": table_name,
                "name": name,
                "label": label,
                "kind": kind,
                "choices": choices,
                "json_schema": json_schema,
                "required": required,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_shape_json_schema_type_0 import FieldShapeJsonSchemaType0  # noqa: PLC0415

        d = dict(src_dict)
        field_id = d.pop("field_id")

        workspace_id = d.pop("workspace_id")

        table_name = d.pop("table_name")

        name = d.pop("name")

        label = d.pop("label")

        kind = check_field_kind(d.pop("kind"))

        choices = cast(list[str], d.pop("choices"))

        def _parse_json_schema(data: object) -> FieldShapeJsonSchemaType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                json_schema_type_0 = FieldShapeJsonSchemaType0.from_dict(data)

                return json_schema_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FieldShapeJsonSchemaType0 | None, data)

        json_schema = _parse_json_schema(d.pop("json_schema"))

        required = d.pop("required")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        field_shape = cls(
            field_id=field_id,
            workspace_id=workspace_id,
            table_name=table_name,
            name=name,
            label=label,
            kind=kind,
            choices=choices,
            json_schema=json_schema,
            required=required,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        field_shape.additional_properties = d
        return field_shape

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
