"""Live: the events of a workspace, sent to whoever listens, as they come."""
