"""Events: what happened, written down in the transaction that made it happen."""
