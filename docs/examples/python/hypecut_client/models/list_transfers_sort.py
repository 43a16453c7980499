from typing import Literal

ListTransfersSort = Literal["-transfer_id", "transfer_id"]

LIST_TRANSFERS_SORT_VALUES: set[ListTransfersSort] = {
    "-transfer_id",
    "transfer_id",
}


def check_list_transfers_sort(value: str) -> ListTransfersSort:
    if value in LIST_TRANSFERS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_TRANSFERS_SORT_VALUES!r}")
