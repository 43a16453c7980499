"""Sessions: one stretch of capture of a watch, with its gaps and what must be kept of it."""
