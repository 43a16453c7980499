"""Benchmarks: each prints one JSON object, and compares with a named alternative in the same run."""
