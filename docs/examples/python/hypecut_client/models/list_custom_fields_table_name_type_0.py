from typing import Literal

ListCustomFieldsTableNameType0 = Literal["channels", "clips", "highlights", "templates"]

LIST_CUSTOM_FIELDS_TABLE_NAME_TYPE_0_VALUES: set[ListCustomFieldsTableNameType0] = {
    "channels",
    "clips",
    "highlights",
    "templates",
}


def check_list_custom_fields_table_name_type_0(value: str) -> ListCustomFieldsTableNameType0:
    if value in LIST_CUSTOM_FIELDS_TABLE_NAME_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_CUSTOM_FIELDS_TABLE_NAME_TYPE_0_VALUES!r}"
    )
