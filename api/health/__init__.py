"""Whether the API lives."""
