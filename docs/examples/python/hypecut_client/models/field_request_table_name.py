from typing import Literal

FieldRequestTableName = Literal["channels", "clips", "highlights", "templates"]

FIELD_REQUEST_TABLE_NAME_VALUES: set[FieldRequestTableName] = {
    "channels",
    "clips",
    "highlights",
    "templates",
}


def check_field_request_table_name(value: str) -> FieldRequestTableName:
    if value in FIELD_REQUEST_TABLE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIELD_REQUEST_TABLE_NAME_VALUES!r}")
