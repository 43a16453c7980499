"""Starts: what a new run of the whole product changes in the state of the last one."""
