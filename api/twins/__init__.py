"""Test twins: a workspace's own place to try things, from which they are promoted."""
