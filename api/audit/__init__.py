"""The audit: what was changed by whom, when and from where; and what was done that changes no row."""
