"""Custom fields: what a workspace adds to its channels, highlights, clips and templates by itself."""
