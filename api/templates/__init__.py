"""Templates: how the clips of a workspace look."""
