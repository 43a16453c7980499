"""Webhooks: events, sent signed to addresses that a workspace names."""
