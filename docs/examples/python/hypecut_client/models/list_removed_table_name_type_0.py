from typing import Literal

ListRemovedTableNameType0 = Literal["channels", "clips", "highlights", "templates"]

LIST_REMOVED_TABLE_NAME_TYPE_0_VALUES: set[ListRemovedTableNameType0] = {
    "channels",
    "clips",
    "highlights",
    "templates",
}


def check_list_removed_table_name_type_0(value: str) -> ListRemovedTableNameType0:
    if value in LIST_REMOVED_TABLE_NAME_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_REMOVED_TABLE_NAME_TYPE_0_VALUES!r}")
