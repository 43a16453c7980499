from typing import Literal

ListCreditAccountsSort = Literal["-balance", "-created_at_ms", "balance", "created_at_ms"]

LIST_CREDIT_ACCOUNTS_SORT_VALUES: set[ListCreditAccountsSort] = {
    "-balance",
    "-created_at_ms",
    "balance",
    "created_at_ms",
}


def check_list_credit_accounts_sort(value: str) -> ListCreditAccountsSort:
    if value in LIST_CREDIT_ACCOUNTS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_CREDIT_ACCOUNTS_SORT_VALUES!r}")
