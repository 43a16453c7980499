"""Feeds: clips for readers outside, as JSON Feed and RSS."""
