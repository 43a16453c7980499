"""Idempotency keys: a POST that is sent again makes nothing new."""
