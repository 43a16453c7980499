"""Business rules: when something happens, if it is such, then do this."""
