"""Watches: what somebody wants to be watched."""
